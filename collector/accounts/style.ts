/**
 * Styles of dialogs and widgets, which browsers get with the configuration of an account that has any. They hold in a shadow root of their
 * own: the page's do not reach in, and these do not reach out. What is
 * important on `:host` wins over what is important in the page (CSS Cascade, 'context'). All sizes follow `medium`, which is the
 * visitor's own; `rem` would be the page's. The family is the page's, so that a campaign speaks with its voice.
 */
const PANEL_STYLE = `:host{all:initial!important;font-family:inherit!important;visibility:inherit!important;color-scheme:inherit!important;position:fixed!important;top:0!important;left:0!important;z-index:2147483647!important}
:host([inert]){visibility:hidden!important}
@media print{:host{display:none!important}}
dialog,aside{box-sizing:border-box;max-width:calc(100vw - 2em);max-height:calc(100dvh - 2em);padding:0;border:1px solid #8885;border-radius:14px;background:Canvas;color:CanvasText;font-size:1em;line-height:1.55;box-shadow:0 8px 40px #0006;overflow:auto}
dialog{width:34em}
dialog::backdrop{background:#0d1420a6}
aside{position:fixed;inset:auto;margin:0;width:21em}
.top{top:1em}.bottom{bottom:1em}.left{left:1em}.right{right:1em}
.body{padding:2.2em;overflow-wrap:anywhere}
aside .body{padding:.2em 1.2em 1.2em}
@media(max-width:30em){aside{width:calc(100vw - 2em)}}
.bar{display:flex;padding:.3em}
button,.button{border:1px solid #0000;border-radius:9px;font:inherit;cursor:pointer}
.body button,.button{display:inline-block;padding:.6em 1.2em;background:ACCENT;color:INK;font-weight:600;text-decoration:none}
.rtp-key{display:grid;place-content:center;min-width:44px;min-height:44px;background:none;color:inherit;font-size:1.5em;line-height:1}
[aria-expanded]{flex:1;grid-auto-flow:column;justify-content:space-between;padding:0 .9em;font-size:1em;font-weight:600;text-align:start}
dialog>.rtp-key{position:sticky;top:.25em;z-index:1;float:right;float:inline-end;margin:.25em;background:Canvas}
[aria-expanded]:after{content:"–";content:"–"/""}
[aria-expanded=false]:after{content:"+";content:"+"/""}
:focus-visible{outline:3px solid #4c8dff}
dialog:focus-visible{outline:0}
h1,h2,h3{margin:0 0 .45em;font-size:1.55em;line-height:1.2}
aside h1,aside h2,aside h3{font-size:1.15em}
p,ul,ol,form{margin:0 0 1em}
input,select,textarea{max-width:100%;font:inherit}
.body>:last-child{margin-bottom:0}
img,video,svg{max-width:100%;height:auto}
iframe{max-width:100%}
pre,table{max-width:100%;overflow:auto;overflow-wrap:normal}
table{display:block}
fieldset{min-width:0}
a{color:LinkText}`;

const DEFAULT_ACCENT = '#1d4ed8';

/** Relative luminance, 0 to 1, of a colour such as #8f4d0d (WCAG 2.2, 'relative luminance'). */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/**
 * The style sheet with the account's colour on its buttons. The words on them are white or black, whichever can be read better.
 * @param accent six hexadecimal digits behind a `#`
 */
export const panelStyle = (accent = DEFAULT_ACCENT): string => {
  const ink = 1.05 / (luminance(accent) + 0.05) >= (luminance(accent) + 0.05) / 0.05 ? '#fff' : '#000';
  return PANEL_STYLE.replace('ACCENT', accent).replace('INK', ink);
};
