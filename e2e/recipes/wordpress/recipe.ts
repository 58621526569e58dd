/** dist/rtp.php by Debian's PHP, with stand-ins for the functions of WordPress. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { defaultTreeAdapter as tree, parse, type DefaultTreeAdapterTypes } from 'parse5';
import { freePort } from '../../../collector/testing/postgres.js';
import { ROOT } from '../../packages/pack.js';
import { folderOf } from '../packages.js';
import type { Recipe } from '../recipe.js';
import { serveProgram } from '../serve.js';

const RTP_PLUGIN = join(ROOT, 'dist/rtp.php');
const STAND_IN = join(folderOf('wordpress'), 'stand-in.php');

const page = (settings: Record<string, string>): string =>
  execFileSync('php', [STAND_IN], { env: { PATH: process.env.PATH, RTP_PLUGIN, ...settings }, encoding: 'utf8' });

const elements = (node: DefaultTreeAdapterTypes.ParentNode, name: string): DefaultTreeAdapterTypes.Element[] =>
  node.childNodes.flatMap((child) =>
    tree.isElementNode(child) ? [...(child.tagName === name ? [child] : []), ...elements(child, name)] : [],
  );
const textOf = (element: DefaultTreeAdapterTypes.Element | undefined): string =>
  (element?.childNodes ?? []).map((child) => (tree.isTextNode(child) ? child.value : '')).join('');

/** What the stub was given, by running it where there is a tag already: it sets that one's account. */
const given = (script: string): unknown[] => {
  const calls: unknown[] = [];
  runInNewContext(script.replace('(document,', '(document,core='), { document: {}, rtp: (...call: unknown[]) => calls.push(call), calls });
  return calls;
};

/** Settings that would end the script, open a comment in it, or change its text, if they were not escaped. */
const HOSTILE = [
  'https://a.test/</script><script>alert(1)</script>',
  'https://a.test/<!--<script>',
  `https://a.test/"'&amp;&quot;\\`,
  'https://a.test/\u2028\u00fc\u4e16?a=1&b=__ACCOUNT__',
];

const LITERALS = /\(document,("(?:[^"\\]|\\.)*"),("(?:[^"\\]|\\.)*")\)$/;

const checkEscaping = (): void => {
  const plain = elements(parse(page({ RTP_CORE: '/rtp.js', RTP_ACCOUNT: 'my-shop' })), 'script');
  assert.equal(plain.length, 2);
  for (const core of HOSTILE) {
    const scripts = elements(parse(page({ RTP_CORE: core, RTP_ACCOUNT: 'my-shop', RTP_FILTERED: 'x' })), 'script');
    assert.equal(scripts.length, 2, `${core}: one script of ours, one of the theme's`);
    assert.deepEqual(
      scripts[0]?.attrs.map(({ name, value }) => [name, value]),
      [
        ['data-cfasync', 'false'],
        ['data-no-optimize', '1'],
        ['data-no-defer', '1'],
        ['data-noptimize', '1'],
        ['nowprocket', ''],
        ['nonce', 'a"><script>alert(1)</script>'],
      ],
    );
    const script = textOf(scripts[0]);
    const literal = /\(document,("(?:[^"\\]|\\.)*"),("(?:[^"\\]|\\.)*")\)$/.exec(script);
    assert.deepEqual(
      [literal?.[1], literal?.[2]].map((text) => JSON.parse(text ?? '""') as string),
      [core, 'my-shop-x'],
    );
    assert.deepEqual(given(script)[0], ['setAccount', 'my-shop-x']);
  }
  for (const [settings, problem] of [
    [{}, 'RTP_CORE is not the address'],
    [{ RTP_CORE: 'javascript:alert(1)', RTP_ACCOUNT: 'my-shop' }, 'RTP_CORE is not the address'],
    [{ RTP_CORE: '/rtp.js', RTP_ACCOUNT: '"><script>' }, 'RTP_ACCOUNT is not a name'],
    [{ RTP_CORE: '/rtp.js', RTP_ACCOUNT: 'my-shop\n' }, 'RTP_ACCOUNT is not a name'],
  ] as const) {
    const html = page(settings);
    assert.equal(elements(parse(html), 'script').length, 1, 'no tag, only the script of the theme');
    assert.ok(html.includes(problem), html);
  }
};

/** The script with its two texts read: how they are escaped is another matter. */
const plainScript = (script: string): [rest: string, ...texts: unknown[]] => {
  const [all, core = '', account = ''] = LITERALS.exec(script) ?? [];
  return [script.slice(0, -(all ?? '').length), JSON.parse(core), JSON.parse(account)];
};

/** It is the command's script, also where the tag waits for a yes. */
const checkScript = (): void => {
  const core = 'https://stats.example.com/rtp.js';
  for (const [consent, options] of [
    [{}, []],
    [{ RTP_CONSENT: 'true' }, ['--consent']],
    [{ RTP_CONSENT: 'gpc=1&tcf=1,8' }, ['--consent', '--gpc', '--tcf', '1,8']],
  ] as const) {
    const usual = ['snippet', '--core', core, '--account', 'my-shop', '--view', '--campaigns'];
    const printed = execFileSync(process.execPath, ['dist/rtp-tag.mjs', ...usual, ...options], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    const html = page({ RTP_CORE: core, RTP_ACCOUNT: 'my-shop', ...consent });
    const [ours, theirs] = [html, printed].map((text) => plainScript(textOf(elements(parse(text), 'script')[0])));
    assert.deepEqual(ours, theirs);
  }
};

/** The page's lines for a theme. */
const checkFunctions = (settings: Record<string, string>): void => {
  const [script, ...others] = elements(parse(page(settings)), 'script');
  assert.deepEqual([others.length, script?.attrs.find(({ name }) => name === 'nonce')?.value], [1, 'bm9uY2U=']);
  assert.equal(elements(parse(page({ ...settings, RTP_CAPABILITY: 'edit_posts' })), 'script').length, 1, 'editors are not counted');
};

export const wordpress: Recipe = {
  id: 'wordpress-stand-in',
  page: 'wordpress',
  how: 'plugin file rtp.php, with stand-ins for WordPress',
  short: true,
  async serve({ folder, files }) {
    const version = spawnSync('php', ['-r', 'echo PHP_VERSION;'], { encoding: 'utf8' }).stdout;
    if (!version) throw new Error('there is no php here: apt-get install php-cli');
    checkEscaping();
    checkScript();
    for (const [name, content] of files) writeFileSync(join(folder, name), '<?php\n' + content);
    const env = { RTP_PLUGIN, RTP_WP_CONFIG: join(folder, 'wp-config.php') };
    checkFunctions({ ...env, RTP_FUNCTIONS: join(folder, 'functions.php') });
    const port = await freePort();
    const served = await serveProgram('php', ['-S', `127.0.0.1:${port}`, STAND_IN], {
      cwd: folderOf('wordpress'),
      env,
      ready: /Development Server \((http:[^)]+)\) started/,
    });
    return {
      ...served,
      versions: `PHP ${version}`,
      also: 'the command’s script, with consent as well; escaping of settings; filters; attributes for cache plugins',
    };
  },
};
