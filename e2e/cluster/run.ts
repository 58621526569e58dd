/** One run, inside the namespaces: the cluster, each fault under load, the table. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FRONT, openCluster, QUEUE } from './cluster.js';
import type { Fault } from './faults.js';
import { startLoad } from './load.js';
import { verify } from './verify.js';

/** Page views a second: about as many requests times three, and events times four. */
const RATE = 20;
/** ms of load before the fault, and after it */
const BEFORE = 3000;
const AFTER = 2000;
/** ms in which all that was made under a fault must be answered for */
const DRAIN = 60_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const say = (line: string): void => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);

/** The last lines of every log, for whoever must find out why. */
const tails = (dir: string): string =>
  readdirSync(join(dir, 'logs'))
    .map(
      (name) =>
        `--- ${name}\n${readFileSync(join(dir, 'logs', name), 'utf8')
          .split('\n')
          .filter((line) => /^[[{\d]/.test(line) && !/no action|raft|etcdserver|GET \/|OPTIONS/.test(line))
          .slice(-12)
          .join('\n')}`,
    )
    .join('\n');

/** @returns whether all is as it must be */
export const run = async (dir: string, faults: readonly Fault[]): Promise<boolean> => {
  const lines: string[] = [];
  const answers: string[] = [];
  let good = true;
  try {
    say('starting etcd, Patroni, PostgreSQL, haproxy and the collectors');
    const cluster = await openCluster(dir);
    for (const fault of faults) {
      const account = `fault-${fault.id}-${Date.now().toString(36)}`;
      say(fault.what);
      const load = startLoad(FRONT, account, RATE);
      await pause(BEFORE);
      const note = await fault.play(cluster, load);
      await pause(AFTER);
      await load.finish(DRAIN);
      const { stored, missing, twice, wrong } = await verify(FRONT, account, load);
      good &&= !missing && !twice && !wrong.length;
      lines.push(
        `| ${fault.id} ${fault.what}${note ? `: ${note}` : ''} | ${load.sent.size} | ${load.answered.size} | ${stored} | ${missing} | ${twice} | ${load.longest().toFixed(1)} |`,
      );
      const { full, away, mute, proxy } = load.busy;
      good &&= !mute;
      const among = Object.entries(load.statuses)
        .map(([status, n]) => `${n} x ${status === '0' ? 'none' : status}`)
        .join(', ');
      answers.push(`| ${fault.id} | ${among} | ${full} | ${away} | ${mute} | ${proxy} | ${load.slowest().toFixed(1)} |`);
      say(`${lines[lines.length - 1]}\n${answers[answers.length - 1]}`);
      for (const one of wrong) say(`wrong: ${one}`);
    }
  } catch (error) {
    good = false;
    say(`${tails(dir)}\n${(error as Error).stack}`);
  }
  console.log(
    [
      '| fault | sent | answered | stored | missing | counted twice | longest time without answers s |',
      '|---|---|---|---|---|---|---|',
      ...lines,
    ].join('\n'),
  );
  console.log(
    [
      `\nAnswers, with a queue of at most ${QUEUE} events in each collector:`,
      '| fault | answers by status | 503 at once, queue full | 503 after the time to try | 503 without Retry-After | 503 of haproxy | slowest answer s |',
      '|---|---|---|---|---|---|---|',
      ...answers,
    ].join('\n') + '\n',
  );
  console.log(good ? 'every event is stored once and counted once' : 'NOT as it must be: see above');
  return good;
};
