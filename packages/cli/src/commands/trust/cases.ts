import { configFolder, readOwnTrust } from '@seqwarden/agent/config';
import { setSayInCases } from '@seqwarden/agent/keys';
import { findOwnLogKey } from '@seqwarden/agent/register';
import { SeqwardenError, type Trust } from '@seqwarden/proof';
import type { Command } from '../../command.ts';

export const cases: Command = {
  usage: 'REGISTER count|ignore [--json]',
  summary:
    'Say in your trust file whether records of another register, as of a partner, count in your cases. Its seals, proofs and bundles count as before. REGISTER is its id, or the first digits where the file names it.',
  options: { json: { type: 'boolean', help: 'one JSON document on standard output' } },
  positionals: { least: 2, most: 2 },
  run: async (args, { env, out, err }) => {
    const folder = configFolder(env);
    const id = registerNamed(args.first(), await readOwnTrust(folder));
    const word = args.positionals[1];
    if (word !== 'count' && word !== 'ignore') throw new SeqwardenError('USAGE', 'say count or ignore');
    if (id === findOwnLogKey(folder, env)?.id)
      throw new SeqwardenError('USAGE', 'your own register always counts in your cases');
    const { notInCases = [] } = await setSayInCases(folder, id, word === 'count');
    if (args.flag('json')) out(`${JSON.stringify({ register: id, notInCases }, null, 2)}\n`);
    else
      err(
        word === 'count'
          ? `records of the register ${id} count in your cases\n`
          : `records of the register ${id} count in none of your cases; they are shown as such\n`,
      );
    return 0;
  },
};

/** Throws LOG_UNKNOWN for digits that are no whole id, and the beginning of none that the file has, or of several. */
function registerNamed(digits: string, { logs, notInCases = [] }: Trust): string {
  if (/^[0-9a-f]{32}$/.test(digits)) return digits;
  const known = new Set([...logs.map(({ id }) => id), ...notInCases]);
  const [one, another] = [...known].filter(id => id.startsWith(digits));
  if (one === undefined || another !== undefined || digits === '')
    throw new SeqwardenError('LOG_UNKNOWN', 'the trust file does not name one register by this id');
  return one;
}
