/**
 * One store over several databases, each with all of the visitors that belong to it: what is counted once in a session is
 * counted in one of them. What has no visitor yet (a stub's rescue, a guest here) is kept where its page view belongs, and
 * moves when somebody knows the visitor.
 *
 * A guest and its completed event may meet in any order and on different databases. Each is written first, where it belongs,
 * and looks for the other one then; both looks are durable and answered by servers that lead. So at least one finds the other,
 * and the guest is what goes. Nothing is answered before: whoever dies in between answers nobody, and when the event comes
 * again the same steps are run again. A guest may not come again, so guests are looked through at the start and every hour.
 */
import { MAX_AGE } from '../ingest.js';
import { closed } from './postgres-read.js';
import type { Id, ShardParts } from './postgres-shard.js';
import { bornAt, chooser } from './sharded-place.js';
import { mergeBooks, mergeValueDays, mergeValues, orderOf, seqIn } from './sharded-merge.js';
import { MAX_VALUES_A_DAY } from './rollup.js';
import { StoreBusy, type Outcome, type Store, type StoredEvent, type StoredRow } from './store.js';

export type Shard = Store & ShardParts;

export interface ShardedOptions {
  /** events that may wait for a commit, in all; past it `insert` throws StoreBusy */
  queue?: number;
  /** told why the guests could not be looked through */
  onError?(error: unknown): void;
}

const HOUR = 3_600_000;
/** ms back from now in which guests are looked through */
const BACK = 24 * HOUR;
/** Guests looked through in one go. */
const PIECE = 1000;

interface Item {
  event: StoredEvent;
  at: number;
}

const idOf = ({ event }: Item): Id => [event.page, event.number];
const keyOf = ([page, number]: Id): string => page + '.' + number;
const byShard = (items: readonly Item[], of: (item: Item) => number): [shard: number, items: Item[]][] => {
  const found = new Map<number, Item[]>();
  for (const item of items) {
    const have = found.get(of(item));
    if (have) have.push(item);
    else found.set(of(item), [item]);
  }
  return [...found];
};

/**
 * @param shards in the order in which they have always been
 * @param since for each, ms since 1970 from which on page views may belong to it; the first: 0
 */
