import type { WireAnswer } from './wire.js';

/** The answer, which may be anybody's, its status (0: none came), and the seconds for which the collector wants to be left alone. */
export type Reply = Partial<WireAnswer> & { _status: number; _wait: number };

/** ms after which a collector that took the connection and says nothing is given up. */
const PATIENCE = 3e4;

/** Hands a body to the browser, which sends it even when the page goes, and tells nobody what came of it. */
export const sendBeacon = (endpoint: string, body: string): void => {
  try {
    // What the quota refuses (64 KiB in flight, shared with the page) can leave in the address, which is not counted: a body of
    // 20,000 characters takes at most 60,000 there, which every engine and the collector take.
    navigator.sendBeacon(endpoint, body) || navigator.sendBeacon(endpoint + '?d=' + encodeURIComponent(body));
  } catch {}
};

/**
 * Sends a body and reads the answer. Not by `fetch`: pages wrap that one to add headers (traceparent), types or credentials, which
 * need the collector's leave when it has another origin, and an answer that may not be read confirms nothing. The request ends
 * with the page; what has no answer then leaves by beacon.
 * @param told an answer may be anybody's (a proxy's, a captive portal's); where reading it throws, it is told that there is none
 */
export const sendRequest = (endpoint: string, body: string, told: (reply: Reply) => void): void => {
  try {
    const request = new XMLHttpRequest();
    request.onloadend = () => {
      // Retry-After as a date is not followed.
      const reply = { _status: request.status, _wait: +request.getResponseHeader('retry-after')! || 0 }; // null is 0
      try {
        told({ ...(JSON.parse(request.responseText) as WireAnswer), ...reply });
      } catch {
        told(reply);
      }
    };
    request.open('POST', endpoint);
    request.timeout = PATIENCE;
    request.send(body);
  } catch {
    // Firefox, where the page's policy forbids the address; or the page has put the request away.
    told({ _status: 0, _wait: 0 });
  }
};
