/** Bad requests, by class. What must never be stored says so by its account, `never`. */
import fc from 'fast-check';

export interface Bad {
  kind: string;
  bytes: Buffer;
  /** asked for by HEAD: the answer has no body */
  head: boolean;
  /** page id, where the request is a valid one after all */
  valid?: string;
}

const PATHS = ['/e', '/rtp.js', '/rtp-api/v1/rtp.js'];

/** A request whose framing is right: it can stand among others on one connection. */
const framed = (kind: string, line: string, headers: string[], body: Buffer | string): Bad => {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
  const head = [line + ' HTTP/1.1', 'Host: fuzz.test', ...headers, `Content-Length: ${bytes.length}`, '', ''].join('\r\n');
  return { kind, bytes: Buffer.concat([Buffer.from(head, 'latin1'), bytes]), head: line.startsWith('HEAD ') };
};
const TEXT = ['Content-Type: text/plain;charset=UTF-8'];
const post = (kind: string, body: Buffer | string, path = '/e'): Bad => framed(kind, 'POST ' + path, TEXT, body);

export const validBody = (account: string, page: string) => ({
  v: 2,
  w: 'b',
  b: [
    {
      p: page,
      a: account,
      u: 'visitor1',
      s: 'session1',
      l: 'https://shop.test/',
      r: '',
      c: {},
      x: 0,
      e: [[1, 5, 'event', 'one']] as unknown[],
    },
  ] as unknown[],
});

/** A valid request, new to the store. */
export const valid = (seed: number, n: number): Bad => {
  const id = `g${seed.toString(36).padStart(7, '0')}${n.toString(36).padStart(7, '0')}`;
  return { ...post('valid ones among them', JSON.stringify(validBody('good', id)), PATHS[n % PATHS.length]), valid: id };
};

const path = fc.constantFrom(...PATHS);
const page = fc.integer({ min: 0, max: 1e9 }).map((n) => 'f000000' + n.toString(36).padStart(6, '0'));
const numberText = fc.constantFrom(
  '1',
  '1.0',
  '1e0',
  '10000000',
  '10000001',
  '1e999',
  '-0',
  '1E-7',
  '9007199254740993',
  '0x10',
  '-1',
  '1.5',
  'NaN',
  '00',
  '1_0',
  '99999999999999999999',
);
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    '',
    ' ',
    [],
    {},
    [[]],
    [null],
    0,
    -1,
    1.5,
    1e308,
    '\0',
    '__proto__',
    'constructor',
    'toString',
    '\ud800',
    '\udc00x',
    '../../etc/passwd',
    "'; DROP TABLE events; --",
    '<img src=x onerror=alert(1)>',
    '%00',
    'x'.repeat(5000),
  ),
  fc.string({ maxLength: 20 }),
  fc.double(),
  fc.integer(),
  fc.array(fc.string({ maxLength: 5 }), { maxLength: 6 }),
  fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'prototype', 'a', 'p', 'e', 'length', 'toJSON'), fc.string({ maxLength: 3 })),
);

const brokenUtf8 = fc
  .tuple(
    path,
    fc.uint8Array({ minLength: 1, maxLength: 40 }),
    fc.constantFrom([0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]),
  )
  .map(([to, random, wrong]) => {
    const [before = '', after = ''] = JSON.stringify(validBody('never', 'f00000000000')).split('one');
    return post(
      'malformed UTF-8',
      Buffer.concat([Buffer.from(before), Buffer.from(wrong), Buffer.from('x'), Buffer.from(random), Buffer.from(after)]),
      to,
    );
  });
const noJson = fc.tuple(path, fc.string({ minLength: 1, maxLength: 80 }), fc.nat()).map(([to, junk, cut]) => {
  const text = JSON.stringify(validBody('never', 'f00000000001'));
  const at = cut % (text.length - 1);
  return post('no JSON', cut % 2 ? text.slice(0, at) : text.slice(0, at) + junk + '"', to);
});
const deep = fc
  .tuple(path, fc.integer({ min: 10, max: 20_000 }), fc.constantFrom('[', '{"a":', '[[],', '{"b":['))
  .map(([to, depth, open]) => {
    const text = open.repeat(Math.min(depth, Math.floor(60_000 / open.length)));
    return post(
      'deep JSON',
      depth % 2
        ? text
        : text +
            '1' +
            [...text]
              .reverse()
              .map((c) => (c === '[' ? ']' : c === '{' ? '}' : ''))
              .join('')
              .slice(0, 5000),
      to,
    );
  });