export const openSharded = async (shards: readonly Shard[], since: readonly number[], options: ShardedOptions = {}): Promise<Store> => {
  const { queue = 20_000, onError } = options;
  const choose = chooser(since);
  const shard = (n: number): Shard => shards[n] ?? (shards[0] as Shard); // `choose` gives what there is
  const deskOf = ({ event }: Item): number => choose(event.page, bornAt(event.page));
  const homeOf = (item: Item): number => (item.event.visitor === null ? deskOf(item) : choose(item.event.visitor, bornAt(item.event.page)));
  const sum = async (each: (one: Shard) => Promise<number>): Promise<number> =>
    (await Promise.all(shards.map(each))).reduce((a, b) => a + b, 0);

  /** Which of the ids some shard has; asks no longer than it takes to find all. */
  const found = (ids: Id[], ask: (one: Shard) => Promise<boolean[]>, among: readonly Shard[]): Promise<Set<string>> =>
    new Promise((resolve, reject) => {
      const have = new Set<string>();
      const all = new Set(ids.map(keyOf)).size;
      let open = among.length;
      let failed: unknown;
      const settle = (): void => {
        if (have.size === all || (open === 0 && failed === undefined)) resolve(have);
        else if (open === 0) reject(failed as Error);
      };
      for (const one of among) {
        ask(one)
          .then(
            (answers) => answers.forEach((is, i) => is && have.add(keyOf(ids[i] as Id))),
            (error: unknown) => (failed = error ?? new Error('no answer')),
          )
          .then(() => {
            open--;
            settle();
          });
      }
      settle();
    });

  /** Rows stored without a visitor go again where some other shard has the event. @returns which went */
  const recheck = async (desk: number, ids: Id[]): Promise<Set<string>> => {
    const elsewhere = await found(
      ids,
      (one) => one.holds(ids),
      shards.filter((_, n) => n !== desk),
    );
    const going = ids.filter((id) => elsewhere.has(keyOf(id)));
    const left = await shard(desk).leave(going);
    return new Set(going.filter((_, i) => left[i]).map(keyOf));
  };

  const store = async (events: StoredEvent[]): Promise<Outcome[]> => {
    const outcomes: Outcome[] = new Array<Outcome>(events.length).fill('duplicate');
    const items = events.map((event, at): Item => ({ event, at }));
    const guests = items.filter(({ event }) => event.visitor === null);
    const known = items.filter(({ event }) => event.visitor !== null);
    const travellers = known.filter((item) => homeOf(item) !== deskOf(item));

    // What a guest row says of the event stays true: when it was, and how it came.
    const earlier = new Map<string, StoredRow>();
    await Promise.all(
      byShard(travellers, deskOf).map(async ([desk, mine]) => {
        for (const row of await shard(desk).guests(mine.map(idOf))) earlier.set(keyOf([row.page, row.number]), row);
      }),
    );
    const whole = ({ event }: Item): StoredEvent => {
      const row = earlier.get(keyOf([event.page, event.number]));
      if (!row) return event;
      const { seq: _seq, counted: _counted, ...was } = row;
      return { ...was, visitor: event.visitor, session: was.session ?? event.session, referrer: was.referrer ?? event.referrer };
    };
    await Promise.all(
      byShard(known, homeOf).map(async ([home, mine]) => {
        const said = await shard(home).insert(mine.map(whole));
        mine.forEach(({ at }, i) => (outcomes[at] = said[i] ?? 'duplicate'));
      }),
    );
    await Promise.all(
      byShard(travellers, deskOf).map(async ([desk, mine]) => {
        const left = await shard(desk).leave(mine.map(idOf));
        mine.forEach(({ at }, i) => left[i] && (outcomes[at] = 'completed'));
      }),
    );
    await Promise.all(
      byShard(guests, deskOf).map(async ([desk, mine]) => {
        const said = await shard(desk).insert(mine.map(({ event }) => event));
        mine.forEach(({ at }, i) => (outcomes[at] = said[i] ?? 'duplicate'));
        const gone = await recheck(desk, mine.map(idOf));
        for (const item of mine) if (gone.has(keyOf(idOf(item)))) outcomes[item.at] = 'duplicate';
      }),
    );
    return outcomes;
  };

  /** Brings all shards to one `seq`, below which nothing more can appear. */
  const horizon = async (): Promise<number> => {
    const clocks = await Promise.all(shards.map((one) => one.clock()));
    const to = Math.max(1, ...clocks.map(({ last }) => last));
    const ends = await Promise.all(
      clocks.map(async ({ last, settled }, n) => {
        if (last >= to) return settled;
        await shard(n).level(to);
        return (await shard(n).clock()).settled;
      }),
    );
    return Math.min(...ends);
  };
  const sweep = async (): Promise<void> => {
    for (const [desk, one] of shards.entries()) {
      const ids = await one.guestsSince(Date.now() - BACK, MAX_AGE);
      for (let at = 0; at < ids.length; at += PIECE) await recheck(desk, ids.slice(at, at + PIECE));
    }
  };

  await sweep();
  let sweeping = Promise.resolve();
  const timer = setInterval(() => (sweeping = sweep().catch((error: unknown) => onError?.(error))), HOUR);
  timer.unref();
  let waiting = 0;

  return {
    insert: async (events) => {
      if (waiting + events.length > queue) throw new StoreBusy('too many events wait to be stored', 2);
      waiting += events.length;
      try {
        return await store(events);
      } finally {
        waiting -= events.length;
      }
    },
    missing: async (ids) => {
      const have = await found(
        ids,
        async (one) => {
          const lacking = new Set((await one.missing(ids)).map(keyOf));
          return ids.map((id) => !lacking.has(keyOf(id)));
        },
        shards,
      );
      return ids.filter((id) => !have.has(keyOf(id)));
    },
    events: async (query) => {
      const end = await horizon();
      const { after, limit } = query;
      const rows = await Promise.all(
        shards.map(async (one, n) => {
          const mine = after === undefined ? await one.events(query) : await one.eventsUpTo({ ...query, after: seqIn(after, n) }, end);
          return mine.map((row) => ({ ...row, seq: orderOf(row.seq, n) }));
        }),
      );
      const all = rows.flat().sort((a, b) => a.seq - b.seq);
      return after === undefined ? all.slice(-limit) : all.slice(0, limit);
    },
    days: async (account, sinceDay) =>
      mergeBooks((await Promise.all(shards.map((one) => one.dayBooks(account, sinceDay)))).flat())
        .filter((book) => book.stored > 0)
        .map(closed),
    // More than are wanted: what is tenth here may be first in all.
    values: async (account, limit = 1000) =>
      mergeValues((await Promise.all(shards.map((one) => one.values(account, Math.max(limit, MAX_VALUES_A_DAY + 1))))).flat()).slice(
        0,
        limit,
      ),
    valueDays: async (type, day, account) =>
      mergeValueDays((await Promise.all(shards.map((one) => one.valueDays(type, day, account)))).flat()),
    expire: (account, before) => sum((one) => one.expire(account, before)),
    erase: (account, visitor) => sum((one) => one.erase(account, visitor)),
    health: async () => void (await Promise.all(shards.map((one) => one.health()))),
    close: async () => {
      clearInterval(timer);
      await sweeping;
      await Promise.all(shards.map((one) => one.close()));
    },
  };
};
