/** The panel's looks: a column at the side, on a phone the lower half of the screen. A preview's box is at the top there, and at the bottom beside a dialog, whose button to close it is at the top. All colours pass 4.5:1. */
export const CSS = `
:host{all:initial}
*{box-sizing:border-box}
.panel{position:fixed;z-index:2147483647;top:12px;right:12px;bottom:12px;width:400px;max-width:calc(100vw - 24px);margin:0;padding:0;display:flex;flex-direction:column;
background:#fff;color:#1b2330;border:1px solid #cfd6e0;border-radius:12px;box-shadow:0 12px 40px #0b162640;font:14px/1.5 system-ui,sans-serif;overflow:hidden;text-align:left}
header{display:flex;align-items:center;gap:12px;padding:10px 12px 10px 16px;background:#14213d;color:#fff}
h2{flex:1;margin:0;font-size:16px;line-height:1.4;font-weight:600}
button{font:inherit;color:inherit;cursor:pointer;border:1px solid #8592a6;border-radius:8px;background:#fff;color:#14213d;padding:6px 12px;min-height:36px}
header button{background:#14213d;color:#fff;border-color:#8592a6}
button:hover{background:#eef2f7}header button:hover{background:#2b3c63}
:focus-visible{outline:3px solid #2f6fed;outline-offset:2px}header :focus-visible{outline-color:#9cc2ff}
.body{flex:1;overflow:auto;overscroll-behavior:contain}
details{border-bottom:1px solid #e3e8ef}
summary{cursor:pointer;padding:10px 16px;font-weight:600}
summary:focus-visible,.body:focus-visible{outline-offset:-3px}
.count{font-weight:400;color:#546175}
ul{list-style:none;margin:0;padding:0 16px 12px}
li{padding:6px 0;border-top:1px solid #eef1f5;overflow-wrap:anywhere}
li:first-child{border-top:0}
b{font-weight:600}
small{display:block;font-size:13px;color:#546175}
.good small{color:#176639}.wait small{color:#7a5200}.bad small{color:#a31621}
.act{padding:12px 16px}.act p{margin:8px 0 0;font-size:13px;color:#546175}
.small{right:auto;bottom:auto;left:12px;width:340px;max-height:45vh}
@media (max-width:600px){.panel{top:auto;left:8px;right:8px;bottom:8px;width:auto;max-width:none;height:60vh}.small{top:8px;bottom:auto;height:auto;max-height:38vh}:host(:popover-open) .small{top:auto;bottom:8px;max-height:28vh}}
`;
