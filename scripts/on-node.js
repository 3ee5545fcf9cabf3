// Runs a script of this folder under Node 26, whichever Node runs this: `node scripts/on-node.js FILE.ts [ARGUMENT...]`.
import { continueOnNode26 } from '../packages/cli/bin/node26.js';

continueOnNode26(process.argv.slice(2));
