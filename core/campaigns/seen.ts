/**
 * Calls back once, when the element is on the screen: in a tab that is shown, on a page that is still there to paint.
 * @returns what stops it
 */
export const whenSeen = (element: Element, seen: () => void): (() => void) => {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting, boundingClientRect: { width } }) => isIntersecting && width)) return;
    observer.disconnect();
    seen();
  });
  observer.observe(element);
  return () => observer.disconnect();
};
