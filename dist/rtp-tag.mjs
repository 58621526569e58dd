#!/usr/bin/env node
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// <define:STUBS>
var define_STUBS_default = { "": '!function(t,e,n,r,i,o,a){function c(){if(r[3])try{try{i=JSON.stringify([t.URL,a.now(),r]),(o=localStorage).length*i.length<3e5&&(o["rtp"+r[0]]=i)}finally{/_rtp=0/.test(t.cookie)||navigator.sendBeacon(e,i)}}catch(t){}}window.rtp?rtp("setAccount",n):(a=performance,rtp=function(){r[2e3]?r[2]++:r.push([arguments,+new Date,a.now()])},rtp.q=r=[Math.random(),n,0],(i=addEventListener)("pagehide",c),i("visibilitychange",c),(o=t.head.appendChild(t.createElement("script"))).onerror=c,o.src=e)}(document,"__CORE_URL__","__ACCOUNT__")', nonce: '!function(n,t,e,r,c,o,i){function a(){if(r[3])try{try{c=JSON.stringify([n.URL,i.now(),r]),(o=localStorage).length*c.length<3e5&&(o["rtp"+r[0]]=c)}finally{/_rtp=0/.test(n.cookie)||navigator.sendBeacon(t,c)}}catch(n){}}window.rtp?rtp("setAccount",e):(i=performance,rtp=function(){r[2e3]?r[2]++:r.push([arguments,+new Date,i.now()])},rtp.q=r=[Math.random(),e,0],(c=addEventListener)("pagehide",a),c("visibilitychange",a),(o=n.head.appendChild(n.createElement("script"))).onerror=a,o.nonce=(n.currentScript||o).nonce,o.src=t)}(document,"__CORE_URL__","__ACCOUNT__")', endpoint: '!function(t,e,n,r,i,o,_){function a(){if(r[3])try{try{i=JSON.stringify([t.URL,_.now(),r]),(o=localStorage).length*i.length<3e5&&(o["rtp"+r[0]]=i)}finally{/_rtp=0/.test(t.cookie)||navigator.sendBeacon("__ENDPOINT__",i)}}catch(t){}}window.rtp?rtp("setAccount",n):(_=performance,rtp=function(){r[2e3]?r[2]++:r.push([arguments,+new Date,_.now()])},rtp.q=r=[Math.random(),n,0],rtp.u="__ENDPOINT__",(i=addEventListener)("pagehide",a),i("visibilitychange",a),(o=t.head.appendChild(t.createElement("script"))).onerror=a,o.src=e)}(document,"__CORE_URL__","__ACCOUNT__")', "nonce endpoint": '!function(t,n,e,r,c,o,i){function _(){if(r[3])try{try{c=JSON.stringify([t.URL,i.now(),r]),(o=localStorage).length*c.length<3e5&&(o["rtp"+r[0]]=c)}finally{/_rtp=0/.test(t.cookie)||navigator.sendBeacon("__ENDPOINT__",c)}}catch(t){}}window.rtp?rtp("setAccount",e):(i=performance,rtp=function(){r[2e3]?r[2]++:r.push([arguments,+new Date,i.now()])},rtp.q=r=[Math.random(),e,0],rtp.u="__ENDPOINT__",(c=addEventListener)("pagehide",_),c("visibilitychange",_),(o=t.head.appendChild(t.createElement("script"))).onerror=_,o.nonce=(t.currentScript||o).nonce,o.src=n)}(document,"__CORE_URL__","__ACCOUNT__")', integrity: '!function(t,e,n,r,i,o,a){function c(){if(r[3])try{try{i=JSON.stringify([t.URL,a.now(),r]),(o=localStorage).length*i.length<3e5&&(o["rtp"+r[0]]=i)}finally{/_rtp=0/.test(t.cookie)||navigator.sendBeacon(e,i)}}catch(t){}}window.rtp?rtp("setAccount",n):(a=performance,rtp=function(){r[2e3]?r[2]++:r.push([arguments,+new Date,a.now()])},rtp.q=r=[Math.random(),n,0],(i=addEventListener)("pagehide",c),i("visibilitychange",c),(o=t.head.appendChild(t.createElement("script"))).onerror=c,o.crossOrigin="",o.integrity="__INTEGRITY__",o.src=e)}(document,"__CORE_URL__","__ACCOUNT__")', "nonce integrity": '!function(n,t,e,r,i,c,o){function a(){if(r[3])try{try{i=JSON.stringify([n.URL,o.now(),r]),(c=localStorage).length*i.length<3e5&&(c["rtp"+r[0]]=i)}finally{/_rtp=0/.test(n.cookie)||navigator.sendBeacon(t,i)}}catch(n){}}window.rtp?rtp("setAccount",e):(o=performance,rtp=function(){r[2e3]?r[2]++:r.push([arguments,+new Date,o.now()])},rtp.q=r=[Math.random(),e,0],(i=addEventListener)("pagehide",a),i("visibilitychange",a),(c=n.head.appendChild(n.createElement("script"))).onerror=a,c.crossOrigin="",c.integrity="__INTEGRITY__",c.nonce=(n.currentScript||c).nonce,c.src=t)}(document,"__CORE_URL__","__ACCOUNT__")', "endpoint integrity": '!function(t,e,n,r,i,_,o){function a(){if(r[3])try{try{i=JSON.stringify([t.URL,o.now(),r]),(_=localStorage).length*i.length<3e5&&(_["rtp"+r[0]]=i)}finally{/_rtp=0/.test(t.cookie)||navigator.sendBeacon("__ENDPOINT__",i)}}catch(t){}}window.rtp?rtp("setAccount",n):(o=performance,rtp=function(){r[2e3]?r[2]++:r.push([arguments,+new Date,o.now()])},rtp.q=r=[Math.random(),n,0],rtp.u="__ENDPOINT__",(i=addEventListener)("pagehide",a),i("visibilitychange",a),(_=t.head.appendChild(t.createElement("script"))).onerror=a,_.crossOrigin="",_.integrity="__INTEGRITY__",_.src=e)}(document,"__CORE_URL__","__ACCOUNT__")', "nonce endpoint integrity": '!function(t,n,e,r,i,_,c){function o(){if(r[3])try{try{i=JSON.stringify([t.URL,c.now(),r]),(_=localStorage).length*i.length<3e5&&(_["rtp"+r[0]]=i)}finally{/_rtp=0/.test(t.cookie)||navigator.sendBeacon("__ENDPOINT__",i)}}catch(t){}}window.rtp?rtp("setAccount",e):(c=performance,rtp=function(){r[2e3]?r[2]++:r.push([arguments,+new Date,c.now()])},rtp.q=r=[Math.random(),e,0],rtp.u="__ENDPOINT__",(i=addEventListener)("pagehide",o),i("visibilitychange",o),(_=t.head.appendChild(t.createElement("script"))).onerror=o,_.crossOrigin="",_.integrity="__INTEGRITY__",_.nonce=(t.currentScript||_).nonce,_.src=n)}(document,"__CORE_URL__","__ACCOUNT__")', trusted: '!function(t,e,n,r,i,c,o){function a(){if(r[3])try{try{i=JSON.stringify([t.URL,o.now(),r]),(c=localStorage).length*i.length<3e5&&(c["rtp"+r[0]]=i)}finally{/_rtp=0/.test(t.cookie)||navigator.sendBeacon(e,i)}}catch(t){}}window.rtp?rtp("setAccount",n):(o=performance,rtp=function(){r[2e3]?r[2]++:r.push([arguments,+new Date,o.now()])},rtp.q=r=[Math.random(),n,0],(i=addEventListener)("pagehide",a),i("visibilitychange",a),(c=t.head.appendChild(t.createElement("script"))).onerror=a,window.trustedTypes&&(e=(rtp.t=window.trustedTypes.createPolicy("rtp",{createScriptURL:function(t){return t}})).createScriptURL(e)),c.src=e)}(document,"__CORE_URL__","__ACCOUNT__")', "nonce trusted": '!function(t,e,n,r,c,i,o){function a(){if(r[3])try{try{c=JSON.stringify([t.URL,o.now(),r]),(i=localStorage).length*c.length<3e5&&(i["rtp"+r[0]]=c)}finally{/_rtp=0/.test(t.cookie)||navigator.sendBeacon(e,c)}}catch(t){}}window.rtp?rtp("setAccount",n):(o=performance,rtp=function(){r[2e3]?r[2]++:r.push([arguments,+new Date,o.now()])},rtp.q=r=[Math.random(),n,0],(c=addEventListener)("pagehide",a),c("visibilitychange",a),(i=t.head.appendChild(t.createElement("script"))).onerror=a,i.nonce=(t.currentScript||i).nonce,window.trustedTypes&&(e=(rtp.t=window.trustedTypes.createPolicy("rtp",{createScriptURL:function(t){return t}})).createScriptURL(e)),i.src=e)}(document,"__CORE_URL__","__ACCOUNT__")', "endpoint trusted": '!function(t,e,r,n,i,c,o){function a(){if(n[3])try{try{i=JSON.stringify([t.URL,o.now(),n]),(c=localStorage).length*i.length<3e5&&(c["rtp"+n[0]]=i)}finally{/_rtp=0/.test(t.cookie)||navigator.sendBeacon("__ENDPOINT__",i)}}catch(t){}}window.rtp?rtp("setAccount",r):(o=performance,rtp=function(){n[2e3]?n[2]++:n.push([arguments,+new Date,o.now()])},rtp.q=n=[Math.random(),r,0],rtp.u="__ENDPOINT__",(i=addEventListener)("pagehide",a),i("visibilitychange",a),(c=t.head.appendChild(t.createElement("script"))).onerror=a,window.trustedTypes&&(e=(rtp.t=window.trustedTypes.createPolicy("rtp",{createScriptURL:function(t){return t}})).createScriptURL(e)),c.src=e)}(document,"__CORE_URL__","__ACCOUNT__")', "nonce endpoint trusted": '!function(t,e,n,r,c,i,o){function a(){if(r[3])try{try{c=JSON.stringify([t.URL,o.now(),r]),(i=localStorage).length*c.length<3e5&&(i["rtp"+r[0]]=c)}finally{/_rtp=0/.test(t.cookie)||navigator.sendBeacon("__ENDPOINT__",c)}}catch(t){}}window.rtp?rtp("setAccount",n):(o=performance,rtp=function(){r[2e3]?r[2]++:r.push([arguments,+new Date,o.now()])},rtp.q=r=[Math.random(),n,0],rtp.u="__ENDPOINT__",(c=addEventListener)("pagehide",a),c("visibilitychange",a),(i=t.head.appendChild(t.createElement("script"))).onerror=a,i.nonce=(t.currentScript||i).nonce,window.trustedTypes&&(e=(rtp.t=window.trustedTypes.createPolicy("rtp",{createScriptURL:function(t){return t}})).createScriptURL(e)),i.src=e)}(document,"__CORE_URL__","__ACCOUNT__")', "integrity trusted": '!function(t,e,r,n,i,c,o){function a(){if(n[3])try{try{i=JSON.stringify([t.URL,o.now(),n]),(c=localStorage).length*i.length<3e5&&(c["rtp"+n[0]]=i)}finally{/_rtp=0/.test(t.cookie)||navigator.sendBeacon(e,i)}}catch(t){}}window.rtp?rtp("setAccount",r):(o=performance,rtp=function(){n[2e3]?n[2]++:n.push([arguments,+new Date,o.now()])},rtp.q=n=[Math.random(),r,0],(i=addEventListener)("pagehide",a),i("visibilitychange",a),(c=t.head.appendChild(t.createElement("script"))).onerror=a,c.crossOrigin="",c.integrity="__INTEGRITY__",window.trustedTypes&&(e=(rtp.t=window.trustedTypes.createPolicy("rtp",{createScriptURL:function(t){return t}})).createScriptURL(e)),c.src=e)}(document,"__CORE_URL__","__ACCOUNT__")', "nonce integrity trusted": '!function(t,e,n,r,i,c,o){function a(){if(r[3])try{try{i=JSON.stringify([t.URL,o.now(),r]),(c=localStorage).length*i.length<3e5&&(c["rtp"+r[0]]=i)}finally{/_rtp=0/.test(t.cookie)||navigator.sendBeacon(e,i)}}catch(t){}}window.rtp?rtp("setAccount",n):(o=performance,rtp=function(){r[2e3]?r[2]++:r.push([arguments,+new Date,o.now()])},rtp.q=r=[Math.random(),n,0],(i=addEventListener)("pagehide",a),i("visibilitychange",a),(c=t.head.appendChild(t.createElement("script"))).onerror=a,c.crossOrigin="",c.integrity="__INTEGRITY__",c.nonce=(t.currentScript||c).nonce,window.trustedTypes&&(e=(rtp.t=window.trustedTypes.createPolicy("rtp",{createScriptURL:function(t){return t}})).createScriptURL(e)),c.src=e)}(document,"__CORE_URL__","__ACCOUNT__")', "endpoint integrity trusted": '!function(t,e,r,n,i,c,o){function _(){if(n[3])try{try{i=JSON.stringify([t.URL,o.now(),n]),(c=localStorage).length*i.length<3e5&&(c["rtp"+n[0]]=i)}finally{/_rtp=0/.test(t.cookie)||navigator.sendBeacon("__ENDPOINT__",i)}}catch(t){}}window.rtp?rtp("setAccount",r):(o=performance,rtp=function(){n[2e3]?n[2]++:n.push([arguments,+new Date,o.now()])},rtp.q=n=[Math.random(),r,0],rtp.u="__ENDPOINT__",(i=addEventListener)("pagehide",_),i("visibilitychange",_),(c=t.head.appendChild(t.createElement("script"))).onerror=_,c.crossOrigin="",c.integrity="__INTEGRITY__",window.trustedTypes&&(e=(rtp.t=window.trustedTypes.createPolicy("rtp",{createScriptURL:function(t){return t}})).createScriptURL(e)),c.src=e)}(document,"__CORE_URL__","__ACCOUNT__")', "nonce endpoint integrity trusted": '!function(t,e,n,r,i,c,o){function _(){if(r[3])try{try{i=JSON.stringify([t.URL,o.now(),r]),(c=localStorage).length*i.length<3e5&&(c["rtp"+r[0]]=i)}finally{/_rtp=0/.test(t.cookie)||navigator.sendBeacon("__ENDPOINT__",i)}}catch(t){}}window.rtp?rtp("setAccount",n):(o=performance,rtp=function(){r[2e3]?r[2]++:r.push([arguments,+new Date,o.now()])},rtp.q=r=[Math.random(),n,0],rtp.u="__ENDPOINT__",(i=addEventListener)("pagehide",_),i("visibilitychange",_),(c=t.head.appendChild(t.createElement("script"))).onerror=_,c.crossOrigin="",c.integrity="__INTEGRITY__",c.nonce=(t.currentScript||c).nonce,window.trustedTypes&&(e=(rtp.t=window.trustedTypes.createPolicy("rtp",{createScriptURL:function(t){return t}})).createScriptURL(e)),c.src=e)}(document,"__CORE_URL__","__ACCOUNT__")' };

