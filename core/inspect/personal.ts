/** The visitor's segments and campaigns, looked at with the campaigns bundle's own engine, which neither writes nor sends here. */
import type { Bridge } from '../bridge.js';
import { openEngine } from '../campaigns/engine.js';
import type { Sources } from '../campaigns/load.js';
import { campaignLines, previewLines, type Here } from './campaigns.js';
import type { Line } from './panel.js';
import type { Visitor } from './visitor.js';

/** Lines by the panel's section. */
export type Found = Partial<Record<'Segments' | 'Campaigns' | 'Preview', Line[]>>;

/** @param preview the campaign that is previewed; '' for none */
export const lookAtCampaigns = async (bridge: Bridge, sources: Sources, visitor: Visitor, preview: string): Promise<Found> => {
  const { _out: out, _ids: ids } = visitor;
  try {
    const config = await sources._config();
    if (out || !ids[0] || config.o) {
      const why = config.o ? 'the account is switched off' : out ? 'the visitor has opted out' : 'the visitor has no id yet';
      return {
        Segments: config.s.map(([, name]) => [name, 'not met: ' + why, 'wait']),
        Campaigns: config.c.map(({ i, l }) => [l || i, 'held back: ' + why, 'wait']),
        Preview: [['Campaign ' + preview, 'held back, its preview too: ' + why, 'wait']],
      };
    }
    // A preview's engine: it looks with the same code, and neither writes nor sends.
    // `bridge.who` would renew the session for as long as the panel is open.
    const engine = openEngine({ ...bridge, who: () => ids } as unknown as Bridge, true, () => {});
    if (config.f) engine._edge = await sources._edge().catch(() => undefined);
    // It would forget a visitor who asks not to be followed; that is left to the campaigns bundle.
    engine._config = { ...config, d: undefined };
    engine._look();
    const { _engaged: engaged, _state: state } = engine;
    const segments = config.s.map(
      ([id, name]): Line => (engaged.some(([one]) => one === id) ? [name, 'met', 'good'] : [name, 'not met', 'wait']),
    );
    if (!state) return { Segments: segments, ...failed('The visitor has opted out, or asks not to be followed.') };
    const here: Here = {
      visitor: ids[0],
      state,
      engaged,
      facts: engine._facts,
      now: new Date(),
      called: !!bridge.campaigns,
      has: (id) => !!document.getElementById(id),
    };
    return { Segments: segments, Campaigns: campaignLines(config, here), Preview: previewLines(preview, config, here) };
  } catch (error) {
    return failed('' + (error as Error).message);
  }
};

const failed = (why: string): Found => {
  const line: Line = ['Campaigns cannot be looked at', why, 'bad'];
  return { Campaigns: [line], Preview: [line] };
};
