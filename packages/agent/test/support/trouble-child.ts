/** `trouble-child.ts SOURCE DEST`: copies with a key of its own and prints the outcome, or the codes of what failed, as JSON. */
import { SeqwardenError } from '@seqwarden/proof';
import { copy } from './sealing.ts';

const [source = '', destination = ''] = process.argv.slice(2);
const answer = await copy(source, destination).then(
  result => (result.outcome === 'failed' ? result.failures.map(failure => failure.code) : result.outcome),
  error => (error instanceof SeqwardenError ? [error.code] : [String(error)]),
);
process.stdout.write(JSON.stringify(answer));
