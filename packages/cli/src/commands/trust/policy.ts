import { configFolder } from '@seqwarden/agent/config';
import { setLogPolicy } from '@seqwarden/agent/keys';
import { findOwnLogKey } from '@seqwarden/agent/register';
import { SeqwardenError } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { Command } from '../../command.ts';
import { readGuarded } from '../../keys.ts';

export const policy: Command = {
  usage: 'FILE [--json]',
  summary:
    'Say in your trust file which countersigners have to sign your register. FILE is a C2SP tlog-policy. Adopt what was sealed before with `log adopt`.',
  options: { json: { type: 'boolean', help: 'one JSON document on standard output' } },
  positionals: { least: 1, most: 1 },
  run: async (args, { env, out, err }) => {
    const folder = configFolder(env);
    const key = findOwnLogKey(folder, env);
    if (key === undefined) throw new SeqwardenError('LOG_KEY_MISSING', 'this account has no register');
    const bytes = readGuarded(args.first(), 'TLOG_POLICY_MALFORMED', 'TLOG_POLICY_MALFORMED');
    const { witnesses, quorum } = await setLogPolicy(folder, key.id, bytes);
    const silent = witnesses.filter(({ url }) => url === undefined);
    if (args.flag('json')) {
      const told = witnesses.map(({ key, url }) => ({ name: key.name, url: url ?? null }));
      out(`${JSON.stringify({ log: key.id, quorum, countersigners: told }, null, 2)}\n`);
    } else
      err(
        `your register is to be signed by ${counted(witnesses.length, 'countersigner')}, as the policy says\n`,
      );
    if (silent.length > 0)
      err(`${counted(silent.length, 'countersigner')} without an address: nobody asks for that signature\n`);
    err('Start the service again, and hand out the trust file anew: verifiers do not know of it before.\n');
    return 0;
  },
};
