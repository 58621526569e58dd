/** The inline stub as a function for the module (install.ts); `LoadOptions` of core/rtp.d.ts describes its argument. */
declare module 'stub' {
  export interface Options {
    core: string;
    account: string;
    nonce?: string | undefined;
    consent?: string | undefined;
  }
  export const install: (options: Options) => void;
}
