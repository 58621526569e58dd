/** The bench's figures, and how they are printed. */
export interface Row {
  group: string;
  name: string;
  /** the figures, with their units, as they are printed */
  figures: string;
  /** what is compared with the aim */
  value?: number;
  aim?: number;
  /** what the aim is called */
  wanted?: string;
}

export const quantile = (numbers: number[], part: number): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
};
export const median = (numbers: number[]): number => quantile(numbers, 0.5);

export const verdict = ({ value, aim }: Row): string =>
  value === undefined || aim === undefined ? '' : value <= aim ? 'reached' : 'not reached';

/** @throws {Error} when something could not be measured */
export const print = (rows: Row[]): void => {
  for (const { name, value } of rows) if (value !== undefined && !Number.isFinite(value)) throw new Error(`${name}: nothing was measured`);
  const cells = rows.map((row) => [row.name, row.figures, row.wanted ?? '', verdict(row)]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((cell) => cell[column]?.length ?? 0)));
  let group = '';
  rows.forEach((row, index) => {
    if (row.group !== group) console.log(`\n${(group = row.group)}`);
    console.log(
      '  ' +
        cells[index]
          ?.map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
    );
  });
};
