/** What the edge knows: from headers, from a module, and when the module fails. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { folder } from '../testing/collector.js';
import { openFacts } from './facts.js';

const UNKNOWN = { location: { country: null, state: null, city: null }, org: null, industries: [], isp: false, abm: [] };
const never = (error: unknown): void => assert.fail(String(error));

describe('what the edge knows of a visitor', () => {
  let dir = '';
  let count = 0;
  before(async () => (dir = await folder()));
  after(() => rmSync(dir, { recursive: true }));
  const moduleOf = (text: string): string => {
    const path = join(dir, `facts${++count}.mjs`);
    writeFileSync(path, text);
    return path;
  };

  it('is nothing where nobody says', async () => assert.deepEqual(await (await openFacts('', never))({ 'cf-ipcountry': 'NL' }), UNKNOWN));

  it('comes from headers', async () => {
    const facts = await openFacts(
      'country=CF-IPCountry, state=x-state,city=x-city,org=x-org,isp=x-isp,industries=x-industries,abm.code=x-code,abm.name=x-name',
      never,
    );
    assert.deepEqual(
      await facts({
        'cf-ipcountry': 'NL',
        'x-city': Buffer.from('Zürich').toString('latin1'),
        'x-org': 'Acme%20Ltd',
        'x-industries': 'Printing; Paper;',
        'x-code': 'a1;b2',
        'x-name': 'Top;Next',
      }),
      {
        ...UNKNOWN,
        location: { country: 'NL', state: null, city: 'Zürich' },
        org: 'Acme Ltd',
        industries: ['Printing', 'Paper'],
        abm: [
          { code: 'a1', name: 'Top' },
          { code: 'b2', name: 'Next' },
        ],
      },
    );
    assert.deepEqual(await facts({}), UNKNOWN);
    assert.equal((await facts({ 'x-org': 'x'.repeat(5000) })).org?.length, 200);
    assert.equal((await facts({ 'x-org': '100%' })).org, '100%');
  });

  for (const source of ['weather=x-weather', 'country=', 'country=a=b', 'country=x y'])
    it(`refuses ${source}, naming it`, () =>
      assert.rejects(openFacts(source, never), (error: Error) => error.message.startsWith(`'${source}'`)));

  it('comes from a module, at once or later', async () => {
    for (const text of [
      'export default (headers) => ({ org: headers.host, isp: 7 });',
      'export default async (headers) => ({ org: headers.host });',
    ])
      assert.deepEqual(await (await openFacts(moduleOf(text), never))({ host: 'shop.test' }), { ...UNKNOWN, org: 'shop.test' });
  });

  const failing: [what: string, text: string, said: RegExp][] = [
    ['throws', `export default () => { throw new Error('broken') };`, /broken/],
    ['rejects', `export default async () => { throw new Error('rejected') };`, /rejected/],
    ['never answers', `export default () => new Promise(() => {});`, /no answer within 500 ms/],
  ];
  for (const [what, text, said] of failing)
    it(`is nothing where the module ${what}, and that is said`, async () => {
      const errors: unknown[] = [];
      const facts = await openFacts(moduleOf(text), (error) => errors.push(error));
      assert.deepEqual(await facts({}), UNKNOWN);
      assert.equal(errors.length, 1);
      assert.match(String(errors[0]), said);
    });

  for (const given of ['undefined', 'null', '5', `'text'`, '{ location: 5, industries: "x", abm: [null, 5], org: {} }'])
    it(`is tidied where the module returns ${given}`, async () => {
      const found = await (await openFacts(moduleOf(`export default () => (${given});`), never))({});
      assert.deepEqual(found, UNKNOWN);
    });

  it('a module without a function, or that is not there, stops the start', async () => {
    await assert.rejects(openFacts(moduleOf('export const facts = 1;'), never), /a default export that is a function expected/);
    await assert.rejects(openFacts(join(dir, 'none.mjs'), never), /none\.mjs/);
  });
});
