/**
 * The stream of what arrives, kept open as long as somebody can see the page. `EventSource` gives up for good at any answer but
 * 200 (HTML, "server-sent events", 9.2.3), as a proxy gives while the collector is away, so it is opened anew here. A hidden
 * tab has none: over HTTP/1.1 a browser opens six connections to a host, and six live pages would leave none for a seventh.
 */
import type { FeedMessage } from './api.js';

/** ms to the first try again, and at most. */
const FIRST = 1000;
const LONGEST = 8000;
/** ms without a word, after which a connection is dead that says nothing of it (the collector speaks every 15 s). */
const SILENT = 40_000;

export type Link = 'live' | 'connecting' | 'paused';

export interface ConnectionParts {
  heard(message: FeedMessage): void;
  linked(link: Link): void;
  /** reads everything anew; rejects while the collector cannot be reached */
  refresh(): Promise<void>;
}

export interface Connection {
  /** connects to this account's stream, or to that of all */
  open(account: string): void;
}

export const openConnection = ({ heard, linked, refresh }: ConnectionParts): Connection => {
  let address = '';
  let source: EventSource | undefined;
  let timer = 0;
  let watch = 0;
  let wait = FIRST;

  const end = (): void => {
    source?.close();
    source = undefined;
    clearTimeout(timer);
    clearTimeout(watch);
  };
  const alive = (): void => {
    clearTimeout(watch);
    watch = window.setTimeout(again, SILENT);
  };
  /** Asks first in the ordinary way: that tells a login that has expired from a collector that is away. */
  const again = (): void => {
    end();
    linked('connecting');
    timer = window.setTimeout(() => refresh().then(start, again), wait);
    wait = Math.min(wait * 2, LONGEST);
  };
  const start = (): void => {
    end();
    if (document.hidden) return linked('paused');
    const mine = new EventSource(address);
    source = mine;
    alive();
    mine.onopen = () => {
      wait = FIRST;
      alive();
      // What came between the last look and this stream.
      refresh().then(() => mine === source && linked('live'), again);
    };
    mine.onerror = again;
    mine.onmessage = (message: MessageEvent<string>) => {
      alive();
      heard(JSON.parse(message.data) as FeedMessage);
    };
    mine.addEventListener('still', alive);
  };
  const look = (): void => {
    if (!address) return;
    if (!document.hidden) start();
    else {
      end();
      linked('paused');
    }
  };
  document.addEventListener('visibilitychange', look);
  addEventListener('online', look);
  // Left, it may be kept and shown again (back/forward cache); an open stream would keep it from that.
  addEventListener('pagehide', end);
  addEventListener('pageshow', (event) => event.persisted && look());
  return {
    open: (account) => {
      address = 'api/feed' + (account ? '?account=' + encodeURIComponent(account) : '');
      wait = FIRST;
      linked('connecting');
      start();
    },
  };
};
