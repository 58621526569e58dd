import type { WireAnswer } from './wire.js';

/** Hands a body to the browser. @returns false when the browser does not take it */
export const sendBeacon = (endpoint: string, body: string): boolean => {
  try {
    // What the quota refuses (64 KiB in flight, shared with the page) can leave in the address, which is not counted.
    return navigator.sendBeacon(endpoint, body) || navigator.sendBeacon(endpoint + '?d=' + encodeURIComponent(body));
  } catch {
    return false;
  }
};

/**
 * Sends a body and reads the answer.
 * @param keep the request outlives the page, within the quota
 * @returns the answer; a number when there is none: the seconds that the collector wants to be left alone, or 0
 */
export const sendPost = async (endpoint: string, body: string, keep?: boolean): Promise<Partial<WireAnswer> | number> => {
  try {
    const send = (keepalive?: boolean): Promise<Response> => fetch(endpoint, { method: 'POST', body, keepalive });
    // A keepalive request beyond the quota is a TypeError, like one that finds no network: try without.
    const response = await send(keep).catch(() => send());
    // A captive portal's page is no JSON, a proxy's JSON says nothing of what the collector lacks.
    const answer = await response.json().catch(() => 0);
    return answer.lack ? answer : +response.headers.get('retry-after')! || 0; // null is 0
  } catch {
    return 0;
  }
};
