import { join } from 'node:path';
import { configFolder, folderReader, logFolder, type Signer } from '@seqwarden/agent/config';
import type { DestinationSpec } from '@seqwarden/agent/destinations';
import {
  changeKeys,
  type KeyChange,
  type KeysNow,
  type LogAccount,
  type LogKeys,
  readLogKeys,
} from '@seqwarden/agent/keys';
import { type AccountLog, loadOwnLogKey } from '@seqwarden/agent/register';
import { type KeyState, type KeyStates, keyFingerprint, SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import type { Context } from '../../context.ts';
import { loadTrust } from '../../keys.ts';
import { administratorSigner } from '../../person-signer.ts';
import { accountLog, publishTo, requireOpen, tellShortfall } from '../../register.ts';
import { type KeyList, keysJson, keysText, listOfLog } from '../../text/keys-text.ts';
import { destinationsNamed } from '../places.ts';

/** Where the register is brought to that says something new of keys. */
export const PUBLISH_OPTIONS = {
  config: {
    type: 'string',
    help: 'the configuration of the agent: the register is brought to all its destinations',
  },
  at: {
    type: 'strings',
    help: 'instead: a destination, as `copy --to` names it; default: wherever it was brought before',
  },
  endpoint: { type: 'string', help: 'https address of an S3 store that is not Amazon, for --at' },
} as const;

/**
 * An administrator says it, in the register and in the account's trust file; then the register is brought to its destinations and the keys are shown.
 *
 * @param decide what is to be said, by what the register says and who signs
 */
export async function sayOfKeys(
  args: Arguments,
  context: Context,
  decide: (now: KeysNow, signer: Signer) => readonly KeyChange[],
): Promise<void> {
  const destinations = destinationsNamed(args);
  const signer = await administrator(args, context);
  let changes: readonly KeyChange[] = [];
  await changing(context, destinations, async account => {
    const now = await changeKeys(account, signer, before => {
      changes = decide(before, signer);
      return changes;
    }).catch(notEntered);
    showKeys(listOfLog(now), args, context);
  });
  // Rights stand in the register alone.
  if (changes.some(({ action }) => action !== 'allowed'))
    context.err('Hand out the trust file anew: verifiers do not know of it before.\n');
}

/** What contradicts the register where it is read is somebody's deed; here it is only what was asked for. */
function notEntered(error: unknown): never {
  if (!(error instanceof SeqwardenError) || error.code !== 'KEY_STATEMENT_CONTRADICTS') throw error;
  throw new SeqwardenError('KEY_SAID_BEFORE', error.message, { cause: error });
}

/**
 * For what changes the account's register: it is opened as all of it is, with what is known of it elsewhere, and what was said is brought to the destinations, also where
 * nothing can be sealed any more. `destinations`: undefined is wherever it was brought before.
 */
export async function changing<T>(
  context: Context,
  destinations: readonly DestinationSpec[] | undefined,
  change: (account: LogAccount) => Promise<T>,
): Promise<T> {
  const { env, now, version } = context;
  let log: AccountLog | undefined;
  const openLog = async () => {
    log ??= await accountLog(context, destinations ?? []);
    if (log === undefined) throw new SeqwardenError('LOG_KEY_MISSING', 'this account has no register');
    await requireOpen(log, context, destinations ?? []);
    return log;
  };
  try {
    const changed = await change({ folder: configFolder(env), env, now, version, openLog });
    await publishTo(log, destinations ?? log?.publishedAt ?? [], context);
    return changed;
  } finally {
    if (log !== undefined) tellShortfall(log, context);
    await log?.close();
  }
}

/** Whoever has no register shall know before a passphrase is asked. */
export async function administrator(args: Arguments, context: Context): Promise<Signer> {
  loadOwnLogKey(configFolder(context.env), context.env);
  return administratorSigner(args, context, await loadTrust(args, context.env));
}

/** What the account's own register says. Throws LOG_KEY_MISSING, and what `readLogKeys` throws. */
export async function ownLogKeys({ env }: Context): Promise<LogKeys> {
  const key = loadOwnLogKey(configFolder(env), env);
  return readLogKeys({ key: key.verifier, read: folderReader(join(logFolder(env), key.id)) });
}

/** The keys that have not ended. */
export function standing(states: KeyStates): KeyState[] {
  return [...states.keys.values()].filter(({ end }) => end === undefined);
}

/** By its key id, or by its fingerprint with or without blanks. Throws KEY_NOT_ENROLLED. */
export function keyNamed(about: string, states: KeyStates): KeyState {
  const wanted = about.replaceAll(' ', '').toLowerCase();
  const [key, another] = [...states.keys.values()].filter(
    ({ keyid }) => keyid === wanted || keyFingerprint(keyid).replaceAll(' ', '') === wanted,
  );
  if (key === undefined || another !== undefined)
    throw new SeqwardenError('KEY_NOT_ENROLLED', `the register has no key ${about}`);
  return key;
}

/** Throws USAGE for a word that the option does not take. */
export function oneOf<T extends string>(given: string, allowed: readonly T[], option: string): T {
  const one = allowed.find(word => word === given);
  if (one === undefined) throw new SeqwardenError('USAGE', `--${option} takes one of ${allowed.join(', ')}`);
  return one;
}

/** Persons are key ids: what stands in the register for ever names none. Throws USAGE. */
export function requireLabelOfSeal(label: string, role: KeyState['role']): void {
  if (label !== '' && role !== 'seal')
    throw new SeqwardenError('USAGE', 'the register names no persons: --label goes with a seal key');
}

export function showKeys(list: KeyList, args: Arguments, context: Context): void {
  context.out(args.flag('json') ? `${JSON.stringify(keysJson(list), null, 2)}\n` : keysText(list));
}
