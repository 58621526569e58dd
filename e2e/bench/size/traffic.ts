/** What a few years of visits look like to the store: many accounts of unequal size, in the order of time. The same on every run. */
import type { StoredEvent } from '../../../collector/store/store.js';

const ACCOUNTS = 50;
const DAYS = 400;
const DAY = 86_400_000;
/** Events of one page view. */
const EVENTS = 5;
/** Page views of one session, and sessions of one visitor. */
const PAGES = 2;
const SESSIONS = 4;
/** Different values of one account. */
const VALUES = 40;

/** Half of all is of the first account, one part in 2,000 of the last, which is the small one. */
const accountOf = (session: number): string => {
  if (session % 2000 === 1999) return SMALL;
  return `account${session % 2 ? 1 + (((session * 7919) >>> 1) % (ACCOUNTS - 2)) : 0}`;
};
export const SMALL = `account${ACCOUNTS - 1}`;

/** @param n which event of `rows` @param end ms since 1970 of the last one */
export const eventAt = (n: number, rows: number, end: number): StoredEvent => {
  const page = Math.floor(n / EVENTS);
  const session = Math.floor(page / PAGES);
  // Sessions of one visitor are days apart; one account's visitors are its own.
  const visitor = session % Math.max(1, Math.floor(rows / EVENTS / PAGES / SESSIONS));
  const account = accountOf(session);
  const at = Math.round(end - DAYS * DAY + (n / rows) * DAYS * DAY);
  const began = Math.round(end - DAYS * DAY + ((page * EVENTS) / rows) * DAYS * DAY);
  const number = (n % EVENTS) + 1;
  return {
    page: `${began}${String(page).padStart(16, '0')}`,
    number,
    account,
    visitor: `${account}-visitor${visitor}`,
    session: `${began - (page % PAGES)}s${session}`,
    type: number === 1 ? 'view' : number === 5 ? 'segment' : 'event',
    value: number === 1 ? [] : [`download - example whitepaper ${(n * 31) % VALUES}`],
    url: `https://shop.test/products/${page % 500}`,
    referrer: number === 1 ? 'https://search.test/' : null,
    vars: null,
    at,
    age: 40 + (n % 100),
    arrival: n % 20 ? 'beacon' : 'confirmation',
    anonymous: false,
  };
};
