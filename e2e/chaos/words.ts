/** A story for a person to read. */
import type { Act, Story, Trouble, Visit } from './story.js';

const wordOf = (act: Act): string => {
  if (act.do === 'event') return `an event (${act.shape}, ${act.size} of ${JSON.stringify(act.filler)})`;
  if (act.do === 'burst') return `${act.count} events of ${act.size} characters`;
  if (act.do === 'repeat') return `the event 'again'`;
  if (act.do === 'reuse') return `two events with one ${act.list ? 'list' : 'object'} that is changed between them`;
  if (act.do === 'odd') return `an event with an odd value (${act.odd})`;
  if (act.do === 'view') return `a view${act.virtual ? ' of an address of its own' : ''}${act.variable ? ' with a variable' : ''}`;
  if (act.do === 'address') return `address ${act.how} ${act.to.slice(0, 30)}`;
  if (act.do === 'opt') return `opt-${act.out ? 'out' : 'in'}`;
  if (act.do === 'clock') return `the wall clock is set off by ${act.hours} h`;
  if (act.do === 'clear') return `${act.what} is cleared`;
  if (act.do === 'campaign') return 'campaigns and visitor are asked for';
  return `after ${act.ms} ms`;
};

const troubleOf = (trouble: Trouble): string => {
  if (trouble.is === 'none') return '';
  if (trouble.is === 'status')
    return `the collector answers ${trouble.status} ${trouble.page ? 'as a page' : 'in JSON'}${trouble.retryAfter ? `, Retry-After ${trouble.retryAfter} s` : ''}`;
  if (trouble.is === 'small') return `a proxy ${trouble.reset ? 'resets' : 'refuses with 413'} what is beyond ${trouble.limit} bytes`;
  return `the collector: ${trouble.is}`;
};

const visitOf = (visit: Visit, name: string): string[] => {
  const acts = (title: string, list: Act[]): string[] => (list.length ? [`    ${title}: ${list.map(wordOf).join('; ')}`] : []);
  const stub = visit.form === 'ours' ? 'our snippet' : visit.form === 'none' ? 'no stub' : `documented stub ${visit.form}`;
  const wrong = [
    visit.core === 'well' ? '' : `core ${visit.core}`,
    visit.storage === 'well' ? '' : `storage: ${visit.storage}`,
    troubleOf(visit.trouble),
  ].filter(Boolean);
  return [
    `  page ${name}: ${stub}${wrong.length ? '; ' + wrong.join('; ') : ''}`,
    ...acts('at once', visit.head),
    ...acts('then', visit.main),
    ...acts('in pagehide', visit.pagehide),
    ...acts('when hidden', visit.hidden),
    ...acts('shown again', ['back', 'reload'].includes(visit.leave.by) ? visit.back : visit.back.slice(0, 2)),
    `    left by ${visit.leave.by}${visit.leave.after ? ` after ${visit.leave.after} ms` : ' in the same task'}`,
  ];
};

export const inWords = (story: Story): string =>
  [
    ...(story.far ? ['  the collector is on another origin'] : []),
    ...story.tabs.flatMap((visits, tab) => visits.flatMap((visit, index) => visitOf(visit, `${tab}-${index}`))),
    '  all faults end, and one more page is viewed',
  ].join('\n');
