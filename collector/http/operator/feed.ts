/**
 * The live page's feed, by server-sent events. One look at the store in half a second serves all that watch (whichever
 * collector stored the events), none is taken while nobody watches, and whoever reads too slowly is let go: the
 * browser comes back by itself.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { eventLine } from './format.js';
import type { Store, StoredRow } from '../../store/store.js';

const EVERY = 500;
const HEARTBEAT = 15_000;
/** Rows of one look, and of one message: nobody reads more of them in half a second. */
const LOOK = 2000;
const SHOW = 20;
const MOST_CLIENTS = 200;
/** Bytes that may wait for a slow reader. */
const MOST_WAITING = 256 * 1024;

interface Client {
  account: string | undefined;
  write(text: string): void;
  end(): void;
}

export interface Feed {
  /** answers with the feed, or 503 when too many watch */
  open(request: FastifyRequest, reply: FastifyReply, account: string | undefined): Promise<void>;
  clients(): number;
  close(): void;
}

const message = (rows: StoredRow[], seq: number): string => {
  const minutes = new Map<number, [total: number, counted: number]>();
  for (const row of rows) {
    if (row.type !== 'event') continue;
    const minute = Math.floor(row.at / 60_000);
    const have = minutes.get(minute) ?? [0, 0];
    minutes.set(minute, [have[0] + 1, have[1] + (row.counted ? 1 : 0)]);
  }
  const data = { rows: rows.slice(-SHOW).map(eventLine), total: rows.length, minutes: [...minutes].map(([minute, n]) => [minute, ...n]) };
  return `id: ${seq}\ndata: ${JSON.stringify(data)}\n\n`;
};

export const openFeed = (store: Store, onError: (error: unknown) => void): Feed => {
  const clients = new Set<Client>();
  let cursor = -1;
  let timer: NodeJS.Timeout | undefined;
  let quiet = 0;

  const latest = async (): Promise<number> => (await store.events({ limit: 1 }))[0]?.seq ?? 0;
  const look = async (): Promise<void> => {
    try {
      if (cursor < 0) cursor = await latest();
      const rows = await store.events({ after: cursor, limit: LOOK });
      const last = rows[rows.length - 1];
      if (last) {
        // Far behind: what is skipped is in the totals all the same.
        cursor = rows.length === LOOK ? await latest() : last.seq;
        for (const client of clients) {
          const mine = client.account ? rows.filter((row) => row.account === client.account) : rows;
          if (mine.length) client.write(message(mine, last.seq));
        }
        quiet = 0;
      } else if ((quiet += EVERY) >= HEARTBEAT) {
        for (const client of clients) client.write('event: still\ndata: here\n\n');
        quiet = 0;
      }
    } catch (error) {
      onError(error);
    }
    timer = clients.size ? setTimeout(() => void look(), EVERY) : undefined;
    if (!timer) cursor = -1;
  };

  const open = async (request: FastifyRequest, reply: FastifyReply, account: string | undefined): Promise<void> => {
    if (clients.size >= MOST_CLIENTS) {
      await reply.code(503).header('retry-after', '30').send({ error: 'too many live pages' });
      return;
    }
    const since = Number(request.headers['last-event-id']);
    const missed = since > 0 ? await store.events({ after: since, limit: SHOW * 3, ...(account ? { account } : {}) }) : [];
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    });
    const client: Client = {
      account,
      write: (text) => {
        if (raw.writableLength > MOST_WAITING) raw.destroy();
        else raw.write(text);
      },
      end: () => raw.end(),
    };
    raw.on('close', () => clients.delete(client));
    raw.on('error', onError);
    client.write('retry: 3000\n: welcome\n\n');
    const last = missed[missed.length - 1];
    if (last) client.write(message(missed, last.seq));
    clients.add(client);
    if (!timer) timer = setTimeout(() => void look(), 0);
  };
  return {
    open,
    clients: () => clients.size,
    close: () => {
      clearTimeout(timer);
      for (const client of clients) client.end();
      clients.clear();
    },
  };
};
