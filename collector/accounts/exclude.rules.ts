/** Addresses that are left out of the figures: what cannot be one, and what to write in its place. */
import type { JSONPath } from 'jsonc-parser';
import { bitsOf, isNetwork, openNetworks } from '../networks.js';
import type { AccountFile } from './account.js';
import { show } from './near.js';

type Say = (path: JSONPath, expected: string, found: string) => void;

const USUAL = 'an IP address such as 203.0.113.7 or 2001:db8::7, or a network such as 203.0.113.0/24 or 2001:db8::/48';

/** Bits at the front of a mask such as 255.255.255.0; undefined for what is no mask. */
const prefixOf = (mask: string): number | undefined => {
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return bitsOf(mask) === 32 && /^1*0*$/.test(bits) ? bits.replace(/0/g, '').length : undefined;
};

/** What was probably meant, where it is known, and else what is expected at all. */
const meant = (text: string): string => {
  const trimmed = text.trim();
  if (trimmed !== text && isNetwork(trimmed)) return `${show(trimmed)}, without white space`;
  const [address = '', prefix = ''] = text.split('/');
  const bits = bitsOf(address);
  const mask = prefixOf(prefix);
  if (bits === 32 && mask !== undefined) return `the mask as a number of bits: ${show(`${address}/${mask}`)}`;
  if (bits !== undefined && prefix)
    return `a number of bits from 0 to ${bits} behind the /, as in ${bits === 32 ? '203.0.113.0/24' : '2001:db8::/48'}`;
  const stars = /^((?:\d{1,3}\.){1,3})\*(?:\.\*)*$/.exec(text)?.[1];
  if (stars) {
    const parts = stars.split('.').filter(Boolean);
    const network = [...parts, '0', '0', '0'].slice(0, 4).join('.') + '/' + parts.length * 8;
    if (isNetwork(network)) return `the network with its number of bits: ${show(network)}`;
  }
  if (/^[\da-f.:]+\s*[-–]\s*[\da-f.:]+$/i.test(text)) return `no range: each address by itself, or a network such as 203.0.113.0/24`;
  const bare = /^\[([\da-f:.]+)\](?::\d+)?$/i.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? '';
  if (bitsOf(bare)) return `the address alone, without brackets and port: ${show(bare)}`;
  const plain = text.replace(/\b0+(?=\d)/g, '');
  if (plain !== text && /^[\d./]+$/.test(text) && isNetwork(plain)) return `no zeros in front of a number: ${show(plain)}`;
  if (/^[a-z\d-]+(\.[a-z\d-]+)*\.[a-z]{2,}$/i.test(text)) return `${USUAL}; names are not looked up`;
  return USUAL;
};

/** The first address of a network, as the file should name it; undefined for IPv6, whose many ways of writing are left alone. */
const firstOf = (network: string): string | undefined => {
  const [address = '', prefix] = network.split('/');
  if (prefix === undefined || bitsOf(address) !== 32) return undefined;
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(prefix));
  const first = number - (number % size);
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.') + '/' + prefix;
};

/**
 * @param say told what is wrong
 * @param warn told what may not be meant
 */
export const excludeRules = ({ exclude = [] }: AccountFile, say: Say, warn: Say): void => {
  exclude.forEach((text, index) => {
    const path = ['exclude', index];
    if (!isNetwork(text)) return say(path, meant(text), show(text));
    const first = firstOf(text);
    if (/\/0+$/.test(text)) return warn(path, 'a part of the addresses', `${show(text)}, which is all of them: nobody is counted`);
    if (first !== undefined && first !== text) warn(path, `the first address of the network: ${show(first)}`, show(text));
    const wide = exclude.find((other, at) => at !== index && isNetwork(other) && !text.includes('/') && openNetworks([other])(text));
    if (wide !== undefined) warn(path, 'each address once', `${show(text)}, which ${show(wide)} has already`);
  });
};
