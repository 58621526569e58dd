/** The panel: a region beside the page, which neither takes its focus nor traps it. Everything goes in as text. */
import { make } from '../campaigns/markup.js';
import { style } from '../campaigns/style.js';
import { CSS } from './style.js';

/** A line: what it is, what became of it, and how that is to be taken. */
export type Line = [what: string, became: string, mood?: 'good' | 'wait' | 'bad'];

export interface Panel {
  /** Puts lines in the place of those of a section; nothing moves when they are the same. */
  _fill(section: string, lines: Line[]): void;
  /** stays in sight when a dialog opens */
  _raise(): void;
  _close(): void;
  /** whether it is still on the page */
  _open(): boolean;
}

export interface PanelParts {
  _title: string;
  /** their titles, from the top */
  _sections: string[];
  /** what the button does, its label and what it says below */
  _act: { _label(): string; _says: string; _do(): void };
  /** the button comes first and has the focus: it is what the panel was opened for */
  _asked?: boolean;
  /** a box in the corner, beside a campaign that is looked at */
  _small?: boolean;
}

export const openPanel = ({ _title: title, _sections: sections, _act: act, _asked: asked, _small: small }: PanelParts): Panel => {
  const host = make('div', { id: 'rtp-i' });
  const root = host.attachShadow({ mode: 'open' });
  const before = document.activeElement as HTMLElement | null;
  const close = (): void => {
    const inside = root.activeElement;
    host.remove();
    if (inside) before?.focus?.({ preventScroll: true });
  };
  const lists = new Map<string, { _list: HTMLElement; _count: HTMLElement; _text: string }>();
  // What scrolls can be reached by keyboard, and says what it is.
  const body = make('div', { class: 'body', tabindex: '0', role: 'group', 'aria-label': 'What the tag does here' });
  for (const section of sections) {
    const list = make('ul', {});
    const count = make('span', { class: 'count' });
    body.append(make('details', { open: '' }, make('summary', {}, section + ' ', count), list));
    lists.set(section, { _list: list, _count: count, _text: '' });
  }
  const button = make('button', { type: 'button', class: 'rtp-key' }, act._label());
  button.onclick = () => {
    act._do();
    button.textContent = act._label();
  };
  body[asked ? 'prepend' : 'append'](make('div', { class: 'act' }, button, make('p', {}, act._says)));
  const end = make('button', { type: 'button', class: 'rtp-key' }, 'Close');
  end.onclick = close;
  const panel = make(
    'section',
    // The class tells the campaigns bundle that a click here is none of the visitor's.
    { class: 'panel rtp-key' + (small ? ' small' : ''), 'aria-label': title },
    make('header', {}, make('h2', {}, title), end),
    body,
  );
  style(root, CSS);
  root.append(panel);
  for (const name of ['keydown', 'keypress', 'keyup'])
    host.addEventListener(name, (event) => {
      event.stopPropagation();
      if ((event as KeyboardEvent).key === 'Escape') close();
    });
  document.body.append(host);
  if (asked) button.focus({ preventScroll: true });
  let raised: Element | null;
  return {
    _raise() {
      // Over the backdrop of a dialog, which is in the browser's top layer; what came last is in front.
      const dialog = document.getElementById('rtp-d');
      if (!small || !host.showPopover || raised === dialog) return;
      host.popover = 'manual';
      if (raised) host.hidePopover();
      if ((raised = dialog)) host.showPopover();
      else host.removeAttribute('popover');
    },
    _close: close,
    _open: () => host.isConnected,
    _fill(section, lines) {
      const found = lists.get(section);
      const text = lines.join('\n');
      if (!found || found._text === text) return;
      found._text = text;
      found._count.textContent = lines.length ? `(${lines.length})` : '(none)';
      found._list.replaceChildren(
        ...lines.map(([what, became, mood = '']) => make('li', { class: mood }, make('b', {}, what), make('small', {}, became))),
      );
    },
  };
};
