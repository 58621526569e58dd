/** Requests and wrong tokens of one address, a minute at a time. Addresses are in memory until the minute ends. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { openNetworks } from '../networks.js';

/** Counts a request. @returns 0, or seconds to wait when it is one too many */
export type Limit = (request: IncomingMessage) => number;

const WINDOW = 60_000;
/** Addresses counted at a time; past it they are forgotten early, which lets more in, not less. */
const MOST = 50_000;

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * Whether an address is a trusted proxy's.
 * @param trusted addresses or networks, joined by commas
 */
export const openTrusted = (trusted: string): ((address: string) => boolean) => openNetworks(trusted ? trusted.split(/[, ]+/) : []);

/**
 * The address that a request comes from: the last one that no trusted proxy vouches for.
 * @param trusted addresses or networks, joined by commas
 */
export const openAddress = (trusted: string): ((request: IncomingMessage) => string) => {
  if (!trusted) return (request) => request.socket.remoteAddress ?? '';
  const isProxy = openTrusted(trusted);
  return (request) => {
    let from = request.socket.remoteAddress ?? '';
    const named = String(request.headers['x-forwarded-for'] ?? '').split(',');
    for (let said = named.pop()?.trim(); said && isProxy(from); said = named.pop()?.trim()) from = said;
    return from;
  };
};

/**
 * Who is counted as one: an address, or with IPv6 the network of 64 bits, all of which one subscriber has.
 * What is no address is itself.
 */
export const networkOf = (address: string): string => {
  if (isIP(address) !== 6 || address.includes('.')) return address;
  const [before = [], after] = address
    .replace(/%.*/, '')
    .split('::')
    .map((part) => (part ? part.split(':') : []));
  const groups =
    after === undefined ? before : [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after];
  return (
    groups
      .slice(0, 4)
      .map((group) => Number.parseInt(group, 16).toString(16))
      .join(':') + '::/64'
  );
};

/** A clock that goes on when the machine's is set back: a minute never takes longer than a minute. */
const steady = (now: () => number): (() => number) => {
  let last = now();
  let behind = 0;
  return () => {
    const at = now();
    if (at < last) behind += last - at;
    last = at;
    return at + behind;
  };
};

/** Counts of the minute by name. @param now ms since any moment */
const openCounts = (wall: () => number): { of(name: string): number; add(name: string): number; left(): number } => {
  const now = steady(wall);
  const counts = new Map<string, number>();
  let until = 0;
  const turn = (): void => {
    const at = now();
    if (at < until && counts.size < MOST) return;
    counts.clear();
    until = at + WINDOW;
  };
  return {
    of: (name) => {
      turn();
      return counts.get(name) ?? 0;
    },
    add: (name) => {
      turn();
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return count;
    },
    /** seconds of the minute that are left */
    left: () => Math.max(1, Math.ceil((until - now()) / 1000)),
  };
};

/**
 * @param most requests a minute; 0: no limit
 * @param now ms since any moment
 */
export const openLimit = (most: number, addressOf: (request: IncomingMessage) => string, now: () => number): Limit => {
  if (!most) return () => 0;
  const counts = openCounts(now);
  return (request) => {
    const address = addressOf(request);
    // A local proxy that is not declared as trusted would make all visitors one address: this machine itself is not limited.
    if (LOOPBACK.has(address)) return 0;
    return counts.add(networkOf(address)) > most ? counts.left() : 0;
  };
};

/** Wrong tokens of one address: past the limit not even the right one is looked at until the minute ends. */
export interface Tries {
  /** @returns 0, or seconds to wait */
  wait(request: IncomingMessage): number;
  /** counts a wrong token */
  wrong(request: IncomingMessage): void;
}

/** @param most wrong tokens a minute */
export const openTries = (most: number, addressOf: (request: IncomingMessage) => string, now: () => number): Tries => {
  const counts = openCounts(now);
  return {
    wait: (request) => (counts.of(networkOf(addressOf(request))) >= most ? counts.left() : 0),
    wrong: (request) => void counts.add(networkOf(addressOf(request))),
  };
};
