import assert from 'node:assert/strict';
import { pbkdf2 } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { folder } from '../testing/collector.js';
import { openAccounts } from './index.js';

it('a folder of account files is seen when it comes later, is replaced, is a link that turns, and when it goes', async () => {
  const base = await folder();
  const dir = join(base, 'config');
  const heard: string[] = [];
  let wake = (): void => {};
  const say = (text: string): void => {
    heard.push(text);
    wake();
  };
  const facts = { location: { country: null, state: null, city: null }, org: null, industries: [], isp: false, abm: [] };
  const accounts = await openAccounts(dir, { info: say, warn: say, error: say }, () => facts);
  const until = async (good: () => boolean): Promise<void> => {
    while (!good())
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), new Promise((resolve) => setTimeout(resolve, 100))]);
  };
  const put = (where: string, retentionDays: number): void => {
    mkdirSync(where);
    writeFileSync(join(where, 'x.json'), JSON.stringify({ retentionDays }));
  };
  const days = (n: number) => (): boolean => accounts.get('x').retentionDays === n;

  // The looks alone keep no process running.
  const running = setInterval(() => {}, 1000);
  assert.match(heard[0] ?? '', /no such folder/);
  put(dir, 11);
  await until(days(11));
  put(dir + '2', 12);
  renameSync(dir, dir + '-old');
  renameSync(dir + '2', dir);
  await until(days(12));
  // An edit after the replacing, which a watch of the former folder does not hear.
  writeFileSync(join(dir, 'x.json'), JSON.stringify({ retentionDays: 13 }));
  await until(days(13));
  rmSync(dir, { recursive: true });
  await until(() => heard.some((text) => /the folder is gone/.test(text)));
  assert.ok(days(13)(), 'what it said stays in force');
  put(join(base, 'a'), 14);
  put(join(base, 'b'), 15);
  symlinkSync('a', dir);
  await until(days(14));
  unlinkSync(dir);
  symlinkSync('b', dir);
  await until(days(15));
  accounts.close();
  clearInterval(running);
  rmSync(base, { recursive: true });
});

it('a folder that comes between the reading at the start and the first look is read', async () => {
  const base = await folder();
  const dir = join(base, 'config');
  const facts = { location: { country: null, state: null, city: null }, org: null, industries: [], isp: false, abm: [] };
  let read = (): void => {};
  const done = new Promise<void>((resolve) => (read = resolve));
  const info = (text: string): void => {
    if (/account x read/.test(text)) read();
  };
  // The look's own questions wait behind these (libuv has four threads for both).
  const busy = Promise.all(
    Array.from({ length: 8 }, () => new Promise<void>((resolve) => pbkdf2('', '', 200_000, 32, 'sha256', () => resolve()))),
  );
  const accounts = await openAccounts(dir, { info, warn: () => {}, error: () => {} }, () => facts);
  mkdirSync(dir);
  writeFileSync(join(dir, 'x.json'), JSON.stringify({ retentionDays: 11 }));
  await busy;
  let timer: unknown;
  const late = new Promise<never>((_resolve, reject) => (timer = setTimeout(() => reject(new Error('it was never read')), 6000)));
  try {
    await Promise.race([done, late]);
    assert.equal(accounts.get('x').retentionDays, 11);
  } finally {
    clearTimeout(timer as number);
    accounts.close();
    rmSync(base, { recursive: true });
  }
});
