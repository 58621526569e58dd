import type { Tab } from './engine.js';

/** Everything that the page's origin has stored, cookies first; names alone, but for cookies. */
export const stored = (tab: Tab): Promise<string[]> =>
  tab.run(async () => [
    ...document.cookie.split('; ').filter((pair) => pair),
    ...Object.keys(localStorage).map((key) => 'localStorage ' + key),
    ...Object.keys(sessionStorage).map((key) => 'sessionStorage ' + key),
    ...(indexedDB.databases ? (await indexedDB.databases()).map(({ name }) => 'database ' + name) : []),
  ]);
