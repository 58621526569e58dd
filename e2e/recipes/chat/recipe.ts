import { pageOf } from '../page-of.js';
import type { Recipe } from '../recipe.js';
import { servePages } from '../serve.js';

/** The widget's frame: two buttons, and a message for each press. */
const FRAME = `<!doctype html><title>Chat</title><button id="open">Chat</button><button id="ask">Send</button><script>
function tell(data) { parent.postMessage(data, '*'); }
document.getElementById('open').onclick = function () { tell({ type: 'opened' }); };
document.getElementById('ask').onclick = function () { tell({ type: 'message', from: 'visitor', text: 'My telephone number is 12' }); };
</script>`;

export const chat: Recipe = {
  id: 'chat',
  page: 'chat',
  how: 'pasted snippet; the widget’s messages',
  short: true,
  async walk(page) {
    // A frame that is not the widget's says the same.
    await page.evaluate(() => {
      for (const data of [{ type: 'opened' }, { type: 'message', from: 'visitor' }, null]) postMessage(data, '*');
    });
    const frame = page.frameLocator('iframe');
    for (const id of ['#open', '#ask', '#ask', '#open']) await frame.locator(id).click();
    return ['view /', 'chat|opened', 'chat|asked'];
  },
  async serve({ snippet, files }) {
    let widget = '';
    const served = await servePages((path) =>
      path === '/frame'
        ? FRAME
        : path === '/'
          ? pageOf(
              snippet() + (files.get('chat.html') ?? '').replace('https://chat.example.com', widget),
              `<iframe title="Chat" src="${widget}/frame"></iframe>`,
            )
          : undefined,
    );
    // The same server under another name is another origin.
    widget = served.url.replace('127.0.0.1', 'localhost');
    return { ...served, versions: 'a stand-in' };
  },
};
