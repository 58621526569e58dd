/** Tabs as the ARIA practices describe them: arrow keys move, the address keeps the choice. */

/** @param shown told which panel is shown */
export const openTabs = (shown: (id: string) => void): void => {
  const tabs = [...document.querySelectorAll<HTMLElement>('[role=tab]')];
  const choose = (tab: HTMLElement): void => {
    for (const one of tabs) {
      const on = one === tab;
      one.setAttribute('aria-selected', String(on));
      one.tabIndex = on ? 0 : -1;
      const panel = document.getElementById(one.getAttribute('aria-controls') ?? '');
      if (panel) panel.hidden = !on;
    }
    const id = tab.getAttribute('aria-controls') ?? '';
    history.replaceState(null, '', '#' + id);
    shown(id);
  };
  tabs.forEach((tab, i) => {
    tab.addEventListener('click', () => choose(tab));
    tab.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const next =
        event.key === 'Home' ? tabs[0] : event.key === 'End' ? tabs.at(-1) : step ? tabs.at((i + step) % tabs.length) : undefined;
      if (!next) return;
      event.preventDefault();
      next.focus();
      choose(next);
    });
  });
  // A link to a tab, on the page or from elsewhere.
  const follow = (): void => {
    const named = tabs.find((tab) => '#' + tab.getAttribute('aria-controls') === location.hash);
    if (named && named.getAttribute('aria-selected') !== 'true') choose(named);
  };
  addEventListener('hashchange', follow);
  follow();
};
