/** Set up, and the three steps of a first start: a name, one line to paste, and the first event. */
import type { Overview } from './api.js';
import { copyButton } from './copy.js';
import { byId, el } from './dom.js';
import { openInspectorPanel } from './inspector.js';
import { openKeysPanel } from './keys.js';
import { coreOf, hashOf, isAccount, snippetOf } from './snippet.js';

const SUGGESTED = 'my-site';
const RULE = 'A letter or figure first, then up to 63 letters, figures, hyphens, underscores and points.';

interface Box {
  /** the field, the Copy button and the code */
  element: HTMLElement;
  /** new parts; what a person has typed stays */
  show(overview: Overview, account: string): void;
}

let boxes = 0;

/** The account's field and the snippet for it. */
const openBox = (): Box => {
  const id = `name-${boxes++}`;
  let parts: Overview | undefined;
  let typed = false;
  const field = el('input', {
    id,
    value: SUGGESTED,
    maxlength: '64',
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-describedby': id + '-about',
  });
  const wrong = el('p', { class: 'wrong', role: 'alert' });
  const code = el('pre', { tabindex: '0', role: 'region', 'aria-label': 'Snippet' });
  const hash = el('p', { class: 'soft' });
  const snippet = (): string | undefined =>
    parts && isAccount(field.value) ? snippetOf(parts.template, coreOf(parts.publicUrl, location.href), field.value) : undefined;
  const copy = copyButton('Copy the snippet', snippet);
  // Before the collector has answered, and under a name that is none, there is nothing to copy: a press must not do nothing.
  copy.disabled = true;
  const draw = (): void => {
    const text = snippet();
    copy.disabled = text === undefined;
    field.setAttribute('aria-invalid', String(!isAccount(field.value)));
    wrong.textContent = isAccount(field.value) ? '' : RULE;
    // Left alone where it is the same: what a person selects stays.
    if (text === undefined || code.textContent === text) return;
    code.textContent = text;
    hashOf(text).then(
      (source) => {
        hash.replaceChildren(...(source ? ['With a Content-Security-Policy, allow it in script-src by ', el('code', {}, source)] : []));
      },
      () => {},
    );
  };
  field.addEventListener('input', () => {
    typed = true;
    draw();
  });
  return {
    element: el(
      'ol',
      { class: 'steps' },
      el(
        'li',
        {},
        el('label', { for: id }, 'Choose a name for your site'),
        el(
          'p',
          { class: 'soft', id: id + '-about' },
          'This name is the site’s account. You invent it here, nothing has to be registered, and each site has one of its own.',
        ),
        field,
        wrong,
      ),
      el(
        'li',
        {},
        el('p', { class: 'step' }, 'Paste the snippet into the ', el('code', {}, '<head>'), ' of every page, before other scripts'),
        copy,
        el('details', {}, el('summary', {}, 'Show the snippet'), code, hash),
      ),
      el(
        'li',
        {},
        el('p', { class: 'step' }, 'Open one of these pages'),
        el(
          'p',
          { class: 'soft' },
          'The page view appears here within a second. To record a click as an event of its own, add this to the button:',
        ),
        el(
          'pre',
          { tabindex: '0', role: 'region', 'aria-label': 'Example of an event' },
          `onclick="rtp('send','event',{value:'download - example whitepaper'})"`,
        ),
      ),
    ),
    show: (overview, account) => {
      parts = overview;
      if (!typed) field.value = isAccount(account) ? account : SUGGESTED;
      draw();
    },
  };
};

export interface Setup {
  show(overview: Overview, account: string): void;
  /** the tab is seen: the keys of this account, '' where it is not known which */
  opened(account: string): void;
}

export const openSetup = (): Setup => {
  const [first, tab] = [openBox(), openBox()];
  const inspector = openInspectorPanel();
  const keys = openKeysPanel();
  byId('first').append(first.element);
  byId('setup').append(
    el('div', { class: 'panel stack narrow' }, el('h2', {}, 'Set up a site'), tab.element),
    el(
      'p',
      { class: 'panel narrow' },
      'To see it work first, open ',
      el('a', { href: 'demo/' }, 'the demo site'),
      ', which carries the snippet already.',
    ),
    inspector.element,
    keys.element,
  );
  return {
    opened: (account) => {
      inspector.show(account);
      keys.show(account);
    },
    show: (overview, account) => {
      first.show(overview, account);
      tab.show(overview, account);
    },
  };
};
