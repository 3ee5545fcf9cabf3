/** `seal-child.ts RUN`: seals with a key of its own and prints the outcome and the most memory that it took, in MB. */
import { seal } from './sealing.ts';

const [run = ''] = process.argv.slice(2);
const { outcome } = await seal(run);
// Linux counts in kB (getrusage(2)).
process.stdout.write(JSON.stringify({ outcome, memory: process.resourceUsage().maxRSS / 1000 }));
