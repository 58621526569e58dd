#!/usr/bin/env node
/** `rtp-collector`: without a command the collector itself, in the current folder; with one, the operator's command line. */
const command = process.argv[2];
if (command === undefined || command === 'start') await import('./main.js');
else await import('./admin.js');
