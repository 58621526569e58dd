/**
 * Which campaign stands where. All that fit wait for their moments side by side; a place is taken by what is shown in it, so what
 * waits, cannot come, was closed, or shows nothing keeps nobody out. A view is recorded when it is seen.
 */
import { enter } from './enter.js';
import { fits, onPage } from './choose.js';
import type { Engine } from './engine.js';
import { bucketOf, groupOf } from './groups.js';
import { HELD_OUT, type Campaign, type Compiled } from './config.js';
import { watchHands } from './hands.js';
import { add, has, ofVisit } from './history.js';
import type { Own, Panel } from './host.js';
import { dialog, widget } from './panels.js';
import { meet, meeting, reach } from './met.js';
import { asksForConsent, isHydrating, isVisible, pageModals } from './page.js';
import { whenSeen } from './seen.js';
import { when } from './trigger.js';
import { zone } from './zone.js';

/** How often a second the page may throw a panel out and have it back. */
const AGAIN = 9;
/** ms between looks whether the moment is a good one, and how often a modal of the page's is waited for; a banner that asks for consent is always. */
const LOOK = 250;
const MODAL = 28;

interface Place {
  _campaign: Campaign;
  /** undefined: shows nothing */
  _group: Campaign['g'][number];
  /** while it waits for its moment, or stands: what takes that back */
  _cancel?: (() => void) | undefined;
  /** its moment has come */
  _due?: true | undefined;
  _panel?: Panel | undefined;
  _recorded?: true | undefined;
  _waited: number;
  _again: number;
}

export interface Stage {
  /** shows what fits now */
  _show(): void;
  /** the page has another address. @param away it is another page, not another query or fragment of this one */
  _moved(away: boolean): void;
  /** the page's content has changed */
  _changed(): void;
  /** a click through these elements; true when it was on a button of ours, which is neither the site's nor the campaign's */
  _clicked(path: Element[]): true | undefined;
}

