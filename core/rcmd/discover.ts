/**
 * Content found by the tag, where the account's patterns say so: title, image and description come from the page's metadata.
 * What is found waits for the owner's approval; nothing is shown because it was found.
 */
import { withoutOurs } from './address.js';
import type { Discovery } from './config.js';

/** Told an address, a title, an image's address and a description: the four strings of a `content-found` event. */
type Found = (value: string[]) => void;

/** The page's metadata: Open Graph first, then what every page has. */
const meta = (...names: string[]): string => {
  for (const name of names) {
    const found = document.querySelector<HTMLMetaElement>(`meta[property="${name}"],meta[name="${name}"]`)?.content;
    if (found) return found;
  }
  return '';
};

const absolute = (address: string): string => {
  try {
    return address && new URL(address, location.href).href;
  } catch {
    return '';
  }
};

const PLAYERS =
  /^(?:https?:)?\/\/(?:www\.)?(?:youtube(?:-nocookie)?\.com\/embed\/|player\.vimeo\.com\/video\/|fast\.wistia\.(?:net|com)\/embed\/)/;

/** Looks at the page once, and at each link that is followed. */
export const discover = ({ pages, files, video }: Discovery, found: Found): void => {
  const bare = (address: string): string => withoutOurs(address).replace(/[?#].*/, '');
  if (pages && new RegExp(pages, 'i').test(location.host + location.pathname))
    found([
      bare(location.href),
      meta('og:title', 'twitter:title') || document.title,
      absolute(meta('og:image', 'twitter:image')),
      meta('og:description', 'description'),
    ]);
  if (video)
    for (const frame of document.querySelectorAll('iframe'))
      if (PLAYERS.test(frame.src)) found([bare(frame.src), frame.title || document.title, '', meta('og:description', 'description')]);
  if (!files) return;
  const file = new RegExp(`\\.(?:${files})$`, 'i');
  for (const name of ['click', 'auxclick'])
    addEventListener(
      name,
      (event) => {
        const link = (event.target as Element).closest?.('a[href]') as HTMLAnchorElement | null;
        if (link && file.test(link.pathname)) found([bare(link.href), link.textContent?.trim() || link.pathname, '', '']);
      },
      true,
    );
};
