/**
 * Conversions that follow a click on a recommendation: whoever clicked one, and sends a form (or does what the account calls a
 * conversion) in the same visit or within six months, has made that content convert. Known only here: the page that thanks
 * for the form need not have any recommendations, and events come from servers as well.
 */
import { listOf, type AccountFile } from '../accounts/account.js';
import type { Accounts } from '../accounts/port.js';
import type { Store, StoredEvent } from '../store/store.js';

/** ms between a click and a conversion, at most: 'assisted' in the words of the original product. */
const WINDOW = 183 * 86_400_000;
/** ms by which times of two requests may differ, because each has its own way through the network. */
const SLACK = 5000;
/** What an account that says nothing takes for a conversion: a form that the mark-up bundle saw sent. */
const FORMS = 'form';
/** A page id is at most 40 characters, a number of an event 8. */
const PAGE = 30;

/** Whether an event is a conversion of its account; undefined where the account has no content. */
type Test = ((event: StoredEvent) => boolean) | undefined;

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

const testOf = (file: AccountFile): Test => {
  if (!file.content && !file.discovery) return undefined;
  const patterns = listOf(file.conversions ?? FORMS).map((pattern) => new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`, 'is'));
  return ({ type, value }) => type === 'event' && value.some((text) => patterns.some((pattern) => pattern.test(text)));
};

/** The latest click on each entry before the event. */
const latest = (clicks: StoredEvent[], event: StoredEvent): StoredEvent[] => {
  const byEntry = new Map<string, StoredEvent>();
  for (const click of clicks)
    if (click.at <= event.at + SLACK && (byEntry.get(click.value[0] ?? '')?.at ?? 0) <= click.at) byEntry.set(click.value[0] ?? '', click);
  return [...byEntry.values()];
};

/** The event that says so. Its id is made of the conversion's, so that one that comes again is one that is there. */
const goalOf = (
  event: StoredEvent,
  { value: [entry = '', source = '', , segment = ''], session }: StoredEvent,
  index: number,
): StoredEvent => ({
  ...event,
  page: `${event.page.slice(0, PAGE)}g${event.number}`,
  number: index + 1,
  type: 'content-goal',
  value: [entry, source, session !== null && session === event.session ? 'direct' : 'assisted', segment],
  vars: null,
});

/**
 * @param store stands behind what is returned, which is the same but for `insert`: it stores with each conversion what it is one of
 */
export const withConversions = (store: Store, accounts: Pick<Accounts, 'file'>): Store => {
  const tests = new WeakMap<AccountFile, { test: Test }>();
  const isConversion = (event: StoredEvent): boolean => {
    if (event.type !== 'event' || event.visitor === null) return false;
    const file = accounts.file(event.account);
    if (!file) return false;
    let known = tests.get(file);
    if (!known) tests.set(file, (known = { test: testOf(file) }));
    return known.test?.(event) ?? false;
  };
  const goals = async (event: StoredEvent, batch: StoredEvent[]): Promise<StoredEvent[]> => {
    const visitor = event.visitor as string; // a conversion has one
    const here = batch.filter((one) => one.type === 'content-click' && one.account === event.account && one.visitor === visitor);
    const before = await store.clicks(event.account, visitor, event.at - WINDOW);
    return latest([...before, ...here], event).map((click, index) => goalOf(event, click, index));
  };
  return {
    ...store,
    insert: async (events) => {
      const found = events.filter(isConversion);
      if (!found.length) return store.insert(events);
      const made = (await Promise.all(found.map((event) => goals(event, events)))).flat();
      return (await store.insert([...events, ...made])).slice(0, events.length);
    },
  };
};
