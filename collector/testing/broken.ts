/** For tests: account files that are wrong, each with what is to be said of it. */

export interface Broken {
  what: string;
  text: string;
  /** line, path, expected and found of each problem, in the order of the lines; the two texts as they begin */
  problems: [line: number, path: string, expected: string, found: string][];
}

/** A file with one segment. @param lines the segment's, from line 3 */
const segment = (...lines: string[]): string => `{\n  "segments": [{\n${lines.join(',\n')}\n  }]\n}\n`;
const SEGMENT = ['"id": 1', '"name": "one"'];
/** A segment with one filter, on line 5. */
const filter = (text: string): string => segment(...SEGMENT, `"filters": [${text}]`);
const two = (join: string): string =>
  segment(...SEGMENT, '"filters": [{"event": "a"}, {"event": "b"}, {"event": "c"}]', `"join": "${join}"`);
/** A file with one campaign. @param lines the campaign's, from line 3 */
const campaign = (...lines: string[]): string => `{\n  "campaigns": [{\n${lines.join(',\n')}\n  }]\n}\n`;
const DIALOG = ['"id": 7', '"name": "seven"', '"type": "dialog"'];
const WIDGET = ['"id": 7', '"name": "seven"', '"type": "widget"'];
const dialog = (...lines: string[]): string => campaign(...DIALOG, '"content": "<p>Hello</p>"', ...lines);

const KINDS = 'exactly one of event, page, referrer, search, browser, customVar1';
const KEYS = 'one of the properties $schema, enabled, honourDnt, origins';
const TEXT = 'a text of 1 to 200 characters';
const ID = "a whole number from 1, or up to 40 letters, figures, '-' and '_'";

