/** Events without mark-up, as the account has switched them on: links, downloads, forms, scrolling, video. */
import type { Switches } from './config.js';
import { nearest, watchSent } from './tagged.js';

/**
 * @param send told one to four strings
 */
export const watchPlain = (
  { o: outbound, d: downloads, c: contacts, f: forms, s: depths, v: video }: Switches,
  send: (...value: string[]) => void,
): void => {
  const file = downloads ? new RegExp(`\\.(?:${downloads})$`, 'i') : undefined;
  const follow = (event: MouseEvent): void => {
    const link = nearest(event, 'a[href],area[href]') as HTMLAnchorElement | undefined;
    // What is tagged has said it in its own words.
    if (!link || event.button > 1 || nearest(event, '[data-rtp-event]')) return;
    if (/^(mailto|tel):/.test(link.protocol)) {
      if (contacts) send(link.protocol.slice(0, -1), link.pathname);
    } else if (file?.test(link.pathname)) send('download', link.host + link.pathname);
    else if (outbound && /^http/.test(link.protocol) && link.host !== location.host) send('outbound', link.host + link.pathname);
  };
  if (outbound || downloads || contacts) for (const name of ['click', 'auxclick'] as const) addEventListener(name, follow, true);
  if (forms)
    watchSent((form) => {
      // The attributes: a field may be called `id` or `action` and stand in the property's place (HTML, named form elements).
      if (!form.matches('[data-rtp-event]'))
        send('form', form.getAttribute('id') || form.getAttribute('name') || form.getAttribute('action') || location.pathname);
    });
  if (depths) {
    let left = depths;
    const look = (): void => {
      const { scrollHeight, clientHeight, scrollTop } = document.scrollingElement || document.documentElement;
      const depth = Math.ceil(((scrollTop + clientHeight) / scrollHeight) * 100);
      for (const one of left) if (one <= depth && scrollTop) send('scroll', one + '%');
      left = left.filter((one) => one > depth || !scrollTop);
      if (!left[0]) removeEventListener('scroll', look);
    };
    addEventListener('scroll', look, { passive: true });
  }
  if (video)
    // These events do not bubble; they are captured.
    for (const name of ['play', 'pause', 'ended'])
      addEventListener(
        name,
        ({ target }) => {
          const media = target as HTMLMediaElement;
          // The end comes with a pause, which says nothing of its own.
          if (/^(video|audio)$/i.test(media.localName) && !(name === 'pause' && media.ended))
            send('video', name, media.title || media.getAttribute('aria-label') || media.currentSrc.replace(/[?#].*/, ''));
        },
        true,
      );
};
