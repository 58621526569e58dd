/** Addresses and networks of them, as operators write them: 203.0.113.7, 203.0.113.0/24, 2001:db8::/32. */
import { BlockList, isIP } from 'node:net';

/** Bits of an address; undefined for what is none. */
export const bitsOf = (address: string): 32 | 128 | undefined => ({ 4: 32, 6: 128 })[isIP(address)] as 32 | 128 | undefined;

/** An address, or a network as address/prefix. */
export const isNetwork = (value: string): boolean => {
  const [address = '', prefix, ...more] = value.split('/');
  const bits = bitsOf(address);
  if (bits === undefined || more.length) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
};

/**
 * Whether an address is one of those, or in one of those networks. An IPv4 address is known again in the form in which a socket of
 * both families names it (`::ffff:203.0.113.7`); what is no address is in none.
 * @param list what `isNetwork` lets through
 */
export const openNetworks = (list: readonly string[]): ((address: string) => boolean) => {
  if (!list.length) return () => false;
  const networks = new BlockList();
  for (const one of list) {
    const [address = '', bits] = one.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) networks.addAddress(address, family);
    else networks.addSubnet(address, Number(bits), family);
  }
  return (said) => {
    // Without its zone (`fe80::1%eth0`), which is a name on one machine only.
    const address = said.replace(/%.*/, '');
    return isIP(address) > 0 && networks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  };
};
