/** A button that copies a text: with the clipboard's interface, or where there is none (plain http by name) by selecting it. */
import { el } from './dom.js';

const bySelection = (text: string): boolean => {
  const area = el('textarea', { class: 'visually-hidden', readonly: '', 'aria-hidden': 'true', tabindex: '-1' });
  area.value = text;
  document.body.append(area);
  const focused = document.activeElement;
  area.select();
  let done = false;
  try {
    done = document.execCommand('copy');
  } catch {}
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
};

/** @returns whether it is on the clipboard */
const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return bySelection(text);
  }
};

/** ms for which a button says what it did. */
const SAID = 4000;

/** @param text what is copied, at the time; undefined: nothing can be copied now */
export const copyButton = (label: string, text: () => string | undefined): HTMLButtonElement => {
  const button = el('button', { class: 'primary', type: 'button' }, label);
  let timer = 0;
  button.addEventListener('click', () => {
    const given = text();
    if (given === undefined) return;
    void copyText(given).then((done) => {
      button.textContent = done ? 'Copied' : 'Not copied: please select the text and copy it';
      clearTimeout(timer);
      timer = window.setTimeout(() => (button.textContent = label), SAID);
    });
  });
  return button;
};
