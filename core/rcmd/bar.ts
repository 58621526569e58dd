/** The recommendation bar: one link at the edge of the window, where the account has switched it on. */
import type { Bar } from './config.js';

/** Whether the bar stands on this page: its patterns are for path and query, and case counts (documented). */
export const isBarHere = ({ on, off, hosts }: Bar): boolean => {
  const here = location.pathname + location.search;
  if (hosts && !hosts.includes(location.hostname)) return false;
  return (!on || new RegExp(on).test(here)) && !(off && new RegExp(off).test(here));
};

/**
 * Puts the bar into the page; its styles go through the CSSOM, so a policy has no say in them.
 * @returns its one link
 */
export const showBar = (bar: Bar, title: string, href: string): HTMLAnchorElement => {
  const link = document.createElement('a');
  link.href = href;
  link.target = '_top';
  const arrow = document.createElement('span');
  arrow.textContent = '\u203a ';
  arrow.setAttribute('aria-hidden', 'true');
  Object.assign(arrow.style, { color: bar.arrowColor || '', opacity: '' + (bar.arrowOpacity ?? '') });
  link.append(arrow, title);
  Object.assign(link.style, { color: bar.color || '#fff', textDecoration: 'none' });
  const box = document.createElement('aside');
  box.className = 'insightera-bar-content';
  box.setAttribute('aria-label', 'Recommended');
  Object.assign(box.style, {
    position: 'fixed',
    zIndex: '2147483646',
    [bar.top ? 'top' : 'bottom']: '0',
    [bar.left ? 'left' : 'right']: '0',
    maxWidth: 'min(100%, 40em)',
    padding: '.6em 1em',
    background: bar.background || '#1f2933',
    fontSize: (bar.size || 16) + 'px',
    fontFamily: bar.font || 'inherit',
  });
  box.append(link);
  document.body.append(box);
  return link;
};
