/** Which campaign stands where: the first that fits takes the place, waits for its moment, and is recorded when it is seen. */
import { fits, onPage } from './choose.js';
import type { Campaign, Markup } from './config.js';
import type { Engine } from './engine.js';
import { groupOf } from './groups.js';
import { add, has } from './history.js';
import { dialog, widget, zone, type Panel } from './panels.js';
import { when } from './trigger.js';

/** How often a zone that the page renders over is filled again. */
const AGAIN = 9;

interface Place {
  campaign: Campaign;
  group: string;
  panel?: Panel;
  cancel(): void;
  /** how often its zone was filled again */
  again: number;
  /** its zone was not there */
  retry?(): void;
}

export interface Stage {
  /** shows what fits now */
  _show(): void;
  /** the page has another address */
  _moved(): void;
  /** the page's content has changed */
  _changed(): void;
  /** a click through these elements; true when it was on a button of ours, which is neither the site's nor the campaign's */
  _clicked(path: Element[]): boolean;
}

/** @param preview id of the one campaign that is shown to whoever has the link, and recorded nowhere; with `.group` behind it that group's */
export const openStage = (engine: Engine, who: () => string, preview?: string): Stage => {
  const places = new Map<string, Place>();

  const open = (place: Place, markup: Markup[]): void => {
    const { campaign, group } = place;
    const id = '' + campaign.i;
    const words = engine._config?.l || ['Close', 'Minimise'];
    const told = {
      _closed: () => engine._change((state) => (state.d = add(state.d, id))),
      _minimised: (small: boolean) => engine._change((state) => (state.w = small ? add(state.w, id) : (state.w || '').replace('\n' + id + '\n', '\n'))),
    };
    place.panel =
      campaign.k === 'd' ? dialog(campaign, markup, words, told) : campaign.k === 'w' ? widget(campaign, markup, words, told, has(engine._state?.w, id)) : zone(campaign, markup);
    if (!place.panel) {
      place.retry = () => open(place, markup);
      return;
    }
    engine._change((state) => (state.c = add(state.c, id)));
    engine._send('campaign-view', [id, group]);
  };

  const wanted = (campaign: Campaign): boolean =>
    preview ? preview.split('.')[0] === '' + campaign.i : !!engine._state && fits(campaign, engine._state, engine._engaged, engine._facts, new Date());

  const stage: Stage = {
    _show() {
      for (const campaign of engine._config?.c || []) {
        const slot = campaign.k + (campaign.k === 'z' ? campaign.z : '');
        if (places.has(slot) || !wanted(campaign)) continue;
        const named = campaign.g.find(([name]) => preview === campaign.i + '.' + name);
        const [group, , markup] = named || groupOf(who() + campaign.i, campaign.g);
        const place: Place = { campaign, group, again: 0, cancel() {} };
        places.set(slot, place);
        if (markup)
          place.cancel = when(campaign.t, () => {
            // Another tab may have shown it meanwhile.
            if (wanted(campaign)) open(place, markup);
          });
      }
    },
    _moved() {
      for (const [slot, { campaign, panel, cancel }] of places) {
        cancel();
        if (panel?._root.isConnected && campaign.k !== 'd' && onPage(campaign, engine._facts)) continue;
        panel?._end();
        places.delete(slot);
      }
    },
    _changed() {
      for (const place of places.values())
        if (!place.panel) {
          if (place.campaign.z && document.getElementById(place.campaign.z)) place.retry?.();
        } else if (place.again < AGAIN && place.panel._again?.()) place.again++;
    },
    _clicked(path) {
      if (path.some((element) => element.matches('.rtp-key'))) return true;
      for (const { campaign, group, panel } of places.values())
        if (panel && path.includes(panel._root)) {
          const id = '' + campaign.i;
          engine._change((state) => (state.k = add(state.k, id)));
          engine._send('campaign-click', [id, group]);
        }
      return false;
    },
  };
  return stage;
};
