/** `npm start`: nothing but this file and the check is loaded before it is known that this Node can run the rest. */
import { wrongNode } from './node-version.js';

const wrong = wrongNode(process.versions.node);
if (wrong) {
  process.stderr.write(wrong + '\n');
  process.exitCode = 1;
} else await (await import('./start.js')).run();
