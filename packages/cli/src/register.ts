import { configFolder, logFolder } from '@seqwarden/agent/config';
import { type DestinationSpec, destinationLabel, openDestination } from '@seqwarden/agent/destinations';
import { AccountLog, findOwnLogKey, publishedAt, publishLog } from '@seqwarden/agent/register';
import type { PublishedSource } from '@seqwarden/log';
import { ERRORS, type ErrorCode, parseTrust, SeqwardenError, type TrustedLog } from '@seqwarden/proof';
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
  const trusted = await ownTrustOf(env, key.id);
  const others = [...knownTo(trusted), ...destinations.map(spec => publishedAt(spec, key.id, signal))];
  const policy = trusted?.policies[0]?.policy;
  const [folder, configuration] = [logFolder(env), configFolder(env)];
  return new AccountLog({ folder, configuration, key, others, now, policy, signal });
}

/**
 * Before hours of work, and not after them: whether the log takes anything. Throws LOG_*.
 *
 * @param destinations what the command works with
 */
export async function requireOpen(
  log: AccountLog,
  context: Context,
  destinations: readonly DestinationSpec[],
): Promise<void> {
  const named = new Set(destinations.map(destinationLabel));
  for (const { label, code } of await log.open()) {
    const isUnseen = code.startsWith('DESTINATION_') || code === 'LOG_UNREADABLE';
    // Who works with a destination says himself that it is down, or that somebody asked for an end.
    if (code === 'INTERRUPTED' || (isUnseen && named.has(label))) continue;
    const what = isUnseen
      ? `your register could not be compared with its head that is kept at ${label}`
      : `what ${label} holds as checkpoint of your register is none of it`;
    context.err(warning(code, what));
  }
}

/** The account's own trust file may know more of the log than a state folder that was put back. */
export async function knownToTrust(env: NodeJS.ProcessEnv, id: string): Promise<PublishedSource[]> {
  return knownTo(await ownTrustOf(env, id));
}

function knownTo(trusted: TrustedLog | undefined): PublishedSource[] {
  const asOf = trusted?.asOf;
  if (asOf === undefined || asOf === null) return [];
  return [{ label: 'your trust file', read: async () => Buffer.from(asOf.file) }];
}

/** Brings the log to destinations. What fails at one is told, and returned, and fails there alone. Throws LOG_BEHIND, LOG_FORKED. */
export async function publishTo(
  log: AccountLog | undefined,
  destinations: readonly DestinationSpec[],
  context: Context,
): Promise<ErrorCode[]> {
  const failed: ErrorCode[] = [];
  if (log === undefined) return failed;
  for (const spec of destinations) {
    if (context.signal.aborted) return failed;
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
      failed.push(error.code);
      context.err(
        warning(error.code, `the register was not brought to ${destinationLabel(spec)}: ${error.message}`),
      );
    }
  }
  return failed;
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

/** What this account knows and demands of its own log, with the addresses of its countersigners. */
async function ownTrustOf(env: NodeJS.ProcessEnv, id: string): Promise<TrustedLog | undefined> {
  const path = defaultTrustPath(env);
  const trust = await parseTrust(readGuarded(path, 'TRUST_MISSING', 'TRUST_UNUSABLE'));
  return trust.logs.find(log => log.id === id);
}
