import { configFolder } from '@seqwarden/agent/config';
import { findOwnLogKey } from '@seqwarden/agent/register';
import type { Command } from '../../command.ts';
import { loadTrust } from '../../keys.ts';
import { listOfLog, listOfTrust } from '../../text/keys-text.ts';
import { ownLogKeys, showKeys } from './account-keys.ts';

export const list: Command = {
  usage: '[--trust FILE] [--json]',
  summary:
    'Which keys count, since which place in the register, which have ended, and why; and what each person may do in cases.',
  options: {
    trust: {
      type: 'strings',
      help: 'what a trust file says; default: your own register, else your trust file',
    },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const isOwn =
      args.texts('trust').length === 0 && findOwnLogKey(configFolder(context.env), context.env) !== undefined;
    if (isOwn) {
      showKeys(listOfLog(await ownLogKeys(context)), args, context);
    } else showKeys(listOfTrust(await loadTrust(args, context.env)), args, context);
    return 0;
  },
};
