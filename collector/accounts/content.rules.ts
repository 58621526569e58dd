/** What a schema cannot say of content, the bar and what is found. */
import type { JSONPath } from 'jsonc-parser';
import { idOf } from '../content/compile.js';
import { listOf, type AccountFile } from './account.js';
import { show } from './near.js';

type Say = (path: JSONPath, expected: string, found: string) => void;

/** @param say told what is wrong @param warn told what has no effect */
export const contentRules = (file: AccountFile, say: Say, warn: Say): void => {
  const { content = [], bar, discovery } = file;
  const taken = new Map<string, number>();
  content.forEach((entry, index) => {
    const before = taken.get(idOf(entry));
    if (before !== undefined)
      say(
        ['content', index, 'address'],
        `an address that no other entry has (a query counts only with "query": true)`,
        `that of content[${before}] again`,
      );
    else taken.set(idOf(entry), index);
    if (/^https?:\/\/[^/]*$/i.test(entry.image ?? '')) warn(['content', index, 'image'], 'the address of a picture', show(entry.image));
  });
  if (bar && !content.some(({ approved, sources }) => approved !== false && sources?.includes('bar')))
    warn(['bar'], 'an approved entry of content with "sources": ["bar"], or there is no bar', 'none');
  for (const key of ['conversions', 'recommendFor'] as const)
    if (file[key] !== undefined && !content.length && !discovery)
      warn([key], 'content, which is what it is about', show(listOf(file[key] as string | string[])[0]));
  if (discovery && !discovery.pages && !discovery.files && !discovery.video)
    warn(['discovery'], 'pages, files or video, or nothing is found', 'none of them');
};
