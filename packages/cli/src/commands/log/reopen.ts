import { configFolder, loadOwnLogKey, logFolder } from '@seqwarden/agent/config';
import { reopenLog } from '@seqwarden/log';
import type { Command } from '../../command.ts';
import { oneLine } from '../../text/one-line.ts';

export const reopen: Command = {
  usage: '[--json]',
  summary:
    'Let your register go on that a countersigner called behind or forked, after you found that the countersigner was wrong. Refused where a head of your own register shows it.',
  options: { json: { type: 'boolean', help: 'one JSON document on standard output' } },
  positionals: { least: 0, most: 0 },
  run: async (args, { env, out, err }) => {
    const key = loadOwnLogKey(configFolder(env), env);
    const refusal = await reopenLog(logFolder(env), key);
    if (args.flag('json')) {
      const told =
        refusal === undefined
          ? null
          : { code: refusal.code, by: refusal.label, at: new Date(refusal.at).toISOString() };
      out(`${JSON.stringify({ reopened: told }, null, 2)}\n`);
    } else if (refusal === undefined) err('the register was not closed\n');
    else
      err(
        `the register goes on; it was closed because ${oneLine(refusal.label)} said so [${refusal.code}]\n  take that countersigner out of the policy if it will say so again\n`,
      );
    return 0;
  },
};
