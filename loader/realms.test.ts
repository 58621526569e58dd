import { deepEqual, match } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { realmFaults } from './realms.js';

test('a script that keeps to itself has no fault', () => {
  deepEqual(realmFaults('(()=>{var a=1;let b=a;window.rtp=function(){};window.rtpUserContext={};b()})()'), []);
});

test('a name that a wrapper lost is found, by var, by let, and without either', () => {
  match(realmFaults('var e=1,$=2').join(), /new globals e, \$.*already been declared/s);
  match(realmFaults('let t=1').join(), /beside names of the page: SyntaxError/);
  match(realmFaults('let longer=1').join(), /in an empty realm: SyntaxError/);
  match(realmFaults('class A{}').join(), /beside names of the page: SyntaxError/);
  match(realmFaults('(()=>{leaked=1})()').join(), /in an empty realm: new globals leaked/);
});

test('code that strict mode refuses is found', () => {
  match(realmFaults('(()=>{var a=010})()').join(), /in strict mode: SyntaxError/);
});

for (const name of ['rtp.js', 'rtp-campaigns.js'])
  test(`dist/${name} adds no global`, async () => {
    deepEqual(realmFaults(await readFile(new URL(`../dist/${name}`, import.meta.url), 'utf8')), []);
  });
