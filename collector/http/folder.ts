/**
 * A collector under a folder of another site, as `https://shop.example/analytics/`: a proxy may take the folder off the address
 * or leave it, so RTP_PUBLIC_URL says what it is, and it is taken off here where it is still there.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** @returns whether the request is to be answered further on; otherwise it has been led to the folder itself */
export const openFolder = (publicUrl: string): ((request: IncomingMessage, response: ServerResponse) => boolean) => {
  const folder = publicUrl ? new URL(publicUrl).pathname.replace(/\/$/, '') : '';
  if (!folder) return () => true;
  return (request, response) => {
    const url = request.url ?? '/';
    if (url.startsWith(folder + '/')) request.url = url.slice(folder.length);
    // The addresses in our pages are relative, so the slash belongs to it.
    else if (url === folder || url.startsWith(folder + '?')) {
      response.writeHead(308, { location: folder + '/' + url.slice(folder.length) }).end();
      return false;
    }
    return true;
  };
};
