import { bareAddress } from './address.js';

/**
 * The collector's address, of the core's: one collector serves the core under several names in one folder. Where the page's address
 * has a name and a password, relative ones have, and no request may (Fetch, 'new Request').
 */
export const endpointOf = (core: string): string =>
  bareAddress(new URL(core, location.href).href).replace(/(rtp-api\/v1\/|v\/[^/]+\/)?[^/]*$/, 'e');
