import { registerRoute, setDefaultHandler } from 'workbox-routing';
import { NetworkFirst, NetworkOnly, StaleWhileRevalidate } from 'workbox-strategies';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
registerRoute(({ url }) => url.pathname === '/data', new StaleWhileRevalidate());
registerRoute(({ request }) => request.destination === 'script', new NetworkFirst());
registerRoute(() => true, new NetworkOnly(), 'POST');
setDefaultHandler(new NetworkFirst());
