import * as Sentry from '@sentry/browser';

window.heard = [];
window.Sentry = Sentry;
Sentry.init({
  dsn: `http://key@${location.host}/1`,
  integrations: [Sentry.browserTracingIntegration()],
  tracesSampleRate: 0,
  beforeSend(event) {
    window.heard.push(event.message ?? event.exception?.values?.[0]?.value);
    return null;
  },
});
