/** Faults that the tag once had, as changes of its sources of today. */

export interface Fault {
  name: string;
  what: string;
  /** `find` stands once in the file */
  edits: { file: string; find: string; put: string }[];
}

export const OLD: Fault[] = [
  {
    name: 'silence',
    what: 'whatever the collector, or somebody in front of it, answers is taken for success',
    edits: [
      {
        file: 'core/outbox.ts',
        find: 'const named = part.filter((row) => names',
        put: 'const named = reply._status ? part : part.filter((row) => names',
      },
    ],
  },
  {
    name: 'address',
    what: 'a call that waited for the core gets the address at which the core found it',
    edits: [
      {
        file: 'core/calls.ts',
        find: 'view._url = url || view._url;',
        put: "view._url = typeof location === 'undefined' ? url || view._url : '' + location;",
      },
    ],
  },
  {
    name: 'opt-out',
    what: 'what a stub saved is sent although the visitor opted out on that page',
    edits: [
      {
        file: 'loader/stub.ts',
        find: "out || navigator.sendBeacon(ENDPOINT ? '__ENDPOINT__' : core, temp);",
        put: "navigator.sendBeacon(ENDPOINT ? '__ENDPOINT__' : core, temp);",
      },
    ],
  },
  {
    name: 'question',
    what: 'a question about waiting events is never split, and a proxy refuses it for good',
    edits: [{ file: 'core/encode.ts', find: 'if (count && next.length > room) break;', put: 'void room;' }],
  },
];
