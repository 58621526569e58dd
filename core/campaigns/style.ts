/** Style sheets that no policy of the page has a say in. */

/** A sheet of that text, over which a policy without 'unsafe-inline' has no say; none in older browsers. */
export const sheetsOf = (text: string): CSSStyleSheet[] => {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return [sheet];
  } catch {
    return [];
  }
};

export const style = (root: ShadowRoot, text: string): void => {
  const sheets = sheetsOf(text);
  root.adoptedStyleSheets = sheets;
  if (!sheets[0]) {
    const element = document.createElement('style');
    element.nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce || '';
    element.textContent = text;
    root.append(element);
  }
};
