/**
 * A proxy that was not declared is named in the log, before the rate limit takes all of its visitors for one address. Only
 * addresses of private networks are written down: any other could be a visitor's.
 */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-forwarded-proto', 'x-forwarded-host'] as const;
/** Different senders that are named; behind a large network there may be no end of them. */
const MOST = 5;

const PRIVATE = new BlockList();
for (const [address, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
] as const)
  PRIVATE.addSubnet(address, bits, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');
PRIVATE.addAddress('::1', 'ipv6');

/** An IPv4 address as a socket of both families names it. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/**
 * @param isTrusted whether an address is in RTP_TRUST_PROXY
 * @param limit requests a minute of one address; 0: no limit
 */
export const openProxyWatch = (
  isTrusted: (address: string) => boolean,
  limit: number,
  warn: (text: string) => void,
): ((request: IncomingMessage) => void) => {
  const seen = new Set<string>();
  return ({ headers, socket }) => {
    if (seen.size >= MOST) return;
    const header = HEADERS.find((name) => headers[name] !== undefined);
    if (!header) return;
    const from = socket.remoteAddress ?? '';
    if (!from || isTrusted(from)) return;
    const address = plain(from);
    const known = isIP(address) > 0 && PRIVATE.check(address, familyOf(address));
    const name = known ? address : 'an address outside of private networks (if you use a CDN, its networks)';
    if (seen.has(name)) return;
    seen.add(name);
    warn(
      `A proxy that is not declared: a request from ${name} has the header ${header}, which is not believed. ` +
        `Set RTP_TRUST_PROXY${known ? '=' + address : ' to its address'}; until then all visitors behind it count as one address` +
        (limit ? `, which may send ${limit} requests a minute before it is answered 429.` : '.'),
    );
  };
};
