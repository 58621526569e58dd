/** A page with a recipe's part in its body. */
export const pageOf = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title><link rel="icon" href="data:,">\n${head}</head><body>${body}</body></html>`;
