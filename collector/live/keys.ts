/** Keys of an account's servers, in Set up: made, shown once, listed and revoked. */
import { getKeys, makeKey, revokeKey, type ListedKey } from './api.js';
import { copyButton } from './copy.js';
import { el, table } from './dom.js';

const day = (iso: string): string => iso.slice(0, 10);

export interface KeysPanel {
  element: HTMLElement;
  /** the account that is chosen, or '' where it is not known which; its keys are asked for once */
  show(account: string): void;
}

export const openKeysPanel = (): KeysPanel => {
  let account: string | undefined;
  const said = el('p', { class: 'soft', role: 'status' });
  const wrong = el('p', { class: 'wrong', role: 'alert' });
  const field = el('input', { id: 'key-name', maxlength: '80', autocomplete: 'off', placeholder: 'billing', required: '' });
  const form = el(
    'form',
    { class: 'keyform' },
    el('label', { for: 'key-name' }, 'What is it for?'),
    el('div', { class: 'row' }, field, el('button', { class: 'primary small' }, 'Make a key')),
  );
  const made = el('div', { class: 'made', role: 'group', 'aria-labelledby': 'key-made', tabindex: '-1', hidden: '' });
  const list = el('div', {});
  const choose = el('p', { class: 'soft' }, 'Choose an account at the top of this page: each key belongs to one.');
  const heading = el('h2', { tabindex: '-1' }, 'Keys for your servers');
  const element = el(
    'div',
    { class: 'panel stack narrow' },
    heading,
    el(
      'p',
      { class: 'soft' },
      'A shop’s server knows what a browser does not: an order was paid, a demo was booked. With a key it sends such events to ',
      el('code', {}, 'POST /api/events'),
      '. A key writes events of one account and reads nothing.',
    ),
    choose,
    form,
    made,
    wrong,
    said,
    list,
  );

  /** Does what was asked for this account, and says what went wrong. */
  const attempt = async (work: (of: string) => Promise<void>): Promise<void> => {
    const of = account;
    if (!of) return;
    wrong.textContent = '';
    try {
      await work(of);
    } catch (error) {
      wrong.textContent = (error as Error).message;
    }
  };

  const revokeButtons = (key: ListedKey): HTMLElement => {
    const place = el('div', { class: 'buttons' });
    const ask = el('button', { class: 'plain small', type: 'button', 'aria-label': `Revoke ${key.name}` }, 'Revoke');
    const sure = el('button', { class: 'plain small danger', type: 'button' }, 'Revoke now');
    const keep = el('button', { class: 'plain small', type: 'button' }, 'Keep it');
    sure.setAttribute('aria-label', `Revoke now: ${key.name}. What uses it is refused from then on`);
    ask.addEventListener('click', () => {
      place.replaceChildren(sure, keep);
      sure.focus();
    });
    keep.addEventListener('click', () => {
      place.replaceChildren(ask);
      ask.focus();
    });
    sure.addEventListener('click', () => {
      void attempt(async (of) => {
        await revokeKey(of, key.id);
        said.textContent = `The key ${key.name} (${key.id}…) is revoked: it is refused from now on.`;
        await fill(of);
        heading.focus();
      });
    });
    place.append(ask);
    return place;
  };
  const fill = async (of: string): Promise<void> => {
    const keys = await getKeys(of);
    if (of !== account) return;
    list.replaceChildren(
      keys.length
        ? table(
            `Keys of ${of}`,
            [['for'], ['begins with'], ['made'], ['state']],
            keys.map((key) => [
              el('th', { scope: 'row' }, key.name),
              el('td', {}, el('code', {}, `…_${key.id}`)),
              el('td', {}, day(key.made)),
              el('td', {}, key.revoked ? el('span', { class: 'tag off' }, `revoked ${day(key.revoked)}`) : revokeButtons(key)),
            ]),
          )
        : el('p', { class: 'soft' }, `${of} has no key yet.`),
    );
  };
  const forget = (): void => {
    made.replaceChildren();
    made.hidden = true;
  };
  const tell = (key: string, of: string): void => {
    const done = el('button', { class: 'plain', type: 'button' }, 'I have kept it');
    done.addEventListener('click', () => {
      forget();
      field.focus();
    });
    const address = new URL('api/events', location.href.replace(/[?#].*/s, '')).href;
    const example = `curl -H 'Authorization: Bearer ${key}' ${address}?dry -d '{"value":"order paid"}'`;
    made.replaceChildren(
      el(
        'p',
        { class: 'warn', id: 'key-made' },
        `The new key of ${of}. It is shown this once: keep it now, where your server reads its secrets.`,
      ),
      el('pre', { tabindex: '0', role: 'region', 'aria-label': 'Key' }, key),
      el(
        'div',
        { class: 'buttons' },
        copyButton('Copy the key', () => key),
        done,
      ),
      el(
        'details',
        {},
        el('summary', {}, 'Try it from a terminal'),
        el('pre', { tabindex: '0', role: 'region', 'aria-label': 'Example' }, example),
      ),
    );
    made.hidden = false;
    made.focus();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void attempt(async (of) => {
      const { key } = await makeKey(of, field.value.trim());
      field.value = '';
      said.textContent = '';
      tell(key, of);
      await fill(of);
    });
  });

  return {
    element,
    show: (of) => {
      if (of === account) return;
      account = of;
      forget();
      said.textContent = '';
      list.replaceChildren();
      choose.hidden = of !== '';
      form.hidden = of === '';
      void attempt(fill);
    },
  };
};
