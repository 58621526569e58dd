/** One interface over the browsers, so that a test says what happens and not how an engine is driven. */

export interface Tab {
  /** opens an address and waits for its content, not for its scripts that come later */
  open(url: string): Promise<void>;
  /** sets out for an address that leaves by itself, without waiting to see it */
  visit(url: string): Promise<void>;
  click(selector: string): Promise<void>;
  /** a key of the keyboard, for whatever has the focus */
  press(key: 'Tab' | 'Enter' | 'Escape'): Promise<void>;
  /** runs a function in the page; it sees nothing but its arguments */
  run<T, A extends unknown[]>(work: (...args: A) => T, ...args: A): Promise<Awaited<T>>;
  back(): Promise<void>;
  close(): Promise<void>;
  /** what the console has said since it was last asked, the browser's own words included: errors and warnings; absent where the driver does not tell */
  said?(): string[];
  /** ends the page's process without a word to it; absent where the driver cannot */
  crash?(): Promise<void>;
}

export interface Browser {
  newTab(): Promise<Tab>;
  /** a script that runs before those of each page of this browser; false where the engine cannot be told to */
  before(script: string): Promise<boolean>;
  /** cuts the network off, or puts it back; absent where the driver cannot */
  offline?(off: boolean): Promise<void>;
  /** process ids of the renderers that pages of this engine run in; absent where one is not told from another, or the driver ends with them */
  renderers?(): number[];
  close(): Promise<void>;
}

/** A browser of its own on a folder that survives it. */
export interface Lasting {
  /** sets out for an address in a tab of its own; where a second tab needs a driver, in the browser closed and opened again */
  visit(url: string): Promise<void>;
  renderers(): number[];
  /** kill -9 of every process of it */
  kill(): Promise<void>;
}

export interface Engine {
  name: 'chromium' | 'firefox' | 'webkit';
  /** a browser without a past */
  fresh(): Promise<Browser>;
  /** a browser on a profile folder */
  lasting(folder: string): Promise<Lasting>;
  end(): Promise<void>;
}
