___INFO___

{
  "type": "TAG",
  "id": "cvt_temp_public_id",
  "version": 1,
  "securityGroups": [],
  "displayName": "rtp",
  "categories": ["ANALYTICS", "PERSONALIZATION"],
  "brand": {
    "id": "brand_dummy",
    "displayName": ""
  },
  "description": "Page views, events and campaigns with your own rtp collector.",
  "containerContexts": [
    "WEB"
  ]
}


___TEMPLATE_PARAMETERS___

[
  {
    "type": "SELECT",
    "name": "what",
    "displayName": "What to do",
    "macrosInSelect": false,
    "selectItems": [
      { "value": "start", "displayValue": "Start (once a page, before all others)" },
      { "value": "event", "displayValue": "Send an event" },
      { "value": "view", "displayValue": "Send a page view (History Change)" }
    ],
    "simpleValueType": true,
    "defaultValue": "start"
  },
  {
    "type": "TEXT",
    "name": "core",
    "displayName": "Address of the core",
    "simpleValueType": true,
    "help": "The rtp.js of your collector, such as https://stats.example.com/rtp.js. Allow it under Permissions, too.",
    "valueValidators": [{ "type": "REGEX", "args": ["https?://.+"] }],
    "enablingConditions": [{ "paramName": "what", "paramValue": "start", "type": "EQUALS" }]
  },
  {
    "type": "TEXT",
    "name": "account",
    "displayName": "Account",
    "simpleValueType": true,
    "help": "A name that you choose for the site. Its file on the collector has the segments and campaigns.",
    "valueValidators": [{ "type": "REGEX", "args": ["[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"] }],
    "enablingConditions": [{ "paramName": "what", "paramValue": "start", "type": "EQUALS" }]
  },
  {
    "type": "TEXT",
    "name": "value1",
    "displayName": "Event",
    "simpleValueType": true,
    "valueValidators": [{ "type": "NON_EMPTY" }],
    "enablingConditions": [{ "paramName": "what", "paramValue": "event", "type": "EQUALS" }]
  },
  {
    "type": "TEXT",
    "name": "value2",
    "displayName": "Second text",
    "simpleValueType": true,
    "enablingConditions": [{ "paramName": "what", "paramValue": "event", "type": "EQUALS" }]
  },
  {
    "type": "TEXT",
    "name": "value3",
    "displayName": "Third text",
    "simpleValueType": true,
    "enablingConditions": [{ "paramName": "what", "paramValue": "event", "type": "EQUALS" }]
  },
  {
    "type": "TEXT",
    "name": "value4",
    "displayName": "Fourth text",
    "simpleValueType": true,
    "enablingConditions": [{ "paramName": "what", "paramValue": "event", "type": "EQUALS" }]
  }
]


___SANDBOXED_JS_FOR_WEB_TEMPLATE___

const createArgumentsQueue = require('createArgumentsQueue');
const injectScript = require('injectScript');
const makeString = require('makeString');

// Where the page has the snippet, or the core is there, this is its own function.
const rtp = createArgumentsQueue('rtp', 'rtp.q');

if (data.what === 'event') {
  const value = [data.value1, data.value2, data.value3, data.value4].filter((text) => text).map((text) => makeString(text));
  rtp('send', 'event', { value: value });
  data.gtmOnSuccess();
} else if (data.what === 'view') {
  rtp('send', 'view');
  data.gtmOnSuccess();
} else {
  rtp('setAccount', data.account);
  rtp('send', 'view');
  rtp('get', 'campaign', true);
  injectScript(data.core, data.gtmOnSuccess, data.gtmOnFailure, 'rtp');
}


___WEB_PERMISSIONS___

[
  {
    "instance": {
      "key": {
        "publicId": "access_globals",
        "versionId": "1"
      },
      "param": [
        {
          "key": "keys",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [
                  { "type": 1, "string": "key" },
                  { "type": 1, "string": "read" },
                  { "type": 1, "string": "write" },
                  { "type": 1, "string": "execute" }
                ],
                "mapValue": [
                  { "type": 1, "string": "rtp" },
                  { "type": 8, "boolean": true },
                  { "type": 8, "boolean": true },
                  { "type": 8, "boolean": true }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  { "type": 1, "string": "key" },
                  { "type": 1, "string": "read" },
                  { "type": 1, "string": "write" },
                  { "type": 1, "string": "execute" }
                ],
                "mapValue": [
                  { "type": 1, "string": "rtp.q" },
                  { "type": 8, "boolean": true },
                  { "type": 8, "boolean": true },
                  { "type": 8, "boolean": false }
                ]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "inject_script",
        "versionId": "1"
      },
      "param": [
        {
          "key": "urls",
          "value": {
            "type": 2,
            "listItem": [
              { "type": 1, "string": "https://stats.example.com/" }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  }
]


___TESTS___

scenarios: []


___NOTES___

Made for rtp; see loader/recipes/tag-manager.md.
