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
  _campaign: Campaign;
  _group: string;
  _panel?: Panel;
  _cancel(): void;
  /** how often its zone was filled again */
  _again: number;
  /** its zone was not there */
  _retry?(): void;
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
    const { _campaign: campaign, _group: group } = place;
    const id = '' + campaign.i;
    const words = engine._config?.l || ['Close', 'Minimise'];
    const told = {
      _closed: () => engine._change((state) => (state.d = add(state.d, id))),
      _minimised: (small: boolean) =>
        engine._change((state) => (state.w = small ? add(state.w, id) : (state.w || '').replace('\n' + id + '\n', '\n'))),
    };
    place._panel =
      campaign.k === 'd'
        ? dialog(campaign, markup, words, told)
        : campaign.k === 'w'
          ? widget(campaign, markup, words, told, has(engine._state?.w, id))
          : zone(campaign, markup);
    if (!place._panel) {
      place._retry = () => open(place, markup);
      return;
    }
    engine._change((state) => (state.c = add(state.c, id)));
    engine._send('campaign-view', [id, group]);
  };

  const wanted = (campaign: Campaign): boolean =>
    preview
      ? preview.split('.')[0] === '' + campaign.i
      : !!engine._state && fits(campaign, engine._state, engine._engaged, engine._facts, new Date());

  const stage: Stage = {
    _show() {
      for (const campaign of engine._config?.c || []) {
        const slot = campaign.k + (campaign.k === 'z' ? campaign.z : '');
        if (places.has(slot) || !wanted(campaign)) continue;
        const named = campaign.g.find(([name]) => preview === campaign.i + '.' + name);
        const [group, , markup] = named || groupOf(who() + campaign.i, campaign.g);
        const place: Place = { _campaign: campaign, _group: group, _again: 0, _cancel() {} };
        places.set(slot, place);
        if (markup)
          place._cancel = when(campaign.t, () => {
            // Another tab may have shown it meanwhile.
            if (wanted(campaign)) open(place, markup);
          });
      }
    },
    _moved() {
      for (const [slot, { _campaign: campaign, _panel: panel, _cancel: cancel }] of places) {
        cancel();
        if (panel?._root.isConnected && campaign.k !== 'd' && onPage(campaign, engine._facts)) continue;
        panel?._end();
        places.delete(slot);
      }
    },
    _changed() {
      for (const place of places.values())
        if (!place._panel) {
          if (place._campaign.z && document.getElementById(place._campaign.z)) place._retry?.();
        } else if (place._again < AGAIN && place._panel._again?.()) place._again++;
    },
    _clicked(path) {
      if (path.some((element) => element.matches('.rtp-key'))) return true;
      for (const { _campaign: campaign, _group: group, _panel: panel } of places.values())
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
