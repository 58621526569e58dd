/** The account's configuration and what the edge knows, from where the core came from. */
import type { Compiled, EdgeFacts } from './config.js';

/** ms that a callback waits for: pages hide content until theirs is called. */
const PATIENCE = 5e3;

const NOTHING = { s: [], c: [] } as unknown as Compiled;
/** A visitor of whom nothing is known. */
export const UNKNOWN: EdgeFacts = { location: { country: null, state: null, city: null }, org: null, industries: [], isp: false, abm: [] };

const read = async <T>(base: string, path: string, none?: T): Promise<T> => {
  const answer = await fetch(new URL(path, base).href);
  if (none && answer.status === 404) return none;
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json() as Promise<T>;
};

/** Asks once; after a failure the next call asks again. */
const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let asked: Promise<T> | undefined;
  return () =>
    (asked ||= Promise.race([
      ask(),
      new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer in time')), PATIENCE)),
    ]).catch((error: unknown) => {
      asked = undefined;
      throw error;
    }));
};

export interface Sources {
  /** @throws {Error} when it does not come; an account without a file has no campaigns */
  _config(): Promise<Compiled>;
  /** @throws {Error} when it does not come */
  _edge(): Promise<EdgeFacts>;
}

/** @param account as it stands in an address; read when it is needed: a snippet that is run again sets another one */
export const openSources = (base: string, account: () => string): Sources => ({
  _config: once(() => read(base, `c/${account()}.json`, NOTHING)),
  _edge: once(() => read<EdgeFacts>(base, 'visitor?a=' + account())),
});
