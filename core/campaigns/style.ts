/** Styles of dialogs and widgets, in a shadow root of their own: the page's do not reach in, and these do not reach out. */
const CSS = `:host{all:initial;color-scheme:inherit}
dialog,aside{box-sizing:border-box;padding:0;border:1px solid #8885;border-radius:14px;background:Canvas;color:CanvasText;font:16px/1.55 system-ui,sans-serif;box-shadow:0 18px 60px #0006;overflow:auto}
dialog{width:34rem;max-width:calc(100vw - 2rem);max-height:calc(100dvh - 2rem)}
dialog::backdrop{background:#0d1420a6}
aside{position:fixed;z-index:2147483647;width:21rem;max-width:calc(100vw - 2rem);max-height:calc(100dvh - 2rem);box-shadow:0 8px 32px #0005}
.top{top:1rem}.bottom{bottom:1rem}.left{left:1rem}.right{right:1rem}
.body{padding:2.2rem 2.2rem 2rem}
aside .body{padding:.2rem 1.2rem 1.2rem}
.bar{display:flex;align-items:center;padding:.3rem .3rem .3rem 0}
.bar .rtp-key:first-child{flex:1;min-width:0;justify-content:space-between;gap:.6rem;padding:0 .4rem 0 1.2rem;font:600 .85rem/1.3 system-ui,sans-serif;text-align:start}
.rtp-key{display:flex;align-items:center;justify-content:center;box-sizing:border-box;min-width:44px;min-height:44px;margin:0;padding:0;border:0;border-radius:10px;background:none;color:inherit;font:1.5rem/1 system-ui,sans-serif;cursor:pointer;opacity:.8}
.rtp-key:hover{opacity:1;background:#8883}
:focus-visible{outline:3px solid #4c8dff;outline-offset:-3px}
dialog>.rtp-key{float:right;margin:.4rem .4rem 0 0}
h1,h2,h3{margin:0 0 .7rem;font-size:1.55rem;line-height:1.2}
aside h1,aside h2,aside h3{font-size:1.15rem}
p,ul,ol{margin:0 0 1rem}
.body>:last-child{margin-bottom:0}
img,video,svg{max-width:100%;height:auto}
a{color:LinkText}
.body button,.button{display:inline-block;padding:.7rem 1.2rem;border:0;border-radius:9px;background:#1d4ed8;color:#fff;font:600 1rem/1.2 system-ui,sans-serif;text-decoration:none;cursor:pointer}
.body button:focus-visible,.button:focus-visible{outline-offset:2px}`;

/** @param own style sheet of the campaign */
export const style = (root: ShadowRoot, own = ''): void => {
  const text = CSS + own;
  try {
    // A policy without 'unsafe-inline' has no say in a constructed sheet.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const element = document.createElement('style');
    element.nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce || '';
    element.textContent = text;
    root.append(element);
  }
};
