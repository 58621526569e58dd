import type { WireAnswer } from './wire.js';

/** The ways out of the page. */
export interface Transport {
  /** Hands a body to the browser, in the body or in the address. @returns false when the browser takes it in neither */
  _beacon(body: string): boolean;
  /**
   * Sends a body and reads the answer.
   * @param keepalive the request outlives the page, within the quota
   * @returns the answer; a number when there is none: the seconds that the collector wants to be left alone, or 0
   */
  _post(body: string, keepalive?: boolean): Promise<WireAnswer | number>;
}

/** A collector that has not answered by then is taken for down, ms. */
const PATIENCE = 2e4;

/** @param endpoint address of the collector */
export const openTransport = (endpoint: string): Transport => ({
  _beacon(body) {
    try {
      // What the quota refuses (64 KiB in flight, shared with the page) can leave in the address, which is not counted.
      return navigator.sendBeacon(endpoint, body) || navigator.sendBeacon(endpoint + '?d=' + encodeURIComponent(body));
    } catch {
      return false;
    }
  },
  async _post(body, keepalive) {
    try {
      const send = (keep?: boolean): Promise<Response> =>
        fetch(endpoint, { method: 'POST', body, keepalive: keep, signal: AbortSignal.timeout?.(PATIENCE) });
      // A keepalive request beyond the quota is a TypeError, like one that finds no network: try without.
      const response = await send(keepalive).catch(() => send());
      const wait = response.headers.get('retry-after');
      // A captive portal's page is no JSON, a proxy's JSON has no version.
      const answer = await response.json().catch(() => 0);
      return answer.v === 1 && answer.lack ? answer : +(wait as string) || 0;
    } catch {
      return 0;
    }
  },
});
