/** Links to the owner's own site: one opens the inspector there, one asks whether this browser is to be left out of the figures. */
import { getLatest } from './api.js';
import { el } from './dom.js';

/** Events that are looked through for a page's address. */
const LOOKED = 20;

/**
 * An address with a parameter of the tag's behind it; undefined for what is no page's address. Pages are told by whoever sends events, so nothing but
 * http is followed.
 */
const linkTo = (page: string, parameter: string): string | undefined => {
  let url: URL;
  try {
    url = new URL(page.trim());
  } catch {
    return undefined;
  }
  if (!/^https?:$/.test(url.protocol)) return undefined;
  url.search += (url.search ? '&' : '?') + parameter;
  return url.href;
};

/** The newest page that an event tells of, without query and fragment, which may be a visitor's. */
const newestPage = async (account: string): Promise<string> => {
  for (const { page } of (await getLatest(account, LOOKED)).reverse())
    if (linkTo(page, '') !== undefined) return page.replace(/[?#].*/, '');
  return '';
};

export interface InspectorPanel {
  element: HTMLElement;
  /** the tab is seen. @param account '' where it is not known which */
  show(account: string): void;
}

export const openInspectorPanel = (): InspectorPanel => {
  let typed = false;
  const field = el('input', {
    id: 'inspected',
    type: 'url',
    placeholder: 'https://www.example.com/',
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-describedby': 'inspected-wrong',
  });
  const wrong = el('p', { class: 'wrong', role: 'alert', id: 'inspected-wrong' });
  const link = (text: string, parameter: string): [HTMLAnchorElement, string] => [
    el('a', { class: 'plain', target: '_blank', rel: 'noopener noreferrer' }, text),
    parameter,
  ];
  const links = [link('Open the inspector', 'rtp_inspect'), link('Exclude this browser, or count it again', 'rtp_inspect=exclude')];
  const draw = (): void => {
    for (const [anchor, parameter] of links) {
      const href = linkTo(field.value, parameter);
      // A link that leads nowhere is none.
      anchor.hidden = href === undefined;
      if (href === undefined) anchor.removeAttribute('href');
      else anchor.href = href;
    }
    const bad = field.value !== '' && linkTo(field.value, '') === undefined;
    field.setAttribute('aria-invalid', String(bad));
    wrong.textContent = bad ? 'A whole address is expected, such as https://www.example.com/prices.' : '';
  };
  field.addEventListener('input', () => {
    typed = true;
    draw();
  });
  draw();
  return {
    element: el(
      'div',
      { class: 'panel stack narrow keyform' },
      el('h2', {}, 'Look at your site'),
      el(
        'p',
        {},
        'The inspector opens beside a page of yours. It shows each call and what became of it, who you are to the tag, and which rule holds each campaign back.',
      ),
      el('label', { for: 'inspected' }, 'Address of a page with the tag'),
      field,
      wrong,
      el('p', { class: 'buttons' }, ...links.map(([anchor]) => anchor)),
      el(
        'p',
        { class: 'soft' },
        'A browser that you exclude is in no figure of that site, and sees no campaign there. The page asks before it does so. To leave out a whole office, write its addresses into the account file: ',
        el('code', {}, '"exclude": ["203.0.113.7"]'),
        '.',
      ),
    ),
    show(account) {
      if (typed || field.value) return;
      newestPage(account).then(
        (page) => {
          if (typed) return;
          field.value = page;
          draw();
        },
        () => {},
      );
    },
  };
};
