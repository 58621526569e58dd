/** The recipes of README.md for a site's own servers, run as they stand there: only the collector's address is another one. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openKeys } from '../keys/keys.js';
import { openCollector, type Running } from '../testing/collector.js';

const run = promisify(execFile);
const README = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('recipes for servers', () => {
  let dir: string;
  let one: Running;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rtp-recipes-'));
    one = await openCollector({ env: { RTP_CONFIG: dir } });
    env = { ...process.env, RTP_CONFIG: dir, RTP_DATA: one.dir, COLLECTOR_KEY: (await openKeys(dir).make('shop', 'other')).key };
  });
  after(async () => {
    await one.end();
    await rm(dir, { recursive: true });
  });

  const blockOf = (language: string): string => {
    const [, text = ''] = new RegExp('^```' + language + '\\n([\\s\\S]*?)^```$', 'm').exec(README) ?? [];
    assert.ok(text.includes('http://127.0.0.1:8377'), `README.md has a block of ${language}`);
    return text.replaceAll('http://127.0.0.1:8377', one.url);
  };
  const stored = async (visitor: string | null): Promise<void> => {
    const rows = await one.events('?account=shop&limit=1');
    assert.deepEqual([rows[0]?.value, rows[0]?.visitor], [['order paid', 'plan B'], visitor]);
  };

  it('with curl, and a key made by command', async () => {
    const { stdout } = await run('bash', ['-euc', blockOf('sh')], { cwd: ROOT, env });
    assert.deepEqual(JSON.parse(stdout), { stored: 1, duplicate: 0, refused: 0, results: [{ id: 'order-1017', status: 'stored' }] });
    await stored('17955277048645482');
  });

  it('from Node', async () => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', blockOf('js')], { cwd: dir, env });
    assert.equal(stdout, 'stored\n');
    await stored('17955277048645482');
  });

  it('from PHP', { skip: existsSync('/usr/bin/php') ? false : 'PHP is not installed' }, async () => {
    const { stdout } = await run('php', ['-r', blockOf('php').replace('<?php', '')], { cwd: dir, env });
    assert.equal(stdout, 'stored\n');
    await stored(null);
  });
});
