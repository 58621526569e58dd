/** As much of XMLHttpRequest as the core uses, in the place of a browser's. */

/** Ends a request with the answer. */
type Tell = (status: number, text: string) => void;

/** @param sent told each body; what it does not tell the end of is never answered @returns what stands for `XMLHttpRequest` */
export const requestOf = (sent: (body: string, tell: Tell) => void): (new () => object) =>
  class {
    status = 0;
    responseText = '';
    onloadend = (): void => {};
    open(): void {}
    getResponseHeader(): null {
      return null;
    }
    send(body: string): void {
      sent(body, (status, responseText) => {
        Object.assign(this, { status, responseText });
        queueMicrotask(() => this.onloadend());
      });
    }
  };
