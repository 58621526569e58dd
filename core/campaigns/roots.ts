/** Our shadow roots: they cannot be taken away again. */
export const roots = new WeakMap<Element, ShadowRoot>();

/** @returns the element's shadow root of ours, or undefined where it cannot have one */
export const rootOf = (target: HTMLElement): ShadowRoot | undefined => {
  try {
    // A page's own element may want one for itself later.
    if (!roots.has(target) && !target.localName.includes('-')) roots.set(target, target.attachShadow({ mode: 'open' }));
  } catch {
    // `ul`, `td`, `form`, `a` and others cannot have one (DOM, 'attachShadow').
  }
  return roots.get(target);
};
