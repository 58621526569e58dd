/**
 * Which accounts may have events. An account needs no file, so whoever invents a name a request would grow every table of
 * accounts without end: those without a file are bounded. What the store has already, and what has a file, is let in.
 */

/**
 * @param most accounts without a file, known ones included
 * @param hasFile whether an account has a file now
 * @param known accounts of the store, which may be away for the moment: more may come up then, not fewer
 * @returns whether the account may have events; a new one is known from then on
 */
export const openNewcomers = (
  most: number,
  hasFile: (account: string) => boolean,
  known: Promise<Iterable<string>>,
): ((account: string) => boolean) => {
  const seen = new Set<string>();
  known.then((names) => [...names].forEach((name) => seen.add(name))).catch(() => {});
  // Without newcomers an account whose file went away has no events either.
  if (!most) return hasFile;
  return (account) => {
    if (seen.has(account) || hasFile(account)) return true;
    if (seen.size >= most) return false;
    seen.add(account);
    return true;
  };
};
