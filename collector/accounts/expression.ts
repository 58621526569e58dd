/** `all`, `any`, or filter numbers with `and`, `or` and parentheses. */

/** The tree: a filter's number from 1, or parts that are joined. */
export type Join = number | ['&' | '|', ...Join[]];

/** What is wrong, in the words of a problem. */
export class ExpressionError extends Error {
  constructor(
    readonly expected: string,
    readonly found: string,
  ) {
    super(`expected ${expected}, found ${found}`);
  }
}

/**
 * @param text the expression
 * @param count how many filters there are
 * @throws {ExpressionError}
 */
export const parseJoin = (text: string, count: number): Join => {
  const every = Array.from({ length: count }, (_, index) => index + 1);
  if (text === 'all') return ['&', ...every];
  if (text === 'any') return ['|', ...every];
  const tokens = text.match(/\d+|[a-z]+|[()]|[^\s\da-z()]+/gi) ?? [];
  let at = 0;
  const shown = (): string => (at < tokens.length ? `'${tokens[at]}' in '${text}'` : `the end of '${text}'`);

  const operand = (): Join => {
    const token = tokens[at];
    if (token === '(') {
      at++;
      const inner = joined();
      if (tokens[at] !== ')') throw new ExpressionError("')'", shown());
      at++;
      return inner;
    }
    if (token === undefined || !/^\d+$/.test(token)) throw new ExpressionError("a filter number or '('", shown());
    const number = Number(token);
    if (number < 1 || number > count) throw new ExpressionError(`a filter number from 1 to ${count}`, shown());
    at++;
    return number;
  };
  const joined = (): Join => {
    const parts = [operand()];
    let word = '';
    while (/^(and|or)$/i.test(tokens[at] ?? '')) {
      const next = (tokens[at] ?? '').toLowerCase();
      if (word && next !== word) throw new ExpressionError("parentheses where 'and' and 'or' are mixed", `'${text}'`);
      word = next;
      at++;
      parts.push(operand());
    }
    return word ? [word === 'and' ? '&' : '|', ...parts] : (parts[0] as Join);
  };
  const tree = joined();
  if (at < tokens.length) throw new ExpressionError("'and', 'or' or the end", shown());
  return tree;
};

/** The filter numbers in the tree. */
export const numbersOf = (join: Join): number[] => (typeof join === 'number' ? [join] : (join.slice(1) as Join[]).flatMap(numbersOf));
