/** Sends bad requests with valid ones among them, and judges: the answers as they come, what was stored at the end. */
import fc from 'fast-check';
import { alone, keepAlive, valid, type Bad } from './requests.js';
import { exchange } from './socket.js';
import { wrongRow } from './valid.js';

export interface FuzzRun {
  /** by class: answers by status */
  counts: Map<string, Map<string, number>>;
  /** bad requests */
  sent: number;
  /** times that the collector ended a connection between requests */
  ends: number;
  /** valid requests among them, by page id: each must be stored */
  stored: Set<string>;
  problems: string[];
}

/** Requests on one connection, one in this many of them valid. */
const RUN = 100;
const VALID = 20;
/** One in fifty needs its own connection. */
const ALONE = 0.02;
const TOGETHER = 20;
/** Problems that are told; a broken collector has one a request. */
const TOLD = 20;

/** @param lanes connections at a time */
export const fuzz = async (port: number, total: number, seed: number, lanes: number): Promise<FuzzRun> => {
  const run: FuzzRun = { counts: new Map(), sent: 0, ends: 0, stored: new Set(), problems: [] };
  const problem = (what: string, bad?: Bad): false => {
    if (run.problems.length < TOLD)
      run.problems.push(`${what}${bad ? `: ${bad.kind}: ${JSON.stringify(bad.bytes.toString('latin1').slice(0, 400))}` : ''}`);
    return false;
  };
  const check = (bad: Bad, status: number | undefined): boolean => {
    const mine = run.counts.get(bad.kind) ?? new Map<string, number>();
    const said = status === undefined ? 'closed' : String(status);
    run.counts.set(bad.kind, mine.set(said, (mine.get(said) ?? 0) + 1));
    if (bad.valid === undefined) run.sent++;
    else if (status !== 204) return problem(`a valid one: ${said}`, bad);
    else run.stored.add(bad.valid);
    return status === undefined || status < 500 || problem(said, bad);
  };

  let made = 0;
  /** All answers below 500, and an answer to each request or an end; what stood behind the end goes on a new connection. */
  const together = async (batch: Bad[]): Promise<boolean> => {
    let good = true;
    for (let rest = batch.flatMap((bad, i) => (i % VALID ? [bad] : [valid(seed, made++), bad])); rest.length; ) {
      const { statuses, closed } = await exchange(
        port,
        Buffer.concat(rest.map((bad) => bad.bytes)),
        rest.length,
        rest.map((bad) => bad.head),
      );
      // An end without an answer is the answer to a bad one; a valid one is sent again, as the tag would.
      const answered = statuses.length ? rest.slice(0, statuses.length) : rest.slice(0, rest[0]?.valid === undefined ? 1 : 0);
      if (!closed && answered.length < rest.length) good = problem('no answer for 10 s', rest[answered.length]);
      if (!good || !answered.length) return good && problem('no answer to a valid one', rest[0]);
      good = answered.map((bad, i) => check(bad, statuses[i])).every(Boolean);
      rest = rest.slice(answered.length);
      if (rest.length) run.ends++;
    }
    return good;
  };
  const each = async (batch: Bad[]): Promise<boolean> => {
    const good = await Promise.all(
      batch.map(async (bad) => {
        // Smuggled requests are seen in the store afterwards; here no answer but a refusal or an end is waited for.
        const { statuses } = await exchange(port, bad.bytes, 1, [bad.head], bad.kind === 'bodies cut short' ? 50 : 2000);
        return check(bad, statuses[0]);
      }),
    );
    return good.every(Boolean);
  };
  const property = async (
    one: fc.Arbitrary<Bad>,
    length: number,
    send: (batch: Bad[]) => Promise<boolean>,
    runs: number,
    lane: number,
  ): Promise<void> => {
    const batches = fc.array(one, { minLength: length, maxLength: length, size: 'max' });
    const result = await fc.check(fc.asyncProperty(batches, send), { numRuns: runs, seed: seed + lane, endOnFailure: true });
    if (result.errorInstance instanceof Error) problem(result.errorInstance.stack ?? result.errorInstance.message);
  };
  const runs = Math.ceil((total * (1 - ALONE)) / RUN / (lanes - 1));
  await Promise.all([
    ...Array.from({ length: lanes - 1 }, (_, lane) => property(keepAlive, RUN, together, runs, lane)),
    property(alone, TOGETHER, each, Math.ceil((total * ALONE) / TOGETHER), lanes),
  ]);
  return run;
};

/**
 * Looks at all that is stored: valid each, and every valid event that was answered for among them.
 * @param rows lines of the export
 * @param from ms since 1970 when the run began
 * @returns problems
 */
export const wrongStore = (rows: readonly Record<string, unknown>[], stored: ReadonlySet<string>, from: number): string[] => {
  const problems: string[] = [];
  const missing = new Set(stored);
  for (const row of rows) {
    const wrong = wrongRow(row, from);
    if (wrong) problems.push(`stored: ${wrong}: ${JSON.stringify(row).slice(0, 300)}`);
    missing.delete(String(row.id).split('.')[0] ?? '');
  }
  if (missing.size)
    problems.push(`${missing.size} valid events were answered for and are not stored: ${[...missing].slice(0, 3).join(', ')}`);
  return problems;
};
