import { logFolder } from '@seqwarden/agent/config';
import { SeqwardenError } from '@seqwarden/proof';
import type { Command } from '../../command.ts';
import { accountLog, publishTo, requireOpen } from '../../register.ts';
import { PUBLISH_OPTIONS } from '../keys/account-keys.ts';
import { destinationsNamed } from '../places.ts';
import { worstExit } from '../shared.ts';

export const publish: Command = {
  usage: '[--config FILE | --at DEST...]',
  summary:
    'Bring your register to destinations, as `copy`, `hold`, `dispose` and `keys` do at their end; without a destination to wherever it was brought before.',
  options: PUBLISH_OPTIONS,
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const named = destinationsNamed(args);
    const log = await accountLog(context, named ?? []);
    if (log === undefined)
      throw new SeqwardenError(
        'LOG_KEY_MISSING',
        `this account has no register at ${logFolder(context.env)}`,
      );
    try {
      await requireOpen(log, context, named ?? []);
      const destinations = named ?? log.publishedAt;
      if (destinations.length === 0)
        throw new SeqwardenError(
          'USAGE',
          'it was brought nowhere yet: name the destinations with --config or --at',
        );
      return worstExit(await publishTo(log, destinations, context));
    } finally {
      await log.close();
    }
  },
};
