/** The short form of `npm run faults`: every fault once on each engine, at one moment where there are several, so that the table cannot rot. */
import { expect, test } from './support/fixtures.js';
import { play } from './faults/play.js';
import { FAULTS } from './faults/table.js';

for (const fault of FAULTS.filter(({ long }) => !long))
  test(`fault ${fault.id}: ${fault.what}`, async ({ engine, collector }) => {
    const reason = fault.not?.[engine.name];
    test.skip(!!reason, reason);
    test.setTimeout(180_000);
    const { fired, stored, twice, wrong } = await play(fault, engine, collector, 'short');
    expect({ stored, twice, wrong }).toEqual({ stored: fired, twice: 0, wrong: [] });
  });
