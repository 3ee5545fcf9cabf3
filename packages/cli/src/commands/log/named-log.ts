import { configFolder, logFolder } from '@seqwarden/agent/config';
import { findOwnLogKey, type LogAt, openLogAt } from '@seqwarden/agent/register';
import { SeqwardenError, type Trust, type TrustedLog } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import { trustAtHand } from '../../casework/at-hand.ts';
import type { Context } from '../../context.ts';

/** What the commands have in common that read a log. */
export const LOG_OPTIONS = {
  trust: {
    type: 'strings',
    help: 'trust file that names the register; may be given again; default: your own',
  },
  register: {
    type: 'string',
    help: 'which register, by the first digits of its id, where the trust file names several',
  },
  endpoint: { type: 'string', help: 'https address of an S3 store that is not Amazon' },
  json: { type: 'boolean', help: 'one JSON document on standard output' },
} as const;

/** A log that the trust file names, and where it is read. */
export interface NamedLog {
  readonly trust: Trust;
  readonly log: TrustedLog;
  readonly at: LogAt;
}

/** Opens the log at `place`; undefined: the account's own, where that lies. Throws LOG_UNKNOWN, LOG_UNREADABLE, TRUST_*, USAGE, DESTINATION_*. */
export async function openNamedLog(
  args: Arguments,
  context: Context,
  place: string | undefined,
): Promise<NamedLog> {
  const { env, signal } = context;
  const trust = await trustAtHand(args, context);
  // Who is confined may not read the own key, and needs it only where nothing else tells.
  const ownId = () => findOwnLogKey(configFolder(env), env)?.id;
  const named = args.text('register');
  // Where the account's own register lies, it is that one, whatever else the trust files name.
  const own = place === undefined && named === undefined && trust.logs.length > 1 ? ownId() : undefined;
  const log = trust.logs.find(({ id }) => id === own) ?? chosen(trust, named, ownId);
  const at = await openLogAt(place ?? logFolder(env), log.id, { endpoint: args.text('endpoint'), signal });
  return { trust, log, at };
}

/** The one that is asked for; else the one by which the trust file tells its keys; else the account's own; else the only one. */
function chosen({ logs }: Trust, id: string | undefined, ownId: () => string | undefined): TrustedLog {
  const [first, another] = logs;
  if (first === undefined) throw new SeqwardenError('LOG_UNKNOWN', 'the trust file names no register');
  if (id !== undefined) {
    const [found, second] = logs.filter(log => log.id.startsWith(id));
    if (found !== undefined && second === undefined && id !== '') return found;
    throw new SeqwardenError('LOG_UNKNOWN', 'the trust file does not name one register by this id');
  }
  const telling = logs.find(({ asOf }) => asOf !== null) ?? (another === undefined ? first : undefined);
  const own = telling === undefined ? ownId() : undefined;
  const log = telling ?? logs.find(one => one.id === own);
  if (log === undefined)
    throw new SeqwardenError('USAGE', 'the trust file names several registers: say which with --register');
  return log;
}
