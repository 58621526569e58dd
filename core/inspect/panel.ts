/** The panel: a region beside the page, which neither takes its focus nor traps it. Everything goes in as text. */
import { make } from '../campaigns/markup.js';
import { style } from '../campaigns/style.js';
import { CSS } from './style.js';

/** A line: what it is, what became of it, and how that is to be taken. */
export type Line = [what: string, became: string, mood?: 'good' | 'wait' | 'bad'];

export interface Panel {
  /** Puts lines in the place of those of a section; nothing moves when they are the same. */
  _fill(section: string, lines: Line[]): void;
  /** whether it is still on the page */
  _open(): boolean;
}

/**
 * @param sections their titles, from the top
 * @param act what the button at the end does, its label and what it says below
 */
export const openPanel = (sections: string[], act: { _label(): string; _says: string; _do(): void }): Panel => {
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
  for (const title of sections) {
    const list = make('ul', {});
    const count = make('span', { class: 'count' });
    body.append(make('details', { open: '' }, make('summary', {}, title + ' ', count), list));
    lists.set(title, { _list: list, _count: count, _text: '' });
  }
  const button = make('button', { type: 'button', class: 'rtp-key' }, act._label());
  button.onclick = () => {
    act._do();
    button.textContent = act._label();
  };
  body.append(make('div', { class: 'act' }, button, make('p', {}, act._says)));
  const end = make('button', { type: 'button', class: 'rtp-key' }, 'Close');
  end.onclick = close;
  const panel = make(
    'section',
    { class: 'panel', 'aria-label': 'rtp inspector' },
    make('header', {}, make('h2', {}, 'rtp inspector'), end),
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
  return {
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
