/** The types of the global `rtp`: good calls pass, bad ones do not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const TYPES = fileURLToPath(new URL('../dist/rtp.d.ts', import.meta.url));

/** The browser's own types, read once for all scripts. */
const libraries = new Map<string, ts.SourceFile | undefined>();

/** Errors of a script that has but one reference to the types. */
const errors = (code: string): string[] => {
  const name = '/page.ts';
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    lib: ['lib.es2020.d.ts', 'lib.dom.d.ts'],
    types: [],
    skipLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, target) => {
    if (file === name) return ts.createSourceFile(file, `/// <reference path="${TYPES}" />\n${code}`, target);
    if (!libraries.has(file)) libraries.set(file, getSourceFile(file, target));
    return libraries.get(file);
  };
  const program = ts.createProgram([name], options, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(name))
    .map((found) => ts.flattenDiagnosticMessageText(found.messageText, '\n'));
};

const GOOD = [
  `rtp('send', 'event', {value: 'MyEvent'})`,
  `rtp('send', 'event', {value: ['a', 'b', 'c', 'd']})`,
  `rtp('send', 'event', 'bare')`,
  `const list: string[] = ['1', '2', '3', '4', '5']; rtp('send', 'event', {value: list})`,
  `rtp('get', 'visitor', (answer) => { if (answer.status === 200) answer.results.org; else answer.message })`,
  `rtp('send', 'view'); rtp('send', 'view', '/thanks')`,
  `rtp('setAccount', 'x'); rtp('set', 'customVar1', 'x'); rtp('set', 'custom5', 'x')`,
  `rtp('set', 'settings', {anonymizeIP: true})`,
  `rtp('get', 'campaign', true); rtp('get', 'campaign')`,
  `rtp('get', 'visitor', (answer) => { if (answer.results) answer.results.matchedSegments.filter((s) => s.name) })`,
  `rtp('send', 'redirect', 'org', ['A', 'B'], '/x', true)`,
  `window.rtp('send', 'view'); const ok: boolean | undefined = rtp.checkPattern?.('a', '%a')`,
];
const BAD = [
  `rtp('send', 'event')`,
  `rtp('send', 'event', {value: 5})`,
  `rtp('send', 'event', {value: [5]})`,
  `rtp('get', 'visitor', (answer) => answer.results.org)`,
  `rtp('send', 'evnt', {value: 'x'})`,
  `rtp('set', 'customVar6', 'x')`,
  `rtp('set', 'customVar1', 5)`,
  `rtp('get', 'visitor')`,
  `rtp('send', 'redirect', 'planet', 'x', '/y')`,
];
test('good calls are no errors', () => {
  assert.deepEqual(errors(GOOD.map((line) => `{ ${line} }`).join('\n')), []);
});
for (const line of BAD)
  test(`${line} is an error`, () => {
    assert.notDeepEqual(errors(line), []);
  });
