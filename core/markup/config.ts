/** Switches of an account for events that need no mark-up, as they stand under `m` in its compiled file. Off unless there. */
export interface Switches {
  /** links that lead to another host */
  o?: 1;
  /** downloads: endings of files, parted by `|` */
  d?: string;
  /** `mailto:` and `tel:` links */
  c?: 1;
  /** forms that are sent */
  f?: 1;
  /** scroll depths in percent */
  s?: number[];
  /** play, pause and end of `<video>` and `<audio>` */
  v?: 1;
  /** page views by themselves; `h`: of the fragment, too; `r`: of `replaceState`, too */
  p?: string;
}
