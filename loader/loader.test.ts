/** The stub and the command that prints it, as they are shipped. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import ts from 'typescript';
import { readSnippet } from '../collector/http/open/demo.js';
import { snippetOf } from '../collector/live/snippet.js';

const dist = (name: string): string => fileURLToPath(new URL('../dist/' + name, import.meta.url));
const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [dist('rtp-tag.mjs'), ...args], { encoding: 'utf8' });
const scriptOf = (html: string): string => /<script[^>]*>(.*)<\/script>/s.exec(html)?.[1] ?? '';
const snippet = readFileSync(dist('snippet.html'), 'utf8');

test('the snippet is a comment, one inline script of at most 720 bytes, a comment, and makes no call', () => {
  assert.match(snippet, /^<!--.*-->\n<script>.*<\/script>\n<!--.*-->\n$/);
  const stub = scriptOf(snippet).replace('__CORE_URL__', '').replace('__ACCOUNT__', '');
  assert.ok(Buffer.byteLength(stub) <= 720, `${Buffer.byteLength(stub)} bytes`);
  assert.doesNotMatch(stub, /rtp\("(send|get)/);
});

test('the sizes that the README states are those of what is shipped', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const brotli = (name: string): string => {
    const text = readFileSync(dist(name));
    return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: text.length } }).length.toLocaleString('en');
  };
  const stub = scriptOf(snippet).replace('__CORE_URL__', '').replace('__ACCOUNT__', '');
  assert.ok(readme.includes(`The inline stub (${stub.length} bytes)`), `the stub has ${stub.length} bytes`);
  const sizes = `The core weighs ${brotli('rtp.js')} bytes in brotli, the campaigns on demand ${brotli('rtp-campaigns.js')}`;
  assert.ok(readme.replace(/\s+/g, ' ').includes(sizes), sizes);
});

test('the stub is ES5: an old browser sees no syntax error', () => {
  const source = ts.createSourceFile('stub.js', scriptOf(snippet), ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  const newer: string[] = [];
  const look = (node: ts.Node): void => {
    if (
      ts.isArrowFunction(node) ||
      ts.isTemplateLiteral(node) ||
      ts.isSpreadElement(node) ||
      (ts.isVariableDeclarationList(node) && node.flags & ts.NodeFlags.BlockScoped)
    )
      newer.push(node.getText());
    if (ts.isCatchClause(node) && !node.variableDeclaration) newer.push(node.getText());
    ts.forEachChild(node, look);
  };
  look(source);
  assert.deepEqual(newer, []);
});

test('the stub survives another minifier', async () => {
  const again = await minify(scriptOf(snippet), { ecma: 5 });
  assert.match(again.code ?? '', /visibilitychange/);
});

test('the printed snippet is filled in, and its hash is the one that a policy counts', () => {
  const { status, stdout, stderr } = run('snippet', '--core', 'https://stats.test/rtp.js', '--account', '137-ANB-938');
  assert.equal(status, 0);
  assert.match(stdout, /"https:\/\/stats\.test\/rtp\.js","137-ANB-938"/);
  assert.ok(stderr.includes(`'sha256-${createHash('sha256').update(scriptOf(stdout)).digest('base64')}'`));
  assert.ok(
    stderr.includes(
      'sha384-' +
        createHash('sha384')
          .update(readFileSync(dist('rtp.js')))
          .digest('base64'),
    ),
  );
});

test('options add what a page needs', () => {
  const base = ['snippet', '--core', '/rtp.js', '--account', 'a'];
  assert.match(run(...base, '--nonce', 'N1').stdout, /<script nonce="N1">.*currentScript/);
  assert.match(run(...base, '--endpoint', 'https://c.test/e').stdout, /sendBeacon\("https:\/\/c\.test\/e"/);
  assert.match(run(...base, '--integrity').stdout, /sha384-/);
  assert.match(run(...base, '--trusted-types').stdout, /createPolicy\("rtp"/);
});

test('the customary calls are in the hashed script, behind its queue, and only where they are asked for', () => {
  const base = ['snippet', '--core', '/rtp.js', '--account', 'a'];
  assert.doesNotMatch(scriptOf(run(...base).stdout), /"send"|"get"/);
  assert.match(scriptOf(run(...base, '--view').stdout), /\.src=\w+,(\w+)\("send","view"\)\}\}\(document/);
  const { stdout, stderr } = run(...base, '--view', '--campaigns', '--nonce', 'N');
  assert.match(scriptOf(stdout), /(\w+)\("send","view"\),\1\("get","campaign",!0\)/);
  assert.match(stderr, /'nonce-N'/);
  const both = scriptOf(run(...base, '--view', '--campaigns').stdout);
  assert.equal(Buffer.byteLength(both) - Buffer.byteLength(scriptOf(run(...base).stdout)), 40, 'bytes that they cost');
});

test('--markup adds the listener behind the stub, as ES5, and the pages say its size', async () => {
  const base = ['snippet', '--core', '/rtp.js', '--account', 'a'];
  const [bare, longer] = [base, [...base, '--markup']].map((args) => scriptOf(run(...args).stdout));
  assert.ok(bare && longer?.startsWith(bare + ';'));
  const added = longer.slice(bare.length);
  assert.doesNotMatch(added, /=>|`|\?\.\w|\b(const|let)\b/);
  assert.match((await minify(longer, { ecma: 5 })).code ?? '', /data-rtp-event/);
  for (const page of ['README.md', '../core/markup/README.md'])
    assert.ok(
      readFileSync(new URL(page, import.meta.url), 'utf8').includes(`${added.length.toLocaleString('en')} bytes`),
      `${added.length}`,
    );
});

test('Set up on the live page gives the bytes that the command prints', () => {
  const template = readSnippet(dist(''), 'setup.html');
  for (const core of ['https://stats.test/rtp.js', 'https://s.test/</script><b>&"x"$&/rtp.js'])
    assert.equal(
      snippetOf(template, core, '137-ANB-938'),
      run('snippet', '--core', core, '--account', '137-ANB-938', '--view', '--campaigns').stdout,
    );
});

test('cache plugins are told to leave the snippet alone, and its hash stays the same', () => {
  const base = ['snippet', '--core', '/rtp.js', '--account', 'a', '--view'];
  const { stdout, stderr } = run(...base, '--cache-plugins', '--nonce', 'N');
  assert.match(stdout, /<script nonce="N" data-cfasync="false" data-no-optimize="1" data-no-defer="1" data-noptimize="1" nowprocket>/);
  assert.match(stderr, /'nonce-N'/);
  assert.equal(run(...base, '--cache-plugins').stderr, run(...base).stderr);
});

test('every line that a policy needs is printed', () => {
  const { stdout, stderr } = run(
    'snippet',
    '--core',
    'https://s.test/rtp.js',
    '--account',
    'a',
    '--endpoint',
    '//c.test/e',
    '--trusted-types',
  );
  const hash = `'sha256-${createHash('sha256').update(scriptOf(stdout)).digest('base64')}'`;
  for (const line of [`  script-src ${hash} https://s.test`, '  connect-src https://s.test c.test', '  trusted-types rtp'])
    assert.ok(stderr.split('\n').includes(line), `${line} in:\n${stderr}`);
  assert.match(run('snippet', '--core', '/rtp.js', '--account', 'a').stderr, /script-src 'sha256-[^']+' 'self'\n {2}connect-src 'self'/);
});

test('a pinned core is one whose bytes stay', () => {
  const hash = createHash('sha256')
    .update(readFileSync(dist('rtp.js')))
    .digest('base64url')
    .slice(0, 12);
  const pinned = (core: string): string => run('snippet', '--core', core, '--account', 'a', '--integrity').stdout;
  assert.ok(pinned('https://s.test/rtp.js').includes(`"https://s.test/v/${hash}/rtp.js"`));
  assert.ok(pinned('/v/abc/rtp.js').includes('"/v/abc/rtp.js"'), 'one that is pinned already is as it was given');
});

test('an address cannot end the script', () => {
  assert.doesNotMatch(scriptOf(run('snippet', '--core', 'https://x/</script><b>', '--account', 'a').stdout), /<\/script/);
});

for (const [args, reason] of [
  [[], /no command/],
  [['snipet'], /unknown command 'snipet'/],
  [['snippet'], /--core is missing/],
  [['snippet', '--core', 'nonsense here', '--account', 'a'], /--core 'nonsense here' is no address/],
  [['snippet', '--core', '/rtp.js'], /--account is missing/],
  [['snippet', '--core', '/rtp.js', '--account', 'a b'], /--account 'a b' is no account id/],
  // The collector would refuse its events.
  [['snippet', '--core', '/rtp.js', '--account', '_a'], /--account '_a' is no account id/],
  [['snippet', '--core', '/rtp.js', '--account', 'a', '--nonce', ''], /--nonce is empty/],
  [['snippet', '--core', '/rtp.js', '--account', 'a', '--wat'], /--wat/],
  [['snippet', '--core', '/rtp.js', '--account', 'a', '--endpoint', 'x'], /--endpoint 'x' is no address/],
] as const)
  test(`rtp-tag ${args.join(' ')}: one line that says what is wrong, exit 2`, () => {
    const { status, stdout, stderr } = run(...args);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, reason);
    assert.equal(stderr.trim().split('\n').length, 1);
  });