/** JSON's last key wins: what is stored, if anything, is one valid reading. */
const duplicateKeys = fc
  .tuple(page, odd, fc.constantFrom('v', 'b', 'w', 'q', 'p', 'a', 'e', 'l', 'u', 's'), fc.boolean())
  .map(([id, value, key, first]) => {
    const text = JSON.stringify(validBody('fuzz', id));
    const extra = `"${key}":${JSON.stringify(value) ?? 'null'}`;
    const inner = 'vwbq'.includes(key) ? '{' : '"b":[{';
    return post('duplicate keys', first ? text.replace(inner, inner + extra + ',') : text.replace(/}$/, ',' + extra + '}'));
  });
const prototypeKeys = fc
  .tuple(
    page,
    fc.constantFrom('__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'toJSON', 'then'),
    odd,
    fc.constantFrom('{"v"', '"b":[{', '"c":{'),
  )
  .map(([id, key, value, where]) => {
    const extra = `"${key}":${JSON.stringify(value) ?? '{"a":"never"}'},`;
    const text = JSON.stringify(validBody('fuzz', id)).replace('"c":{}', '"c":{"customVar1":"x"}');
    return post('prototype keys', text.replace(where, where === '{"v"' ? '{' + extra + '"v"' : where + extra));
  });
const wrongFields = fc
  .tuple(
    page,
    fc.array(fc.tuple(fc.constantFrom('v', 'w', 'b', 'q', 'b0', 'p', 'a', 'u', 's', 'l', 'r', 'c', 'x', 'e'), odd), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([id, changes]) => {
    const body: Record<string, unknown> = validBody('fuzz', id);
    const batch = (body.b as Record<string, unknown>[])[0] as Record<string, unknown>;
    for (const [key, value] of changes) {
      if (key === 'b0') body.b = [batch, value];
      else if ('vwbq'.includes(key)) body[key] = value;
      else batch[key] = value;
    }
    return post('wrong types and values', JSON.stringify(body));
  });
const wrongEvents = fc
  .tuple(
    page,
    fc.array(
      fc.oneof(
        odd,
        fc.array(odd, { maxLength: 8 }),
        fc.tuple(odd, odd, fc.constantFrom('event', 'view', 'overflow', 'segment', '__proto__'), odd),
      ),
      { maxLength: 8 },
    ),
  )
  .map(([id, events]) => {
    const body = validBody('fuzz', id);
    (body.b[0] as { e: unknown[] }).e.push(...events);
    return post('wrong events among right ones', JSON.stringify(body));
  });
const wrongNumbers = fc
  .tuple(page, numberText, numberText)
  .map(([id, number, age]) => post('odd numbers', JSON.stringify(validBody('fuzz', id)).replace('[1,5,', `[${number},${age},`)));
const wrongRescues = fc
  .tuple(path, fc.array(fc.oneof(odd, fc.array(odd, { maxLength: 5 })), { maxLength: 5 }), fc.boolean(), fc.nat())
  .map(([to, parts, asText, n]) => {
    const call = [{ 0: 'send', 1: 'event', 2: parts[0] }, parts[1], parts[2]];
    const body = n % 3 ? ['https://shop.test/', parts[3] ?? 5, [n, parts[4] ?? 'fuzz', 0, call, ...parts]] : parts;
    const text = JSON.stringify(body);
    return post('wrong rescues', asText ? JSON.stringify(text) : text, to);
  });
const queries = fc
  .tuple(
    path,
    fc.constantFrom('d=%', 'd=%zz', 'd=%ff%fe', 'd=a&d=b', 'd[]=1', 'd=', '__proto__=1&d=x', 'd=%7B%22v%22%3A1', 'd=null', 'd=[[[['),
    fc.string({ maxLength: 20 }),
  )
  .map(([to, query, more]) =>
    framed('odd queries', `POST ${to}?${query}${encodeURIComponent(more.replace(/[\ud800-\udfff]/g, ''))}`, TEXT, ''),
  );
const segment = fc.constantFrom(
  '..',
  '.',
  '%2e%2e',
  '%2e%2e%2f',
  '..%2f',
  '..%5c',
  '%00',
  '%c0%ae',
  '%252e',
  'etc',
  'passwd',
  'e',
  'rtp.js',
  'v',
  'c',
  'api',
  'collector',
  'main.ts',
  '~',
  'x'.repeat(300),
  '%',
  '%zz',
  '%ff',
  '*',
  ':hash',
  '__proto__',
  'demo.json',
  '.git',
);
const traversal = fc
  .tuple(
    fc.constantFrom('GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS'),
    fc.array(segment, { minLength: 1, maxLength: 6 }),
    fc.constantFrom('/', '/c/', '/v/', '/demo/', '/api/', '/rtp-api/v1/', '//', '/\\'),
  )
  .map(([method, parts, root]) =>
    framed('path traversal', `${method} ${root}${parts.join('/')}`, TEXT, method === 'GET' || method === 'HEAD' ? '' : '{"v":2}'),
  );
const methods = fc
  .tuple(path, fc.constantFrom('PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'PURGE', 'LOCK', 'SEARCH', 'REPORT', 'MERGE'))
  .map(([to, method]) => framed('wrong methods', `${method} ${to}`, TEXT, JSON.stringify(validBody('never', 'f00000000002'))));
const types = fc
  .tuple(
    path,
    fc.constantFrom(
      'application/json',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'text/html',
      'text/plainx',
      'x',
      '/',
      'application/octet-stream',
      ';charset=x',
      '__proto__',
    ),
  )
  .map(([to, type]) =>
    // The type is not looked at: what is valid in such a body is stored.
    framed('odd content types', `POST ${to}`, ['Content-Type: ' + type], JSON.stringify(validBody('typed', 'f00000000003'))),
  );
const operator = fc
  .tuple(
    fc.constantFrom(
      'GET /api/events',
      'GET /api/stats',
      'GET /api/export?format=csv',
      'GET /api/feed',
      'GET /metrics',
      'DELETE /api/visitors/visitor1?account=fuzz',
      'POST /login',
      'POST /logout',
      'GET /api/overview',
    ),
    fc.constantFrom('Authorization: Bearer ', 'Authorization: Basic ', 'Cookie: rtp=', 'Cookie: session=', 'Authorization: '),
    fc.string({ maxLength: 30 }),
  )
  .map(([line, header, text]) =>
    framed(
      'operator paths without the token',
      line,
      [header + encodeURIComponent(text.replace(/[\ud800-\udfff]/g, '')), 'Content-Type: application/x-www-form-urlencoded'],
      line.startsWith('POST') ? 'token=' + 'x'.repeat(text.length) : '',
    ),
  );

/** These can share a connection. */
export const keepAlive: fc.Arbitrary<Bad> = fc.oneof(
  brokenUtf8,
  noJson,
  { arbitrary: deep, weight: 1 },
  duplicateKeys,
  prototypeKeys,
  wrongFields,
  wrongEvents,
  wrongNumbers,
  wrongRescues,
  queries,
  traversal,
  methods,
  types,
  operator,
);

const smuggled = (n: number): string => {
  const inner = JSON.stringify(validBody('never', 'f0smuggled' + n.toString(36)));
  return `POST /e HTTP/1.1\r\nHost: fuzz.test\r\nContent-Type: text/plain\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`;
};
const raw = (kind: string, text: string): Bad => ({ kind, bytes: Buffer.from(text, 'latin1'), head: false });

/** Request smuggling: two readings of where the first request ends. The second reading's event must not be stored. */
const smuggling = fc
  .tuple(
    fc.nat({ max: 1e6 }),
    fc.constantFrom(
      (inner: string) => `Content-Length: ${inner.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
      (inner: string) => `Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n${inner}`,
      (inner: string) => `Content-Length: 0\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
      (inner: string) => `Content-Length: 0, ${inner.length}\r\n\r\n${inner}`,
      (inner: string) => `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${inner}`,
      (inner: string) => `Transfer-Encoding : chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${inner}`,
      (inner: string) => `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${inner}`,
      (inner: string) => `Transfer-Encoding: identity, chunked, identity\r\n\r\n0\r\n\r\n${inner}`,
      (inner: string) => `Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n${inner}`,
      (inner: string) => `Content-Length: +0\r\n\r\n${inner}`,
      (inner: string) => `Content-Length: -1\r\n\r\n${inner}`,
      (inner: string) => `Content-Length: 0x0\r\n\r\n${inner}`,
      (inner: string) => `Content-Length: 1e0\r\n\r\n${inner}`,
      (inner: string) => `Content-Length : 0\r\n\r\n${inner}`,
      (inner: string) => `X: y\nContent-Length: 0\n\n${inner}`,
      (inner: string) => `X: y\r\n Content-Length: 0\r\nContent-Length: 99999\r\n\r\n${inner}`,
      (inner: string) => `Transfer-Encoding: chunked\r\n\r\n${inner.length.toString(16)}x\r\n${inner}\r\n0\r\n\r\n`,
      (inner: string) => `Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n${inner}`,
      (inner: string) => `Transfer-Encoding: chunked\r\n\r\n0\n\n${inner}`,
      (inner: string) => `Transfer-Encoding: chunked\r\n\r\n-0\r\n\r\n${inner}`,
      (inner: string) => `Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n${inner}`,
      (inner: string) => `X: a\0b\r\nContent-Length: 0\r\n\r\n${inner}`,
      (inner: string) => `X: a\rContent-Length: 0\r\n\r\n${inner}`,
    ),
  )
  .map(([n, shape]) =>
    raw('request smuggling', `POST /e HTTP/1.1\r\nHost: fuzz.test\r\nContent-Type: text/plain\r\n${shape(smuggled(n))}`),
  );
const hugeHeaders = fc
  .tuple(fc.integer({ min: 82_000, max: 200_000 }), fc.integer({ min: 0, max: 2 }))
  .map(([size, shape]) =>
    raw(
      'oversized headers',
      shape === 0
        ? `POST /e?d=${'x'.repeat(size)} HTTP/1.1\r\nHost: f\r\n\r\n`
        : shape === 1
          ? `POST /e HTTP/1.1\r\nHost: f\r\nX-Y: ${'y'.repeat(size)}\r\n\r\n`
          : `POST /e HTTP/1.1\r\nHost: f\r\n${'a: b\r\n'.repeat(size / 6)}\r\n`,
    ),
  );
const hugeBodies = fc
  .integer({ min: 65_537, max: 300_000 })
  .map((size) => post('oversized bodies', JSON.stringify(validBody('never', 'f00000000004')) + ' '.repeat(size)));
const lies = fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.boolean()).map(([more, chunked]) => {
  const text = JSON.stringify(validBody('never', 'f00000000005'));
  return raw(
    'bodies cut short',
    `POST /e HTTP/1.1\r\nHost: f\r\nContent-Type: text/plain\r\n${chunked ? `Transfer-Encoding: chunked\r\n\r\n${(text.length + more).toString(16)}` : `Content-Length: ${text.length + more}\r\n`}\r\n${text}`,
  );
});
const noise = fc
  .uint8Array({ minLength: 1, maxLength: 300 })
  .map((bytes): Bad => ({ kind: 'random bytes', bytes: Buffer.concat([Buffer.from(bytes), Buffer.from('\r\n\r\n')]), head: false }));
const lines = fc
  .constantFrom(
    'POST  /e HTTP/1.1',
    'POST /e HTTP/9.9',
    'POST /e',
    'post /e HTTP/1.1',
    'POST\t/e\tHTTP/1.1',
    'POST /e HTTP/1.1 x',
    ' POST /e HTTP/1.1',
    'POST http://[::1 HTTP/1.1',
    'CONNECT a:1 HTTP/1.1',
    'GET * HTTP/1.1',
    'POST /\0e HTTP/1.1',
    'PRI * HTTP/2.0',
    'GET / HTTP/0.9',
    'POST //e HTTP/1.1',
  )
  .map((line) => raw('broken request lines', line + '\r\nHost: f\r\nHost: g\r\n\r\n'));

/** Each of these needs a connection of its own: the server ends it. */
export const alone: fc.Arbitrary<Bad> = fc.oneof(
  { arbitrary: smuggling, weight: 6 },
  hugeHeaders,
  hugeBodies,
  lies,
  { arbitrary: noise, weight: 3 },
  { arbitrary: lines, weight: 2 },
);