/** @param preview empty, or id of the one campaign that is shown to whoever has the link, and recorded nowhere; with `.group` behind it that group's */
export const openStage = (engine: Engine, who: () => string, preview: string): Stage => {
  const [only, part] = preview.split('.');
  const isResting = watchHands();
  /** the most important first */
  let places: Place[] = [];
  let timer: unknown;

  const wanted = (campaign: Campaign): boolean =>
    only ? only === campaign.i : !!engine._state && fits(campaign, engine._state, engine._engaged, engine._facts, new Date());

  const drop = (place: Place): void => {
    place._cancel?.();
    place._panel?._end();
    place._cancel = place._panel = place._due = place._recorded = undefined;
  };

  const open = (place: Place): void => {
    const {
      _campaign: campaign,
      _group: [group, , markup],
    } = place;
    const { i: id } = campaign;
    if (!markup) {
      // A group that shows nothing has met the campaign where it would have been seen.
      place._due = undefined;
      place._cancel = whenSeen(
        () => [document.getElementById(campaign.z as string) || document.body],
        () => engine._change((state) => meet(state, campaign, group, engine._send)),
      );
      return;
    }
    // The account has both where it has a dialog or a widget.
    const { h: base, l: words, a: apps } = engine._config as Required<Compiled>;
    const css = base + (campaign.h || '');
    const told = {
      _closed() {
        place._panel?._end();
        place._panel = place._due = undefined;
        engine._change((state) => {
          state.d = add(state.d, id);
          state.o = add(state.o, Date.now());
        });
      },
      _minimised: (small: boolean) =>
        engine._change((state) => (state.w = small ? add(state.w, id) : (state.w || '').replace('\n' + id + '\n', '\n'))),
    };
    const panel =
      campaign.k === 'd'
        ? dialog(campaign, markup, css, words, told)
        : campaign.k === 'w'
          ? widget(campaign, markup, css, words, told, has(engine._state?.w, id))
          : zone(campaign, markup, apps);
    place._panel = panel;
    if (panel) {
      panel._shown().map((element) => enter(element, campaign));
      place._cancel?.();
      place._cancel = whenSeen(panel._shown, () => {
        if (!place._recorded)
          engine._change((state) => {
            // Another tab was first.
            if (!campaign.r && has(ofVisit(state.c), id)) return drop(place);
            place._recorded = true;
            if (campaign.k !== 'z' && !has(ofVisit(state.c), id)) state.t = add(state.t, Date.now());
            state.c = add(state.c, id);
            meet(state, campaign, group, engine._send);
            engine._send('campaign-view', [id, group]);
          });
      });
    }
  };

  /** Opens what is due where it can be seen and disturbs nobody. */
  const run = (): void => {
    clearTimeout(timer as number);
    timer = 0;
    const { body } = document;
    for (const place of places) {
      const { _campaign: campaign, _panel: panel } = place;
      const { k: kind, z: where } = campaign;
      const { a: apps, b: modals } = engine._config as Required<Compiled>;
      const other = places.find(({ _panel, _campaign: { k, z } }) => _panel && k === kind && (kind !== 'z' || z === where));
      if (panel && kind !== 'z') {
        // It goes first: what asks for consent comes late, and by a class or a transition, of which nobody tells.
        if (asksForConsent(modals)) {
          panel._end();
          place._panel = undefined;
        }
      } else if (
        !place._due ||
        panel ||
        (kind === 'z' && !document.getElementById(where as string)) ||
        // What stands there is more important, or is being read.
        (other && (kind === 'd' || places.indexOf(other) < places.indexOf(place)))
      )
        continue;
      else if (
        !(
          document.hidden ||
          document.fullscreenElement ||
          !isResting() ||
          isHydrating(body, apps) ||
          !isVisible(body) ||
          // Nothing of the page's asks for consent; and for a dialog, it has no other modal open, or has had it for long.
          (kind !== 'z' && (asksForConsent(modals) || (kind === 'd' && pageModals(modals) && place._waited++ < MODAL))) ||
          // Its manners hold when what has just opened has been seen.
          (campaign.b && places.some(({ _panel, _recorded }) => _panel && !_recorded))
        )
      ) {
        // Another tab may have shown it meanwhile. What made room for a banner has been seen, and comes back.
        if (!place._recorded && !wanted(campaign)) continue;
        if (other) drop(other);
        open(place);
      }
      timer ||= setTimeout(run, LOOK);
    }
  };

  return {
    _show() {
      const { _state: known, _config: config } = engine;
      if (!places[0] && known && config) {
        places = config.c
          .filter(({ y }) => only || !y || (bucketOf(who() + y[0]) + y[1]) % 100 < y[2])
          .map((campaign) => ({
            _campaign: campaign,
            _group:
              campaign.g.find(([name]) => name === (only ? part : meeting(known, campaign)[2])) || groupOf(who() + campaign.i, campaign.g),
            _waited: 0,
            _again: 0,
          }));
        if (!only && places[0]?._group[0] === HELD_OUT) places.length = 1;
      }
      for (const place of places) {
        const { _campaign: campaign } = place;
        if (!wanted(campaign)) {
          // What is shown stays, and so does what has made room for a banner.
          if (!place._due || !engine._state || has(engine._state.d, campaign.i)) drop(place);
        } else
          place._cancel ||= when(campaign.t, () => {
            place._due = true;
            run();
          });
      }
      run();
    },
    _moved(away) {
      for (const place of places) {
        const { _campaign: campaign, _panel: panel } = place;
        const stays = !away || (campaign.k !== 'd' && panel?._shown()[0]?.isConnected);
        if (!stays || !(only || onPage(campaign, engine._facts))) drop(place);
      }
    },
    _changed() {
      // What a snapshot of the page brought back: empty hosts, and zones' nodes without what shows them.
      for (const copy of document.querySelectorAll('#rtp-d,#rtp-w,[slot=rtp]')) if (!copy.shadowRoot && !(copy as Own).rtp) copy.remove();
      for (const place of places) {
        const { _panel: panel } = place;
        if (panel?._lost()) {
          if (!place._again) setTimeout(() => (place._again = 0), 1e3);
          if (place._again++ < AGAIN) panel._put();
        }
      }
      if (!timer) run();
    },
    _clicked(path) {
      if (path.some((element) => element.matches('.rtp-key'))) return true;
      for (const { _campaign: campaign, _group: group, _panel: panel } of places)
        if (panel?._shown().some((element) => path.includes(element))) {
          const { i: id } = campaign;
          engine._change((state) => {
            state.k = add(state.k, id);
            reach(state, [campaign], 'k', id, engine._send);
          });
          engine._send('campaign-click', [id, group[0]]);
        }
      return;
    },
  };
};