export const BROKEN: Broken[] = [
  { what: 'an empty file', text: '', problems: [[1, '', 'JSON', 'value expected at ""']] },
  { what: 'no JSON', text: '{\n  "enabled": yes\n}', problems: [[2, '', 'JSON', 'invalid symbol at "yes"']] },
  {
    what: 'content twice',
    text: '{\n  "content": [{"title": "A", "address": "https://shop.test/a"},\n  {"title": "B", "address": "//SHOP.test/a/?x=1"}]\n}\n',
    problems: [[3, 'content[1].address', 'an address that no other entry has', 'that of content[0] again']],
  },
  {
    what: 'a comma missing',
    text: '{\n  "enabled": true\n  "honourDnt": true\n}',
    problems: [[3, '', 'JSON', 'comma expected at "\\"honourDnt\\": true"']],
  },
  { what: 'a bracket missing', text: '{\n  "segments": [\n}', problems: [[3, '', 'JSON', 'value expected at "}"']] },
  { what: 'a text that does not end', text: '{\n  "$schema": "x\n}', problems: [[2, '', 'JSON', 'unexpected end of string']] },
  { what: 'a list', text: '[]', problems: [[1, '', 'object', '[]']] },
  {
    what: 'a parameter with its value',
    text: '{\n  "stripParameters": ["member", "token=1"]\n}',
    problems: [[2, 'stripParameters[1]', 'the name of a query parameter', '"token=1"']],
  },
  {
    what: 'addresses to exclude that are none',
    text: `{
  "exclude": [
    "203.0.113.*",
    "203.0.113.7/33",
    "203.0.113.0/255.255.255.0",
    "2001:db8::/129",
    "203.0.113.1-203.0.113.9",
    "[2001:db8::7]:443",
    "203.0.113.7:80",
    "office.example",
    "203.000.113.07",
    " 203.0.113.7",
    "203.0.113",
    "203.0.113.7"
  ]
}`,
    problems: [
      [3, 'exclude[0]', 'the network with its number of bits: "203.0.113.0/24"', '"203.0.113.*"'],
      [4, 'exclude[1]', 'a number of bits from 0 to 32 behind the /', '"203.0.113.7/33"'],
      [5, 'exclude[2]', 'the mask as a number of bits: "203.0.113.0/24"', '"203.0.113.0/255.255.255.0"'],
      [6, 'exclude[3]', 'a number of bits from 0 to 128 behind the /', '"2001:db8::/129"'],
      [7, 'exclude[4]', 'no range: each address by itself', '"203.0.113.1-203.0.113.9"'],
      [8, 'exclude[5]', 'the address alone, without brackets and port: "2001:db8::7"', '"[2001:db8::7]:443"'],
      [9, 'exclude[6]', 'the address alone, without brackets and port: "203.0.113.7"', '"203.0.113.7:80"'],
      [10, 'exclude[7]', 'an IP address such as 203.0.113.7', '"office.example"'],
      [11, 'exclude[8]', 'no zeros in front of a number: "203.0.113.7"', '"203.000.113.07"'],
      [12, 'exclude[9]', '"203.0.113.7", without white space', '" 203.0.113.7"'],
      [13, 'exclude[10]', 'an IP address such as 203.0.113.7', '"203.0.113"'],
    ],
  },
  {
    what: 'an address to exclude that stands alone',
    text: '{\n  "exclude": "203.0.113.7"\n}',
    problems: [[2, 'exclude', 'array', '"203.0.113.7"']],
  },
  {
    what: 'an address to exclude twice',
    text: '{\n  "exclude": ["203.0.113.7", "203.0.113.7"]\n}',
    problems: [[2, 'exclude', 'each only once', '']],
  },
  { what: 'a misspelt key', text: '{\n  "enabled": true,\n  "segmnets": []\n}', problems: [[3, '', KEYS, '"segmnets"']] },
  {
    what: 'a key twice',
    text: '{\n  "enabled": true,\n  "enabled": false\n}',
    problems: [[3, 'enabled', 'each property once', '"enabled" again']],
  },
  { what: 'a switch that is a text', text: '{\n  "enabled": "true"\n}', problems: [[2, 'enabled', 'boolean', '"true"']] },
  {
    what: 'an origin with a path',
    text: '{\n  "origins": [\n    "https://shop.test",\n    "https://shop.test/a"\n  ]\n}',
    problems: [[4, 'origins[1]', 'an origin such as https://shop.example', '"https://shop.test/a"']],
  },
  { what: 'no days of retention', text: '{\n  "retentionDays": 0\n}', problems: [[2, 'retentionDays', 'at least 1', '0']] },
  { what: 'half a day of retention', text: '{\n  "retentionDays": 0.5\n}', problems: [[2, 'retentionDays', 'integer or null', '0.5']] },
  {
    what: 'a label that is empty',
    text: '{\n  "labels": {\n    "close": ""\n  }\n}',
    problems: [[3, 'labels.close', 'a text that is not empty', '""']],
  },

  {
    what: 'a segment without a name',
    text: segment('"id": 1', '"filters": [{"mobile": true}]'),
    problems: [[2, 'segments[0]', 'a property "name"', 'none']],
  },
  {
    what: 'a segment without filters',
    text: segment(...SEGMENT, '"filters": []'),
    problems: [[5, 'segments[0].filters', 'at least 1 of them', '0']],
  },
  {
    what: 'an id of zero',
    text: segment('"id": 0', '"name": "one"', '"filters": [{"mobile": true}]'),
    problems: [[3, 'segments[0].id', 'at least 1', '0']],
  },
  {
    what: 'an id with a space',
    text: segment('"id": "a b"', '"name": "one"', '"filters": [{"mobile": true}]'),
    problems: [[3, 'segments[0].id', ID, '"a b"']],
  },
  {
    what: 'an id twice, as a number and as a text',
    text: '{\n  "segments": [\n    {"id": 1, "name": "a", "filters": [{"mobile": true}]},\n    {"id": "1", "name": "b", "filters": [{"mobile": true}]}\n  ]\n}',
    problems: [[4, 'segments[1].id', 'an id that no other one has', '"1" again']],
  },
  {
    what: 'a tenth click',
    text: segment(...SEGMENT, '"filters": [{"mobile": true}]', '"engage": "after click 10"'),
    problems: [[6, 'segments[0].engage', 'one of "on entry", "after click 1"', '"after click 10"']],
  },
  { what: 'a filter of no kind', text: filter('{"not": true}'), problems: [[5, 'segments[0].filters[0]', KINDS, 'none']] },
  {
    what: 'a filter of two kinds',
    text: filter('{"event": "a", "page": "/b"}'),
    problems: [[5, 'segments[0].filters[0]', KINDS, 'event and page']],
  },
  {
    what: 'an unknown filter',
    text: filter('{"weather": "rain"}'),
    problems: [[5, 'segments[0].filters[0]', 'one of the properties not, match, ever, event', '"weather"']],
  },
  { what: 'a value that is a number', text: filter('{"event": 5}'), problems: [[5, 'segments[0].filters[0].event', TEXT, '5']] },
  {
    what: 'a list with nothing in it',
    text: filter('{"event": []}'),
    problems: [[5, 'segments[0].filters[0].event', 'at least 1 of them', '0']],
  },
  {
    what: 'a value twice',
    text: filter('{"event": ["a", "a"]}'),
    problems: [[5, 'segments[0].filters[0].event', 'each only once', '["a","a"]']],
  },
  { what: 'only spaces', text: filter('{"event": "  "}'), problems: [[5, 'segments[0].filters[0].event', TEXT, '"  "']] },
  {
    what: 'too many *',
    text: filter('{"page": "/a*b*c*d*e*f"}'),
    problems: [[5, 'segments[0].filters[0].page', 'at most 4 times *', '"/a*b*c*d*e*f"']],
  },
  {
    what: 'an unknown browser',
    text: filter('{"browser": "netscape"}'),
    problems: [[5, 'segments[0].filters[0].browser', 'chrome, edge, firefox', '"netscape"']],
  },
  {
    what: 'visits from more to less',
    text: filter('{"visits": {"min": 3, "max": 2}}'),
    problems: [[5, 'segments[0].filters[0].visits', 'min not above max', '3 and 2']],
  },
  {
    what: 'no visits',
    text: filter('{"visits": {}}'),
    problems: [[5, 'segments[0].filters[0].visits', 'a number of visits, or {"min"', '{}']],
  },
  {
    what: 'ever where it says nothing',
    text: filter('{"browser": "edge", "ever": true}'),
    problems: [[5, 'segments[0].filters[0].ever', 'ever only with event, page', 'it with browser']],
  },
  {
    what: 'a campaign that is not there',
    text: filter('{"campaignViewed": 8}'),
    problems: [[5, 'segments[0].filters[0].campaignViewed', 'the id of a campaign; the file has none', '8']],
  },

  {
    what: 'and and or without parentheses',
    text: two('1 and 2 or 3'),
    problems: [[6, 'segments[0].join', "parentheses where 'and' and 'or' are mixed", "'1 and 2 or 3'"]],
  },
  {
    what: 'the same inside of parentheses',
    text: two('(1 or 2 and 3)'),
    problems: [[6, 'segments[0].join', "parentheses where 'and' and 'or' are mixed", "'(1 or 2 and 3)'"]],
  },
  {
    what: 'a filter number that is not there',
    text: two('1 and 4'),
    problems: [[6, 'segments[0].join', 'a filter number from 1 to 3', "'4' in '1 and 4'"]],
  },
  {
    what: 'a parenthesis that stays open',
    text: two('1 and (2 or 3'),
    problems: [[6, 'segments[0].join', "')'", "the end of '1 and (2 or 3'"]],
  },
  { what: 'an operator too many', text: two('1 and and 2'), problems: [[6, 'segments[0].join', "a filter number or '('", "'and' in"]] },
  { what: 'two numbers side by side', text: two('1 2'), problems: [[6, 'segments[0].join', "'and', 'or' or the end", "'2' in '1 2'"]] },
  {
    what: 'an expression of another language',
    text: two('1 && 2'),
    problems: [[6, 'segments[0].join', "'and', 'or' or the end", "'&&' in '1 && 2'"]],
  },

  {
    what: 'an unknown type',
    text: campaign('"id": 7', '"name": "seven"', '"type": "popup"', '"content": "x"'),
    problems: [[5, 'campaigns[0].type', 'one of "dialog", "in zone", "widget"', '"popup"']],
  },
  { what: 'no content', text: campaign(...DIALOG), problems: [[2, 'campaigns[0]', 'content, or groups with a content each', 'neither']] },
  {
    what: 'content that nobody sees',
    text: campaign(...DIALOG, '"content": "<script>alert(1)</script>"'),
    problems: [[6, 'campaigns[0].content', 'content that can be seen', '"<script>']],
  },
  {
    what: 'content and groups',
    text: dialog('"groups": [{"name": "a", "share": 50, "content": "x"}, {"name": "b", "share": 50}]'),
    problems: [[2, 'campaigns[0]', 'content, or groups with a content each', 'both']],
  },
  {
    what: 'in zone without one',
    text: campaign('"id": 7', '"name": "seven"', '"type": "in zone"', '"content": "x"'),
    problems: [[2, 'campaigns[0]', 'zone, the id of the element', 'none']],
  },
  {
    what: 'a zone for a dialog',
    text: dialog('"zone": "offer"'),
    problems: [[7, 'campaigns[0].zone', 'zone only with the type in zone', 'it with dialog']],
  },
  {
    what: 'an edge for a dialog',
    text: dialog('"edge": "top left"'),
    problems: [[7, 'campaigns[0].edge', 'edge only with the type widget', 'it with dialog']],
  },
  {
    what: 'a middle edge',
    text: campaign(...WIDGET, '"content": "x"', '"edge": "middle"'),
    problems: [[7, 'campaigns[0].edge', 'one of "bottom right"', '"middle"']],
  },
  {
    what: 'a segment that is not there',
    text: dialog('"segments": [3]'),
    problems: [[7, 'campaigns[0].segments[0]', 'the id of a segment; the file has none', '3']],
  },
  { what: 'a priority of 10000', text: dialog('"priority": 10000'), problems: [[7, 'campaigns[0].priority', 'at most 9999', '10000']] },
  {
    what: 'shown at no such time',
    text: dialog('"show": "on click"'),
    problems: [[7, 'campaigns[0].show', '"on load", "on exit", {"after": seconds}', '"on click"']],
  },
  {
    what: 'shown beyond the end',
    text: dialog('"show": {"scroll": "120%"}'),
    problems: [[7, 'campaigns[0].show', '"on load", "on exit"', '{"scroll":"120%"}']],
  },
  {
    what: 'a day that does not exist',
    text: dialog('"from": "2026-02-30"'),
    problems: [[7, 'campaigns[0].from', 'a day and time that exist', '"2026-02-30"']],
  },
  {
    what: 'a day as another country writes it',
    text: dialog('"from": "30.11.2026"'),
    problems: [[7, 'campaigns[0].from', 'a day such as 2026-12-01', '"30.11.2026"']],
  },
  {
    what: 'over before it begins',
    text: dialog('"from": "2026-12-02"', '"to": "2026-12-01"'),
    problems: [[8, 'campaigns[0].to', 'a moment after from, "2026-12-02"', '"2026-12-01"']],
  },
  {
    what: 'a time zone that is none',
    text: dialog('"from": "2026-12-01"', '"timeZone": "Europe/Leiden"'),
    problems: [[8, 'campaigns[0].timeZone', 'a time zone such as', '"Europe/Leiden"']],
  },
  {
    what: 'shares that are not the whole',
    text: campaign(...DIALOG, '"groups": [\n{"name": "a", "share": 50, "content": "x"},\n{"name": "b", "share": 40, "content": "y"}\n]'),
    problems: [[6, 'campaigns[0].groups', 'shares that are 100 in all', '90']],
  },
  {
    what: 'two groups of one name',
    text: campaign(...DIALOG, '"groups": [\n{"name": "a", "share": 50, "content": "x"},\n{"name": "a", "share": 50, "content": "y"}\n]'),
    problems: [[8, 'campaigns[0].groups[1].name', 'a name that no other group has', '"a" again']],
  },
  {
    what: 'groups of which none has content',
    text: campaign(...DIALOG, '"groups": [{"name": "a", "share": 50}, {"name": "b", "share": 50}]'),
    problems: [[6, 'campaigns[0].groups', 'a group with content', 'none']],
  },
  {
    what: 'a goal of two kinds',
    text: dialog('"goals": [{"name": "orders", "event": "order", "page": "/thanks"}]'),
    problems: [[7, 'campaigns[0].goals[0]', 'exactly one of event, page, click, server', 'event and page']],
  },
  {
    what: 'a goal without a kind',
    text: dialog('"goals": [{"name": "orders"}]'),
    problems: [[7, 'campaigns[0].goals[0]', 'exactly one of event, page, click, server', 'none']],
  },
  {
    what: 'a click where nothing can be clicked',
    text: dialog('"goals": [{"name": "clicks", "click": true}]'),
    problems: [[7, 'campaigns[0].goals[0].click', 'a link or a button in the content', 'neither']],
  },
  {
    what: 'a page that is a fragment',
    text: dialog('"goals": [{"name": "visits", "page": "/a#top"}]'),
    problems: [[7, 'campaigns[0].goals[0].page', 'an address without #', '"/a#top"']],
  },
  {
    what: 'a goal that the account has already',
    text: `{\n  "goals": [{"name": "orders", "event": "order"}],\n  "campaigns": [{"id": 7, "name": "x", "type": "dialog", "content": "x",\n    "goals": [{"name": "orders", "event": "paid"}]}]\n}`,
    problems: [[4, 'campaigns[0].goals[0].name', 'a name that no other goal has', '"orders" again']],
  },
  {
    what: 'a window of a year',
    text: dialog('"goals": [{"name": "orders", "event": "order", "within": 365}]'),
    problems: [[7, 'campaigns[0].goals[0].within', '"session", or days', '365']],
  },
  {
    what: 'a budget that shows nothing',
    text: '{\n  "budget": {\n    "day": 0\n  }\n}',
    problems: [[3, 'budget.day', 'at least 1; with 0 no dialog or widget is ever shown', '0']],
  },
  { what: 'a holdout without a goal', text: '{\n  "holdout": 5\n}', problems: [[2, 'holdout', 'goals of the account', 'none']] },
  {
    what: 'a range that nobody is in',
    text: dialog('"range": {"name": "spring", "from": 50, "to": 50}'),
    problems: [[7, 'campaigns[0].range', 'from below to', '50 to 50']],
  },
  {
    what: 'a campaign before the yes that has to be remembered',
    text: dialog('"oneOf": "offers", "beforeConsent": true'),
    problems: [[7, 'campaigns[0].beforeConsent', 'a campaign that needs no memory', 'it with oneOf']],
  },
  {
    what: 'a campaign before the yes for a segment that has to be remembered',
    text: '{\n  "segments": [{"id": 1, "name": "s", "filters": [{"page": "*/a"}, {"visits": 3}]}],\n  "campaigns": [{"id": 2, "name": "c", "type": "dialog", "segments": 1, "content": "x",\n    "beforeConsent": true}]\n}',
    problems: [
      [4, 'campaigns[0].beforeConsent', 'segments by page, referrer, search, browser, mobile alone', 'segment 1, which asks for visits'],
    ],
  },
  {
    what: 'hours that never come',
    text: dialog('"hours": {"from": 9, "to": 9}'),
    problems: [[7, 'campaigns[0].hours', 'different hours', '9']],
  },
  {
    what: 'until a goal, and there is none',
    text: dialog('"untilGoal": true'),
    problems: [[7, 'campaigns[0].untilGoal', 'a goal of the campaign or the account', 'none']],
  },
  {
    what: 'auto tune without groups and goals',
    text: dialog('"autoTune": true'),
    problems: [
      [7, 'campaigns[0].autoTune', 'groups whose shares may move', 'none'],
      [7, 'campaigns[0].autoTune', 'a goal to tune for', 'none'],
    ],
  },
  {
    what: 'several mistakes, in the order of their lines',
    text: '{\n  "honourDnt": 1,\n  "segments": [\n    {"id": 1, "name": "", "filters": [{"event": "a"}]}\n  ],\n  "campaigns": {}\n}',
    problems: [
      [2, 'honourDnt', 'boolean', '1'],
      [4, 'segments[0].name', 'a text that is not empty', '""'],
      [6, 'campaigns', 'array', '{}'],
    ],
  },
];
