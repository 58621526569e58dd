/**
 * A stand-in for a Tag Manager container, run in the page: tags with triggers on events of the data layer. Custom HTML is put at the
 * end of the body with its scripts made anew; a custom template's code has `require` and `data`, none of the page's globals, and no
 * more than its permissions (developers.google.com/tag-platform/tag-manager/templates).
 */
export type Tag = { on: string } & ({ html: string } | { template: { code: string; permissions: string }; data: Record<string, string> });

type Any = Record<string, unknown>;
interface Permission {
  instance: { key: { publicId: string }; param: { key: string; value: { listItem: PermissionItem[] } }[] };
}
interface PermissionItem {
  string?: string;
  mapKey?: { string: string }[];
  mapValue?: { string?: string; boolean?: boolean }[];
}

const insertHtml = (html: string): void => {
  const holder = document.createElement('div');
  holder.innerHTML = html;
  for (const node of [...holder.childNodes]) {
    if (!(node instanceof HTMLScriptElement)) {
      document.body.appendChild(node);
      continue;
    }
    // Its attributes do not come along.
    const script = document.createElement('script');
    script.type = 'text/javascript';
    script.text = node.text;
    document.body.appendChild(script);
  }
};

/** What a template may do, by the section of its permissions. */
const permissionsOf = (text: string) => {
  const items = (id: string): PermissionItem[] =>
    (JSON.parse(text) as Permission[])
      .filter(({ instance }) => instance.key.publicId === id)
      .flatMap(({ instance }) => instance.param.flatMap(({ value }) => value.listItem));
  const globals = items('access_globals').map(({ mapKey = [], mapValue = [] }) =>
    Object.fromEntries(mapKey.map(({ string }, index) => [string, mapValue[index]?.string ?? mapValue[index]?.boolean])),
  );
  return {
    global(key: string, ...ways: ('read' | 'write' | 'execute')[]) {
      const allowed = globals.find((one) => one.key === key);
      for (const way of ways) if (allowed?.[way] !== true) throw new Error(`access_globals: ${key} may not be used so: ${way}`);
    },
    script(url: string) {
      if (!items('inject_script').some(({ string = '' }) => url.startsWith(string.replace(/\*$/, ''))))
        throw new Error('inject_script: not allowed: ' + url);
    },
  };
};

const copy = (value: unknown): unknown => (value !== null && typeof value === 'object' ? structuredClone(value) : value);
const scripts = new Map<string, Promise<boolean>>();

/** The functions that a template may require. */
const apisOf = (text: string): Any => {
  const may = permissionsOf(text);
  const holderOf = (path: string): [Any, string] => {
    const names = path.split('.');
    const last = names.pop() ?? '';
    return [names.reduce((at, name) => at[name] as Any, window as unknown as Any), last];
  };
  return {
    makeString: String,
    createArgumentsQueue(functionKey: string, queueKey: string) {
      may.global(functionKey, 'read', 'write', 'execute');
      may.global(queueKey, 'read', 'write');
      const [holder, name] = holderOf(functionKey);
      if (!holder[name]) {
        holder[name] = function () {
          const [at, key] = holderOf(queueKey);
          // biome-ignore lint/complexity/noArguments: the real one's queue has them, not an array
          (at[key] as unknown[]).push(arguments);
        };
        const [at, key] = holderOf(queueKey);
        at[key] = [];
      }
      return (...call: unknown[]) => (holder[name] as (...call: unknown[]) => unknown)(...call.map(copy));
    },
    injectScript(url: string, success: () => void, failure: () => void, token = url) {
      may.script(url);
      const loaded =
        scripts.get(token) ??
        new Promise<boolean>((resolve) => {
          const script = document.createElement('script');
          script.async = true;
          script.onload = () => resolve(true);
          script.onerror = () => resolve(false);
          script.src = url;
          document.head.appendChild(script);
        });
      scripts.set(token, loaded);
      void loaded.then((good) => (good ? success() : failure()));
    },
  };
};

const HIDDEN = ['window', 'self', 'globalThis', 'document', 'location', 'navigator', 'localStorage', 'setTimeout', 'dataLayer', 'Date'];

const runTemplate = ({ code, permissions }: { code: string; permissions: string }, given: Record<string, string>): Promise<void> =>
  new Promise((resolve, reject) => {
    const apis = apisOf(permissions);
    const require = (name: string): unknown => {
      if (!(name in apis)) throw new Error('require: there is no ' + name);
      return apis[name];
    };
    const data = { ...given, gtmOnSuccess: resolve, gtmOnFailure: () => reject(new Error('the tag said that it failed')) };
    new Function('require', 'data', ...HIDDEN, `"use strict";${code}`)(require, data);
  });

export const run = (tags: readonly Tag[]): void => {
  const layer = (window as unknown as { dataLayer: { event?: string }[] }).dataLayer;
  const fire = (event: string | undefined): void => {
    for (const tag of tags)
      if (tag.on === event) {
        if ('html' in tag) insertHtml(tag.html);
        // The console is where a fault is seen.
        else runTemplate(tag.template, tag.data).catch((error: Error) => console.error(`tag on ${tag.on}: ${error.message}`));
      }
  };
  const push = layer.push.bind(layer);
  layer.push = (...entries) => {
    const length = push(...entries);
    for (const { event } of entries) fire(event);
    return length;
  };
  // Initialization comes before all that is in the layer already.
  fire('gtm.init');
  for (const { event } of [...layer]) fire(event);
};
