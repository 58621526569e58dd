/**
 * Elements that server-rendered apps are hydrated in, by the templates of their frameworks. Browsers get the list with the configuration of
 * an account that has campaigns: it grows, as that of consent tools does.
 */
export const APPS = '#root,#app,#__next,#__nuxt,#___gatsby,[ng-server-context],astro-island[ssr]';
