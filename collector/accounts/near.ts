/** The word that was meant, where another one was written. */
const shorten = (text: string): string => (text.length > 60 ? text.slice(0, 57) + '…' : text);
/** A value as a person finds it in the file. */
export const show = (value: unknown): string => (value === undefined ? 'nothing' : shorten(JSON.stringify(value)));

/** Letters to change, add, leave out, or swap, to make one word of the other (Damerau, restricted). */
const distance = (a: string, b: string): number => {
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i ? (j ? 0 : i) : j)),
  );
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      (rows[i] as number[])[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? at(i - 2, j - 2) + 1 : Infinity,
      );
    }
  return at(a.length, b.length);
};

/** What other products call what is meant, in the order in which it is looked for. */
const SAME: readonly (readonly [written: RegExp, ...meant: string[]])[] = [
  [/^(popup|modal|overlay|lightbox)$/, 'dialog'],
  [/^(banner|toast|bar|slidein|sidebar)$/, 'widget'],
  [/^(inline|embed|embedded|replace)$/, 'in zone'],
  [/^(start|starts|begin|startdate)$/, 'from'],
  [/^(end|ends|until|enddate|expires)$/, 'to'],
  [/^(trigger|when|delay|display)$/, 'show', 'after'],
  [/^(html|body|markup|text)$/, 'content'],
  [/^(title|arialabel|caption)$/, 'label', 'name'],
  [/^(style|styles|stylesheet)$/, 'css'],
  [/^(url|urls|path|address|uri)$/, 'page', 'pages'],
  [/^(frequency|once|session)$/, 'repeat', 'once a session'],
  [/^(always|every|everypage)$/, 'sticky'],
  [/^(active|enabled|live|running|on)$/, 'launched', 'enabled'],
  [/^(inactive|disabled|draft|off|stopped)$/, 'paused'],
  [/^(position|corner|side)$/, 'edge'],
  [/^(variants|variations|versions)$/, 'groups'],
  [/^(element|selector|target)$/, 'zone'],
  [/^(and|every)$/, 'all'],
  [/^(or|some)$/, 'any'],
];

const plain = (word: string): string => word.toLowerCase().replace(/[^a-z\d]/g, '');
/** Its words, whatever their order. */
const sorted = (text: string): string => (text.toLowerCase().match(/[a-z\d]+/g) ?? []).sort().join(' ');

/** Letters that a word needs to stand for a longer one of which it is a part. */
const PART = 3;

/** `; did you mean …?`, when one of the words is near enough to what was written. */
export const didYouMean = (written: unknown, words: readonly unknown[]): string => {
  if (typeof written !== 'string') return '';
  const known = words.filter((word): word is string => typeof word === 'string');
  const text = plain(written);
  const same = SAME.filter(([pattern]) => pattern.test(text)).flatMap(([, ...meant]) => meant);
  const [nearest] = known.map((word): [string, number] => [word, distance(text, plain(word))]).sort((a, b) => a[1] - b[1]);
  const found =
    same.find((word) => known.includes(word)) ??
    known.find((word) => sorted(word) === sorted(written)) ??
    (nearest && nearest[1] <= Math.max(1, Math.floor(written.length / 3)) ? nearest[0] : undefined) ??
    (text.length < PART
      ? undefined
      : known.find((word) =>
          word
            .toLowerCase()
            .split(/[^a-z\d]+/)
            .some((part) => part.startsWith(text)),
        ));
  return found === undefined ? '' : `; did you mean ${show(found)}?`;
};
