/**
 * What the tag sends, as bytes ready for the socket: one event a beacon, three beacons a page view, two page views a
 * session. Every request is new to the store; making one costs the load generator a copy and four short writes.
 */

/** Events of one page view, a view and two events, each in its own beacon. */
const OF_PAGE = 3;
const PAGES_OF_SESSION = 2;

/** A number in so many characters. */
export const base36 = (n: number, length: number): string => n.toString(36).padStart(length, '0').slice(-length);

/** The ids of the request with this number; page ids begin with the time, as the tag's do. */
const idsOf = (run: number, n: number): { page: string; session: string; number: number } => {
  const page = Math.floor(n / OF_PAGE);
  const session = Math.floor(page / PAGES_OF_SESSION);
  // A page's beacons are apart in time, and other pages' lie between them.
  return { page: 'm' + base36(run, 8) + base36(page, 7), session: 's' + base36(run, 8) + base36(session, 7), number: (n % OF_PAGE) + 1 };
};

const text = (
  ids: ReturnType<typeof idsOf>,
  events: unknown[] = [[ids.number, 12, ...(ids.number === 1 ? ['view'] : ['event', 'product', 'shoes', 'green ' + ids.number])]],
): string =>
  JSON.stringify({
    v: 2,
    w: 'b',
    b: [
      {
        p: ids.page,
        a: 'bench',
        u: 'v' + ids.session.slice(1),
        s: ids.session,
        l: 'https://shop.example/products/shoes?colour=green&size=42',
        r: 'https://search.example/?q=green+shoes+size+42',
        c: { customVar1: 'returning' },
        x: 0,
        e: events,
      },
    ],
  });

/** The body of one request, as the tag writes it. */
export const bodyOf = (run: number, n: number): string => text(idsOf(run, n));

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

/** A page view that sends all at once, as one that was without a network does. */
const many = (n: number): unknown[] =>
  Array.from({ length: n }, (_, i) => [i + 1, 1000, 'event', 'product', 'shoes', 'green ' + (i % OF_PAGE)]);

/** A body as a whole request. */
const whole = (body: string): Buffer => {
  const head = [
    'POST /e HTTP/1.1',
    'Host: collector.example',
    'Connection: keep-alive',
    'Content-Type: text/plain;charset=UTF-8',
    'Accept: */*',
    'Origin: https://shop.example',
    'Referer: https://shop.example/',
    'User-Agent: ' + AGENT,
    'Accept-Encoding: gzip, deflate, br',
    'Accept-Language: en-GB,en;q=0.9',
    'Content-Length: ' + Buffer.byteLength(body),
    '',
    '',
  ];
  return Buffer.from(head.join('\r\n') + body, 'latin1');
};

/** The requests of a page view, with a mark (\\x01) for the page's id, and for the session's after its first letter, twice: the visitor's is made of it. */
export const cutRequests = (run: number): string[] =>
  Array.from({ length: OF_PAGE }, (_, i) => {
    const ids = idsOf(run, i);
    return whole(text(ids))
      .toString('latin1')
      .replace(ids.page, '\x01')
      .replace(ids.session.slice(1), '\x01')
      .replace(ids.session.slice(1), '\x01');
  });

/**
 * Makes requests: each call gives the bytes of the next one.
 * @param run a number that no other run on this store has
 * @param events of one request
 */
export const openRequests = (run: number, events = 1): (() => Buffer) => {
  const templates = Array.from({ length: events > 1 ? 1 : OF_PAGE }, (_, i) => {
    const ids = idsOf(run, i);
    const bytes = whole(events > 1 ? text(ids, many(events)) : text(ids));
    return {
      bytes,
      page: bytes.indexOf(ids.page),
      session: bytes.indexOf(ids.session),
      visitor: bytes.indexOf('v' + ids.session.slice(1)),
    };
  });
  let made = 0;
  return () => {
    const n = made++;
    const ids = idsOf(run, events > 1 ? n * OF_PAGE : n);
    const template = templates[n % templates.length] as (typeof templates)[number];
    const bytes = Buffer.from(template.bytes);
    bytes.write(ids.page, template.page, 'latin1');
    bytes.write(ids.session, template.session, 'latin1');
    bytes.write(ids.session.slice(1), template.visitor + 1, 'latin1');
    return bytes;
  };
};
