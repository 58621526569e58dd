/**
 * The core asks for everything in its own directory, so that a site may pass the collector on under any path. Where the core
 * itself is served in a directory (`/rtp-api/v1/`, `/v/<hash>/`), what it asks for is there, too.
 * @param url path and query of a request
 * @returns the same at the root; a slash behind `/e` is none
 */
export const withoutDirectory = (url: string): string =>
  url.replace(/^\/(?:rtp-api\/v1|v\/[\w-]+)(?=\/(?:e\/?|visitor)(?:$|\?)|\/c\/)/, '').replace(/^\/e\/(?=$|\?)/, '/e');
