/** Makes the small form that browsers read of an account's switches for events and views by themselves. */
import type { Switches } from '../../core/markup/config.js';
import type { AutomaticFile } from './account.js';

/** What is usually offered to be saved rather than read in the browser. */
const DOWNLOADS =
  'pdf xlsx? docx? pptx? txt rtf csv zip rar 7z gz tar dmg pkg exe msi apk epub mp3 mp4 mov avi wav key pages numbers ics'.split(' ');
const DEPTHS = [25, 50, 75, 100];

/** @returns undefined when nothing is switched on */
export const compileAutomatic = (file: AutomaticFile | undefined): Switches | undefined => {
  if (!file) return undefined;
  const { outbound, downloads, contacts, forms, scroll, video, views } = file;
  const endings = downloads === true ? DOWNLOADS : (downloads || []).map((ending) => ending.replace(/^\./, ''));
  const depths = scroll === true ? DEPTHS : [...new Set(scroll || [])].sort((a, b) => a - b);
  const switches: Switches = {
    ...(outbound ? { o: 1 } : {}),
    ...(endings.length ? { d: endings.join('|') } : {}),
    ...(contacts ? { c: 1 } : {}),
    ...(forms ? { f: 1 } : {}),
    ...(depths.length ? { s: depths } : {}),
    ...(video ? { v: 1 } : {}),
    ...(views ? { p: views === true ? '' : (views.includes('fragments') ? 'h' : '') + (views.includes('replaced') ? 'r' : '') } : {}),
  };
  return Object.keys(switches).length ? switches : undefined;
};
