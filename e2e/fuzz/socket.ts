/** A client that writes bytes as they are, many requests at once, and reads what comes back: `fetch` would put them right. */
import { connect, type Socket } from 'node:net';

/** Statuses in a stream of HTTP/1.1 answers. */
const openParser = () => {
  let rest = Buffer.alloc(0);
  const statuses: number[] = [];
  let readingChunks = false;

  /** The length of a chunked body at the start of `bytes`, or -1 when it is not whole. */
  const chunkedLength = (bytes: Buffer): number => {
    for (let at = 0; ; ) {
      const line = bytes.indexOf('\r\n', at);
      if (line < 0) return -1;
      const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
      at = line + 2 + size + 2;
      if (at > bytes.length) return -1;
      if (size === 0) return at;
    }
  };
  return {
    statuses,
    /** @param heads whether the n-th answer has no body because it was asked for by HEAD */
    push(chunk: Buffer, heads: readonly boolean[]): void {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = rest.toString('latin1', 0, end);
        const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? Number.NaN);
        if (Number.isNaN(status)) throw new Error('no HTTP answer: ' + JSON.stringify(head.slice(0, 80)));
        readingChunks = /\ntransfer-encoding: *chunked/i.test(head);
        let length = readingChunks ? chunkedLength(rest.subarray(end + 4)) : Number(/\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
        if (status === 204 || status === 304 || status < 200 || heads[statuses.length]) length = 0;
        if (length < 0 || rest.length < end + 4 + length) return;
        rest = rest.subarray(end + 4 + length);
        if (status >= 200) statuses.push(status);
      }
    },
  };
};

export interface Exchange {
  statuses: number[];
  /** the server closed the connection */
  closed: boolean;
}

/**
 * Writes requests on one connection and waits until all are answered, the server closes, or nothing comes for `quietMs`.
 * @param expected answers that are waited for
 */
export const exchange = (
  port: number,
  bytes: Buffer,
  expected: number,
  heads: readonly boolean[] = [],
  quietMs = 10_000,
): Promise<Exchange> =>
  new Promise((resolve, reject) => {
    const parser = openParser();
    const socket = connect(port, '127.0.0.1');
    let closed = false;
    const done = (): void => {
      socket.destroy();
      resolve({ statuses: parser.statuses, closed });
    };
    socket.setTimeout(quietMs, done);
    socket.on('data', (chunk: Buffer) => {
      try {
        parser.push(chunk, heads);
      } catch (error) {
        socket.destroy();
        reject(error as Error);
      }
      if (parser.statuses.length >= expected) done();
    });
    // A server that refuses closes while we still write: its answer, if any, has been read.
    socket.on('error', () => {});
    socket.on('close', () => {
      closed = true;
      done();
    });
    socket.on('connect', () => socket.write(bytes));
  });

/** A connection that sends the beginning of a request and then nothing. @returns whether the server ended it in time */
export const dribble = (port: number, start: Buffer, withinMs: number): { socket: Socket; ended: Promise<boolean> } => {
  const socket = connect(port, '127.0.0.1');
  socket.on('connect', () => socket.write(start));
  socket.on('error', () => {});
  socket.resume();
  const ended = new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => {
      socket.destroy();
      resolve(false);
    }, withinMs);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
  return { socket, ended };
};
