import { configFolder, findOwnLogKey, logFolder } from '@seqwarden/agent/config';
import { type DestinationSpec, destinationLabel, openDestination } from '@seqwarden/agent/destinations';
import { AccountLog, publishedAt, publishLog } from '@seqwarden/agent/register';
import { ERRORS, type ErrorCode, parseTrust, SeqwardenError } from '@seqwarden/proof';
import type { TlogPolicy } from '@seqwarden/proof/log';
import { counted } from '@seqwarden/runfolder';
import type { Context } from './context.ts';
import { defaultTrustPath, readGuarded } from './keys.ts';
import { oneLine } from './text/one-line.ts';

/**
 * The log of this account, not yet opened; undefined: the account has none. It is held against what these destinations have of it whenever it is opened. Throws
 * LOG_KEY_UNUSABLE, KEY_PERMISSIONS, TRUST_*.
 */
export async function accountLog(
  { env, now, signal }: Context,
  destinations: readonly DestinationSpec[],
): Promise<AccountLog | undefined> {
  const key = findOwnLogKey(configFolder(env), env);
  if (key === undefined) return undefined;
  const others = destinations.map(spec => publishedAt(spec, key.id, signal));
  const policy = await ownPolicy(env, key.id);
  return new AccountLog({ folder: logFolder(env), key, others, now, policy });
}

/** Before hours of work, and not after them: whether the log takes anything. Throws LOG_*. */
export async function requireOpen(log: AccountLog, context: Context): Promise<void> {
  for (const { label, code } of await log.open()) {
    // Who works with a destination says himself that it is down, or that somebody asked for an end.
    if (!code.startsWith('DESTINATION_') && code !== 'INTERRUPTED')
      context.err(warning(code, `what ${label} holds as checkpoint of your register is none of it`));
  }
}

/** Brings the log to destinations. What fails at one is told, and fails there alone. Throws LOG_BEHIND, LOG_FORKED. */
export async function publishTo(
  log: AccountLog | undefined,
  destinations: readonly DestinationSpec[],
  context: Context,
): Promise<void> {
  if (log === undefined) return;
  for (const spec of destinations) {
    if (context.signal.aborted) return;
    try {
      const destination = await openDestination(spec, context.signal);
      try {
        await publishLog(destination, log);
      } finally {
        await destination.close();
      }
    } catch (error) {
      if (!(error instanceof SeqwardenError) || error.code === 'LOG_BEHIND' || error.code === 'LOG_FORKED')
        throw error;
      context.err(
        warning(error.code, `the register was not brought to ${destinationLabel(spec)}: ${error.message}`),
      );
    }
  }
}

/** At the end of what was entered: that proofs lack the signatures which the policy demands, and who did not sign; that the tree's files are behind. */
export function tellShortfall(log: AccountLog, context: Context): void {
  const { unpublished } = log;
  const { entries, failures } = log.shortfall;
  if (entries > 0) {
    context.err(warning('QUORUM_MISSING', `${counted(entries, 'record')} of the register not countersigned`));
    for (const { error } of failures) context.err(warning(error.code, error.message));
    context.err('  What was sealed stands, but does not verify until `log adopt` gives it a newer proof.\n');
  }
  if (unpublished !== undefined)
    context.err(warning(unpublished.code, `the files of the register: ${unpublished.message}`));
}

function warning(code: ErrorCode, what: string): string {
  return `${oneLine(what)} [${code}]\n  ${ERRORS[code].advice}\n`;
}

/** What this account demands of its own log, with the addresses of its countersigners. */
async function ownPolicy(env: NodeJS.ProcessEnv, id: string): Promise<TlogPolicy | undefined> {
  const path = defaultTrustPath(env);
  const trust = await parseTrust(readGuarded(path, 'TRUST_MISSING', 'TRUST_UNUSABLE'));
  return trust.logs.find(log => log.id === id)?.policies[0]?.policy;
}