// loader/cli.ts
import { parseArgs } from "node:util";

// loader/check.ts
var checkCommand = async (_args) => 2;

// loader/snippet.ts
import { createHash } from "node:crypto";
var fillStub = (stub, options) => stub.replace(/"__(CORE_URL|ACCOUNT|ENDPOINT|INTEGRITY)__"/g, (_, name) => {
  const texts = {
    CORE_URL: options.core,
    ACCOUNT: options.account,
    ENDPOINT: options.endpoint,
    INTEGRITY: options.integrity
  };
  return JSON.stringify(texts[name] ?? "").replace(/</g, "\\u003c");
});
var wrapStub = (script, nonce) => {
  const attribute = nonce ? ` nonce="${nonce.replace(/&/g, "&amp;").replace(/"/g, "&quot;")}"` : "";
  return `<!-- rtp: paste into <head>, before any rtp(...) call -->
<script${attribute}>${script}</script>
<!-- end of rtp -->
`;
};
var cspHash = (script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`;

// loader/cli.ts
var USAGE = "rtp-tag snippet --core URL --account ID [--nonce N] [--endpoint URL] [--integrity] [--trusted-types]\nrtp-tag check FILE";
var Mistake = class extends Error {
};
var address = (name, text) => {
  if (!text) throw new Mistake(`--${name} is missing: the address of the ${name === "core" ? "core, e.g. 'https://stats.example.com/rtp.js'" : "collector"}`);
  if (!/^(https?:)?\/\/?[^\s/]/.test(text)) throw new Mistake(`--${name} '${text}' is no address: write https://HOST/rtp.js, //HOST/rtp.js or /rtp.js`);
  return text;
};
var snippet = (args) => {
  const text = { type: "string" };
  const flag = { type: "boolean", default: false };
  let values;
  try {
    ({ values } = parseArgs({ args, options: { core: text, account: text, nonce: text, endpoint: text, integrity: flag, "trusted-types": flag } }));
  } catch (error) {
    throw new Mistake(String(error.message).split("\n")[0]);
  }
  const core = address("core", values.core);
  const { account, nonce } = values;
  if (!account) throw new Mistake("--account is missing: the account id that events are stored under, e.g. --account shop");
  if (!/^[\w.-]{1,64}$/.test(account)) throw new Mistake(`--account '${account}' is no account id: up to 64 letters, digits, '-', '_' and '.'`);
  if (nonce !== void 0 && !nonce) throw new Mistake("--nonce is empty: write the placeholder that your server replaces on each response");
  const endpoint = values.endpoint === void 0 ? void 0 : address("endpoint", values.endpoint);
  const variant = [nonce && "nonce", endpoint && "endpoint", values.integrity && "integrity", values["trusted-types"] && "trusted"].filter(Boolean).join(" ");
  const script = fillStub(define_STUBS_default[variant] ?? "", { core, account, endpoint, integrity: "sha384-G5Jyfffzt42zxdHoZruSfaD1hEU3+t4rme1NPDQR3NvCCnpqyJMZ2sBgLEAkQreJ" });
  process.stdout.write(wrapStub(script, nonce));
  process.stderr.write(`Content-Security-Policy script-src: ${cspHash(script)}
integrity of rtp.js: ${"sha384-G5Jyfffzt42zxdHoZruSfaD1hEU3+t4rme1NPDQR3NvCCnpqyJMZ2sBgLEAkQreJ"}
`);
};
var main = async () => {
  const [command, ...args] = process.argv.slice(2);
  if (command === "snippet") snippet(args);
  else if (command === "check") return await checkCommand(args);
  else if (command === "--help" || command === "help") process.stdout.write(USAGE + "\n");
  else throw new Mistake(`${command ? `unknown command '${command}'` : "no command"}: write 'rtp-tag snippet' or 'rtp-tag check FILE'`);
  return 0;
};
main().then(
  (code) => process.exitCode = code,
  (error) => {
    if (!(error instanceof Mistake)) throw error;
    process.stderr.write(`rtp-tag: ${error.message}
`);
    process.exitCode = 2;
  }
);
