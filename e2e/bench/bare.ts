/**
 * What the tag is compared to: the least that could be called a tag. It pushes each call to an array and hands it to
 * `sendBeacon`; it keeps nothing, asks nothing and knows no visitor. It sends what the collector stores, so that both are answered alike.
 */

/** In `<head>`, where the tag has its stub. */
export const bareStub = (core: string): string =>
  `(function(d,s){window.bare=function(){bare.q.push(arguments)};bare.q=[];s=d.head.appendChild(d.createElement('script'));s.src='${core}'})(document)`;

/** In place of the core: sends what waits, then each call. */
export const BARE_CORE = `(() => {
  const list = [];
  const page = Date.now() + '' + Math.floor(Math.random() * 1e15);
  const queue = window.bare ? bare.q : [];
  window.bare = function (verb, type, data) {
    list.push(arguments);
    return navigator.sendBeacon('/e', JSON.stringify({ v: 2, w: 'b', b: [{ p: page, a: 'bare', l: location.href, e: [[list.length, 0, type].concat(data ? data.value : [])] }] }));
  };
  queue.forEach((call) => bare(...call));
})();`;
