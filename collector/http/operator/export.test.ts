import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { csvField } from './export.js';
import { ADMIN, body, openCollector } from '../../testing/collector.js';

/** Cells as a spreadsheet with this separator makes them: a quote counts only at the beginning of a cell (RFC 4180, 2.5 and 2.7). */
const cellsOf = (text: string, separator: string): string[] => {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  let fresh = true;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i] ?? '';
    if (quoted && sign === '"' && text[i + 1] === '"') {
      cell += '"';
      i++;
    } else if (quoted && sign === '"') quoted = false;
    else if (!quoted && fresh && sign === '"') quoted = true;
    else if (!quoted && (sign === separator || sign === '\n' || sign === '\r')) {
      cells.push(cell);
      cell = '';
      fresh = true;
      continue;
    } else cell += sign;
    fresh = false;
  }
  return [...cells, cell];
};

describe('a field of a CSV file', () => {
  it('is no formula to a spreadsheet, whichever its separator', () => {
    const nasty = fc.stringMatching(/^[=+\-@;,"'\t\r\n a1＝]{0,12}$/);
    fc.assert(
      fc.property(nasty, nasty, (a, b) => {
        const line = `x,${csvField(a)},${csvField(b)},y\r\n`;
        for (const separator of [',', ';', '\t'])
          for (const cell of cellsOf(line, separator))
            assert.doesNotMatch(cell, /^[\s"]*[=+\-@＝]/, `${JSON.stringify(line)} by ${separator}`);
      }),
      { numRuns: 3000 },
    );
  });
  it('reads back as it was written where it is harmless', () => {
    for (const text of ['download - example whitepaper', 'a "b"', 'a;b,c', 'two\nlines', 'Zürich'])
      assert.deepEqual(cellsOf(csvField(text), ','), [text]);
  });
});

it('the file begins with a byte order mark, by which Excel knows UTF-8', async () => {
  const one = await openCollector();
  await one.send(body([[1, 0, 'event', 'Zürich – 東京']]));
  const bytes = Buffer.from(await (await fetch(one.url + '/api/export?format=csv', { headers: ADMIN })).arrayBuffer());
  assert.equal(bytes.subarray(0, 5).toString('hex'), 'efbbbf6964');
  assert.ok(bytes.toString('utf8').includes('Zürich – 東京'));
  await one.end();
});
