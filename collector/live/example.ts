/** How to make the first segment or campaign: a whole file, its name and place, and where every key is explained. */
import { copyButton } from './copy.js';
import { el } from './dom.js';

/** The plain wish: whoever downloads the white paper sees a dialog. */
const FILE = `{
  "segments": [
    { "id": 1, "name": "White paper readers", "filters": [{ "event": "download - example whitepaper" }] }
  ],
  "campaigns": [
    {
      "id": 1, "name": "More on the subject", "type": "dialog", "segments": 1, "label": "More on the subject",
      "content": "<h2>Thank you for reading</h2><p><a href='/more'>There is more on the subject</a></p>"
    }
  ]
}`;

const STEPS = {
  segment: 'Visitors are in the segment from the moment in which they send this event.',
  campaign:
    'The dialog opens as soon as a visitor sends this event. It opens once a visit; to see it again, add ?rtp_preview=1 to the address of your page.',
};

/** @param account the chosen one, or '' */
export const example = (what: 'segment' | 'campaign', folder: string, account: string): HTMLElement => {
  const path = `${folder}/${account || 'my-site'}.json`;
  return el(
    'div',
    { class: 'panel stack narrow' },
    el('h2', {}, `Make your first ${what}`),
    el(
      'p',
      {},
      'Save this file on the collector’s machine as ',
      el('code', {}, path),
      account ? '. ' : ', with your account’s name in place of my-site. ',
      'The collector reads it as soon as it is saved, and browsers have it within a minute.',
    ),
    el('pre', { tabindex: '0', role: 'region', 'aria-label': 'Example of an account file' }, FILE),
    copyButton('Copy the example', () => FILE),
    el(
      'p',
      {},
      STEPS[what],
      ' The event itself comes from your page: ',
      el('code', {}, `onclick="rtp('send','event',{value:'download - example whitepaper'})"`),
    ),
    el('p', {}, el('a', { href: 'help/account-file' }, 'Every key of the account file, explained')),
  );
};
