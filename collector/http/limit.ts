/** Requests of one address to the open path, a minute at a time. Addresses are in memory until the minute ends. */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Counts a request. @returns 0, or seconds to wait when it is one too many */
export type Limit = (request: IncomingMessage) => number;

const WINDOW = 60_000;
/** Addresses counted at a time; past it they are forgotten early, which lets more in, not less. */
const MOST = 50_000;

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * The address that a request comes from: the last one that no trusted proxy vouches for.
 * @param trusted addresses or networks, joined by commas
 */
export const openAddress = (trusted: string): ((request: IncomingMessage) => string) => {
  if (!trusted) return (request) => request.socket.remoteAddress ?? '';
  const proxies = new BlockList();
  for (const one of trusted.split(/[, ]+/)) {
    const [address = '', bits] = one.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) proxies.addAddress(address, family);
    else proxies.addSubnet(address, Number(bits), family);
  }
  const isProxy = (address: string): boolean => proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return (request) => {
    let from = request.socket.remoteAddress ?? '';
    const named = String(request.headers['x-forwarded-for'] ?? '').split(',');
    for (let said = named.pop()?.trim(); said && isIP(from) && isProxy(from); said = named.pop()?.trim()) from = said;
    return from;
  };
};

/**
 * @param most requests a minute; 0: no limit
 * @param now ms since any moment
 */
export const openLimit = (most: number, addressOf: (request: IncomingMessage) => string, now: () => number): Limit => {
  if (!most) return () => 0;
  const counts = new Map<string, number>();
  let until = 0;
  return (request) => {
    const address = addressOf(request);
    // A local proxy that is not declared as trusted would make all visitors one address: this machine itself is not limited.
    if (LOOPBACK.has(address)) return 0;
    const at = now();
    if (at >= until || counts.size >= MOST) {
      counts.clear();
      until = at + WINDOW;
    }
    const count = (counts.get(address) ?? 0) + 1;
    counts.set(address, count);
    return count > most ? Math.ceil((until - at) / 1000) : 0;
  };
};
