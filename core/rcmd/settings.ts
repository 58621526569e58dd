/**
 * The settings of a template: eleven documented keys. Values go through the CSSOM, which refuses what is no value of its property.
 */

/** Texts and categories of a template, and the CSS of its parts. */
export interface Settings {
  title?: string;
  cta?: string;
  category?: string[];
}

/** Which property of which part a key sets: the element's name, where the rule is to be as strong as one for it, and the class. */
const STYLES: Record<string, [part: string, property: string]> = {
  'rcmd.general.font.family': ['', 'font-family'],
  'rcmd.title.font.size': [' rtp_rcmd2_title', 'font-size'],
  'rcmd.title.font.color': [' rtp_rcmd2_title', 'color'],
  'rcmd.title.background.color': [' rtp_rcmd2_title', 'background-color'],
  'rcmd.content.background.color': [' rtp_rcmd2_content_container', 'background-color'],
  'rcmd.description.font.color': [' rtp_rcmd2_description', 'color'],
  'rcmd.cta.background.color': ['a rtp_rcmd2_link_container>.rtp_rcmd2_link', 'background-color'],
  'rcmd.cta.font.color': ['a rtp_rcmd2_link_container>.rtp_rcmd2_link', 'color'],
};

export interface SettingsStore {
  /** takes the arguments of `rtp('set','rcmd','richmedia', …)`, in either form */
  _set(call: ArrayLike<unknown>): void;
  _of(template: string): Settings;
}

/**
 * @param style sets a property of a part of a template; told only what the browser takes for a value of it
 * @param warn told what is no setting or no value
 */
export const openSettings = (
  style: (template: string, part: string, property: string, value: string) => boolean,
  warn: (text: string) => void,
): SettingsStore => {
  const all: Record<string, Settings> = {};
  const one = (template: string, settings: unknown): void => {
    const own = (all[template] ||= {});
    for (const [key, value] of Object.entries(Object(settings) as Record<string, unknown>)) {
      const found = STYLES[key];
      if (key === 'rcmd.title.text') own.title = '' + value;
      else if (key === 'rcmd.cta.text') own.cta = '' + value;
      else if (key === 'category') own.category = ([] as unknown[]).concat(value ?? []).map(String);
      else if (!found) warn(`set rcmd: no setting ${key}`);
      else if (!style(template, found[0], found[1], '' + value)) warn(`set rcmd: ${key}: '${value}' is no ${found[1]}`);
    }
  };
  return {
    _set({ 3: first, 4: second }) {
      if (typeof first === 'string') one(first, second);
      else for (const [template, settings] of Object.entries(Object(first) as Record<string, unknown>)) one(template, settings);
    },
    _of: (template) => all[template] || {},
  };
};
