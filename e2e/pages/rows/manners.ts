/** Modals and consent banners that want the visitor to themselves, workers that stand between page and network, and watchers. */
import { app, BUY, script, styles, ZONE, type Row } from '../row.js';

/** What is looked at in a page whose snippet waits for a yes; without the tag there is nothing to look at. */
const CONSENT = `const plain = !rtp.q; const ours = () => /(^|; )_rtp=/.test(document.cookie) || Object.keys(localStorage).some((key) => key.startsWith('_rtp')); const nothing = () => holds(() => plain || !ours(), 'nothing is stored'); const stored = () => holds(() => plain || (ours() && !!rtp.q.base), 'ids are stored');`;

export const manners: Row[] = [
  {
    id: 'sweetalert2',
    what: 'SweetAlert2 11: an alert with a field, its focus trap, its changes of <html> and <body>',
    head: styles('sweetalert2/dist/sweetalert2.css') + script('sweetalert2/dist/sweetalert2.js'),
    body: `<h1>Shop</h1><button id="open" type="button">Ask</button><b id="said">-</b>${BUY}${ZONE}<script>document.querySelector('#open').onclick=async()=>{const {value}=await Swal.fire({title:'Your name?',input:'text'});document.querySelector('#said').textContent=value}</script>`,
    act: `await click('#open'); await holds(() => Swal.isVisible()); await type('.swal2-input','Ada'); await click('.swal2-confirm'); await sees('#said','Ada'); await holds(() => !Swal.isVisible() && !document.querySelector('.swal2-container')); await click('#buy')`,
    events: ['bought'],
  },
  {
    id: 'cookieconsent',
    what: 'vanilla-cookieconsent 3.1: a banner at once, accepted after a moment',
    head: styles('vanilla-cookieconsent/dist/cookieconsent.css') + script('vanilla-cookieconsent/dist/cookieconsent.umd.js'),
    body: `<h1>Shop</h1>${BUY}${ZONE}<script>CookieConsent.run({hideFromBots:false,categories:{necessary:{enabled:true,readOnly:true},analytics:{}},language:{default:'en',translations:{en:{consentModal:{title:'Cookies?',description:'We use them.',acceptAllBtn:'Accept all',acceptNecessaryBtn:'Reject all'},preferencesModal:{sections:[]}}}}})</script>`,
    ready: '.show--consent #cc-main .cm',
    act: `await pause(300); await click('#cc-main [data-role=all]'); await gone('.show--consent'); await holds(() => CookieConsent.acceptedCategory('analytics')); await click('#buy')`,
    events: ['bought'],
    busy: true,
  },
  {
    id: 'klaro',
    what: 'Klaro 0.7: a modal notice at once, declined after a moment; a script that it holds back',
    head: styles('klaro/dist/klaro.css'),
    body: `<h1>Shop</h1>${BUY}${ZONE}<script>var klaroConfig={mustConsent:true,acceptAll:true,lang:'en',services:[{name:'stats',purposes:['analytics']}],translations:{zz:{privacyPolicyUrl:'/privacy'},en:{purposes:{analytics:'Statistics'}}}}</script><script type="text/plain" data-type="text/javascript" data-name="stats">window.tracked=1</script>${script('klaro/dist/klaro-no-css.js', 'defer')}`,
    ready: '.cookie-modal',
    act: `await pause(300); await click('.cookie-modal .cm-btn-accept-all'); await gone('.cookie-modal'); await holds(() => window.tracked === 1); await click('#buy')`,
    events: ['bought'],
    busy: true,
  },
  {
    id: 'consent-cookieconsent',
    what: 'vanilla-cookieconsent 3.1 is asked: nothing before the yes, then all; withdrawn, and yes again',
    consent: '',
    head: styles('vanilla-cookieconsent/dist/cookieconsent.css') + script('vanilla-cookieconsent/dist/cookieconsent.umd.js'),
    body: `<h1>Shop</h1>${BUY}${ZONE}<script>CookieConsent.run({hideFromBots:false,categories:{necessary:{enabled:true,readOnly:true},analytics:{}},language:{default:'en',translations:{en:{consentModal:{title:'Cookies?',description:'We use them.',acceptAllBtn:'Accept all',acceptNecessaryBtn:'Reject all'},preferencesModal:{sections:[]}}}}})</script>`,
    ready: '.show--consent #cc-main .cm',
    act: `${CONSENT} await click('#buy'); await pause(500); await nothing(); await click('#cc-main [data-role=all]'); await stored(); CookieConsent.acceptCategory([]); rtp('send','event','never'); await nothing(); CookieConsent.acceptCategory('all'); rtp('send','event','again'); await stored()`,
    events: ['again', 'bought'],
    short: ['vanilla-cookieconsent'],
  },
  {
    id: 'consent-klaro',
    what: 'Klaro 0.7 is asked: nothing before the yes, then all; withdrawn, and yes again',
    consent: 'klaro=stats',
    head: styles('klaro/dist/klaro.css'),
    body: `<h1>Shop</h1>${BUY}${ZONE}<script>var klaroConfig={mustConsent:true,acceptAll:true,lang:'en',services:[{name:'stats',purposes:['analytics']}],translations:{zz:{privacyPolicyUrl:'/privacy'},en:{purposes:{analytics:'Statistics'}}}}</script>${script('klaro/dist/klaro-no-css.js', 'defer')}`,
    ready: '.cookie-modal',
    act: `${CONSENT} await click('#buy'); await pause(500); await nothing(); await click('.cookie-modal .cm-btn-accept-all'); await stored(); const all = (yes) => { const m = klaro.getManager(); m.changeAll(yes); m.saveAndApplyConsents() }; all(false); rtp('send','event','never'); await nothing(); all(true); rtp('send','event','again'); await stored()`,
    events: ['again', 'bought'],
  },
  {
    id: 'workbox',
    what: 'A Workbox 7 service worker through which every request goes, the tag and its events too',
    body: `<h1>Shop</h1><b id="n">-</b>${BUY}${ZONE}<script>navigator.serviceWorker.register('/app/worker.js',{scope:'/'})</script>`,
    files: { '/data': 'from the server' },
    act: `await holds(() => navigator.serviceWorker.controller, 'the worker controls the page'); await click('#buy');
      for (let i = 0; i < 2; i++) document.querySelector('#n').textContent = await (await fetch('/data')).text(); await sees('#n','from the server'); rtp('send','event',{value:'through the worker'})`,
    events: ['bought', 'through the worker'],
  },
  {
    id: 'partytown',
    what: "Partytown 0.14: another tag's script in a worker, which reads the page and calls rtp in it",
    head: `<script>partytown={lib:'/lib/@qwik.dev/partytown/lib/',mainWindowAccessors:['rtp']}</script>${script('@qwik.dev/partytown/lib/partytown.js')}`,
    body: `<h1 id="title">Shop</h1><b id="n">-</b>${BUY}${ZONE}<script type="text/partytown">document.getElementById('n').textContent=document.getElementById('title').textContent+' read';window.rtp('send','event','from a worker')</script>`,
    ready: 'iframe',
    act: `await sees('#n','Shop read'); await click('#buy')`,
    events: ['bought', 'from a worker'],
  },
  {
    id: 'sentry',
    what: "Sentry 11: fetch, XHR, timers, listeners and history wrapped; it must hear of no error but the page's own",
    head: app('sentry.js'),
    body: `<h1>Shop</h1><button id="fail" type="button">Fail</button>${BUY}${ZONE}<script>document.querySelector('#fail').onclick=()=>{Sentry.captureMessage('the page failed')}</script>`,
    act: `await click('#buy'); await click('#fail'); history.pushState(null,'','/route'); await pause(200); await holds(() => heard.join() === 'the page failed')`,
    events: ['bought'],
  },
];
