/**
 * Styles of the templates, in one constructed sheet: a strict policy has no say in it, and the layer and `:where` make each rule
 * weaker than anything that the page says. Sites override parts with and without `!important`, and with their own classes.
 * Only the button's colours are as strong as a rule for `a`: a page's colour of links on our dark ground could not be read.
 */
const CSS = `@layer rtp-rcmd{
:where([data-rtp-widget-container]){box-sizing:border-box;line-height:1.45;text-align:start}
:where([data-rtp-widget-container] *){box-sizing:border-box}
:where(.rtp_rcmd2_title){margin:0 0 1rem;font-size:1.25em;font-weight:600}
:where([data-rtp-widget-container="template2"] .rtp_rcmd2_title){padding-bottom:.5rem;border-bottom:1px solid #8886}
:where(.rtp_rcmd2_list){display:grid;gap:1.25rem;margin:0;padding:0;list-style:none}
:where([data-rtp-widget-container="template1"] .rtp_rcmd2_list){grid-template-columns:repeat(auto-fit,minmax(min(100%,14rem),1fr))}
:where(.rtp_rcmd2_item){margin:0;padding:0;min-width:0}
:where(.rtp_rcmd2_item_inner){height:100%}
:where([data-rtp-widget-container="template1"] .rtp_rcmd2_item_inner){display:flex;flex-direction:column}
:where([data-rtp-widget-container="template2"] .rtp_rcmd2_item_inner){display:grid;grid-template-columns:minmax(6rem,30%) 1fr;gap:1rem;align-items:start}
:where(.rtp_rcmd2_content_container){flex:1;display:flex;flex-direction:column;align-items:flex-start;gap:.6rem;min-width:0;padding:.9rem 0}
:where([data-rtp-widget-container="template1"] .rtp_rcmd2_content_container){padding:.9rem}
:where(.rtp_rcmd2_image_box){display:block;aspect-ratio:16/9;width:100%;overflow:hidden;background:#8882}
:where(.rtp_rcmd2_image){display:block;width:100%;height:100%;object-fit:cover}
:where([data-rtp-widget-container] h4){margin:0;font-size:1.05em;line-height:1.3}
:where([data-rtp-widget-container] p){margin:0}
:where([data-rtp-widget-container="template2"] .rtp_rcmd2_description p){display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
:where(.rtp_rcmd2_link_hidden,.rtp_rcmd2_label .rtp_rcmd2_link){color:inherit;text-decoration:none}
:where(.rtp_rcmd2_link_hidden:hover,.rtp_rcmd2_label .rtp_rcmd2_link:hover){text-decoration:underline}
:where(.rtp_rcmd2_link_container){margin-top:auto}
:where(.rtp_rcmd2_link_container .rtp_rcmd2_link){display:inline-block;padding:.55rem 1rem;border-radius:4px}
:where([data-rtp-widget-container] a:focus-visible,.insightera-bar-content a:focus-visible){outline:3px solid #4c8dff;outline-offset:2px}
}
a:where(.rtp_rcmd2_link_container .rtp_rcmd2_link){background:#1f2933;color:#fff;text-decoration:none}`;

/** @returns sets a property of a part of a template; false when it is no value of that property, or there is no sheet */
export const openStyle = (): ((template: string, part: string, property: string, value: string) => boolean) => {
  let sheet: CSSStyleSheet | undefined;
  try {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  } catch {
    // An old browser: the templates stand there in the page's own style.
  }
  const made = new Map<string, CSSStyleDeclaration>();
  return (template, part, property, value) => {
    if (!sheet || !/^[\w-]+$/.test(template)) return false;
    const [element, inside] = part.split(' ') as [string, string?];
    const selector = `${element}:where([data-rtp-widget-container="${template}"]${inside ? ' .' + inside : ''})`;
    let style = made.get(selector);
    if (!style) {
      const at = sheet.insertRule(selector + '{}', sheet.cssRules.length);
      made.set(selector, (style = (sheet.cssRules[at] as CSSStyleRule).style));
    }
    style.removeProperty(property);
    style.setProperty(property, value);
    return !!style.getPropertyValue(property);
  };
};
