/** The visitor's jar (core/jar.ts) as far as consent is concerned: ids are in it after a yes, `0-` after a no. */
const NAME = '_rtp';

const cookie = (): string | undefined => /(?:^|; )_rtp=([^;]*)/.exec(document.cookie)?.[1];

/** @returns true after a yes, false after a no, undefined where nothing is remembered or can be */
export const remembered = (): boolean | undefined => {
  try {
    const text = cookie() || (localStorage[NAME] as string | undefined);
    return text ? text[0] !== '0' : undefined;
  } catch {}
  return undefined;
};

/** Of the host and of all domains above it: the core has chosen the widest one that took it. */
export const deleteJar = (): void => {
  try {
    const labels = location.hostname.split('.');
    for (let from = -1; from < labels.length - 1; from++)
      if (cookie() !== undefined) document.cookie = `${NAME}=;path=/;max-age=0${from < 0 ? '' : ';domain=' + labels.slice(from).join('.')}`;
  } catch {}
  try {
    delete localStorage[NAME];
  } catch {}
};
