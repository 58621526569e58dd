/** Makes the small form that browsers read of an account's content: only what is approved, with how it has done. */
import { createHash } from 'node:crypto';
import type { Bar, Discovery, Entry, Served } from '../../core/rcmd/config.js';
import { listOf, type AccountFile, type OneOrMore } from '../accounts/account.js';
import type { Counts } from './counts.js';
import type { BarFile, ContentFile, DiscoveryFile } from './file.js';

/** An address as entries are compared: without scheme, fragment and, unless it belongs to it, the query. */
export const keyOf = (address: string, query = false): string => {
  try {
    const url = new URL(address, 'https://site.invalid');
    return (url.host.replace('site.invalid', '') + url.pathname.replace(/\/$/, '') + (query ? url.search : '')).toLowerCase();
  } catch {
    return address;
  }
};

/** An entry's id: a UUID made of its address (RFC 9562, version 8), so that it outlives every change of title or image. */
export const idOf = ({ address, query }: Pick<ContentFile, 'address' | 'query'>): string => {
  const hex = createHash('sha256').update(keyOf(address, query)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Patterns as one regular expression: `*` stands for anything, and without one the whole text is meant. */
const patternOf = (patterns: OneOrMore<string> | undefined, shape: (pattern: string) => string): string | undefined => {
  const list = listOf(patterns);
  return list.length ? list.map((pattern) => `^${shape(pattern).split('*').map(escaped).join('.*')}$`).join('|') : undefined;
};

/** A pattern of pages with its host: one that begins with a slash is for every host, an empty path is the home page. */
const withHost = (pattern: string): string => {
  const bare = pattern.replace(/^(https?:)?\/\//, '');
  return bare.startsWith('/') || bare.startsWith('*') ? '*' + bare : bare.includes('/') ? bare : bare + '/';
};

/** A copy without the members that say nothing. */
const lean = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined && member !== false)) as T;

const entryOf = (file: ContentFile, counts: Counts): Entry => {
  const id = idOf(file);
  const { title, address, query, image, alt, description, categories, sources = ['richmedia'] } = file;
  return lean<Entry>({
    i: id,
    t: title,
    u: address,
    q: query ? 1 : undefined,
    p: image,
    x: alt,
    d: description,
    c: categories?.length ? categories : undefined,
    s: (sources.includes('richmedia') ? 'w' : '') + (sources.includes('bar') ? 'b' : ''),
    ...counts.get(id),
  });
};

const barOf = ({ position = 'bottom right', pages, notPages, hosts, ...look }: BarFile): Bar =>
  lean<Bar>({
    ...look,
    top: position.startsWith('top') ? 1 : undefined,
    left: position.endsWith('left') ? 1 : undefined,
    on: patternOf(pages, String),
    off: patternOf(notPages, String),
    hosts: hosts === undefined ? undefined : listOf(hosts),
  });

const discoveryOf = ({ pages, files, video }: DiscoveryFile): Discovery =>
  lean<Discovery>({
    pages: patternOf(pages, withHost),
    files:
      listOf(files)
        .map((ending) => escaped(ending.replace(/^\./, '')))
        .join('|') || undefined,
    video: video ? 1 : undefined,
  });

/**
 * @param file the account's file, and in `approved` what the owner approved on the live page
 * @param counts how each entry has done
 */
export const compileContent = (file: AccountFile, approved: ContentFile[], counts: Counts): Served => {
  const byId = new Map<string, ContentFile>();
  // What the account's file says of an address wins over what was approved on the live page.
  for (const content of [...approved, ...(file.content ?? [])]) byId.set(idOf(content), content);
  return lean<Served>({
    e: [...byId.values()].filter(({ approved = true }) => approved).map((content) => entryOf(content, counts)),
    b: file.bar && barOf(file.bar),
    f: file.discovery && discoveryOf(file.discovery),
  });
};
