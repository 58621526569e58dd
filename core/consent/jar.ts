/** The visitor's jar (core/jar.ts) as far as consent is concerned: ids are in it after a yes, `0-` after a no. */
import { quiet } from './quiet.js';

/** Quoted: as a plain property the build would rename it like the tag's private ones. */
const NAME = '_rtp';

/** In the jar of a visitor who said no. */
export const NO = '0-';

const cookie = (): string | undefined => quiet(() => /(?:^|; )_rtp=([^;]*)/.exec(document.cookie)?.[1]);

/** What is in the jar; '' where nothing is, or can be. */
export const readJar = (): string => cookie() || quiet(() => localStorage[NAME] as string | undefined) || '';

/** @returns true after a yes, false after a no, undefined where nothing is remembered */
export const remembered = (): boolean | undefined => {
  const text = readJar();
  return text ? text[0] !== '0' : undefined;
};

/** Puts a text there, on the widest domain that takes it as the core does, or takes away what is there. */
export const writeJar = (text: string): void => {
  const put = (value: string, domain: string): unknown => quiet(() => (document.cookie = NAME + '=' + value + ';path=/' + domain));
  const labels = location.hostname.split('.');
  // Of the widest domain, which is never a top level, down to that of the host alone.
  const domains = [
    ...labels
      .map((_, from) => ';domain=' + labels.slice(from).join('.'))
      .slice(0, -1)
      .reverse(),
    '',
  ];
  for (const domain of domains) if (cookie() !== undefined) put(';max-age=0', domain);
  if (text) for (const domain of domains) if (cookie() === undefined) put(text + ';max-age=33333333', domain);
  quiet(() => {
    if (text) localStorage[NAME] = text;
    else delete localStorage[NAME];
  });
};
