/** Page script, in front of the snippet: the visitor's wall clock is off by `window.shift` ms; the monotonic one is not. */
export const clockOff = (ms: number): string =>
  `<script>(function(now){window.shift=${ms};Date.now=function(){return now()+shift};var D=Date;window.Date=function(a){return arguments.length?new D(a):new D(D.now())};window.Date.now=D.now;window.Date.prototype=D.prototype})(Date.now)</script>`;
