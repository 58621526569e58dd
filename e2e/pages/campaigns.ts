/** Account files: for each mode a campaign that everybody sees at once. */
import type { Mode } from './row.js';

const CAMPAIGNS = {
  dialog: {
    id: 1,
    name: 'a dialog',
    type: 'dialog',
    label: 'A dialog',
    content: '<div class="ours-dialog"><h2>Hello</h2><p>Some <a href="#there">words</a>.</p></div>',
  },
  widget: {
    id: 2,
    name: 'a widget',
    type: 'widget',
    show: { after: 0 },
    repeat: 'sticky',
    label: 'A widget',
    content: '<div class="ours-widget"><p>More <b>words</b>.</p></div>',
  },
  zone: { id: 3, name: 'a zone', type: 'in zone', zone: 'offer', content: '<p class="ours-zone">Ours</p>' },
};

/** The account file for a mode, or none where no campaign is to be. */
export const accountFile = (mode: Mode): string | undefined => {
  if (mode === 'plain' || mode === 'tag') return undefined;
  const campaigns = mode === 'all' ? Object.values(CAMPAIGNS) : [CAMPAIGNS[mode]];
  return JSON.stringify({ segments: [], campaigns });
};
