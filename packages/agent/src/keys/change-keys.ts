import type { LogKey } from '@seqwarden/log';
import {
  type Bytes,
  encodeKeyStatement,
  type KeyPredicate,
  type KeyRole,
  type KeyStates,
  type Revocation,
  type Rotation,
  SeqwardenError,
  signEnvelope,
  type Trust,
  trustedLog,
} from '@seqwarden/proof';
import { lockAccount } from '../config/account-lock.ts';
import { readOwnTrust } from '../config/own-trust.ts';
import type { Signer } from '../config/signer.ts';
import { loadOwnLogKey } from '../register/own-log-key.ts';
import type { LogAccount, OwnLog } from './log-account.ts';
import { type LogKeys, readLogKeys } from './read-log-keys.ts';
import { renewOwnTrust } from './renew-own-trust.ts';
import { type RightsChange, sayRights } from './say-rights.ts';

/** A key that others are to trust. */
export interface PublicKey {
  /** SHA-256 of the SubjectPublicKeyInfo, hex. */
  readonly keyid: string;
  readonly spki: Bytes;
}

/** What is to be said of a key; FORMATS.md 20, 28. */
export type KeyChange =
  | {
      readonly action: 'enrolled';
      readonly key: PublicKey;
      readonly role: KeyRole;
      readonly label: string;
      /** From when on statements without a proof count, where that is before now. */
      readonly validFrom?: string | undefined;
      readonly reason: 'first' | 'added';
    }
  | {
      readonly action: 'rotated';
      readonly key: PublicKey;
      readonly label: string;
      readonly replaces: string;
      readonly reason: Rotation['reason'];
    }
  | { readonly action: 'revoked'; readonly keyid: string; readonly reason: Revocation['reason'] }
  | RightsChange;

type AboutKey = Exclude<KeyChange, RightsChange>;

/** What `decide` finds: the log's keys as they are, and the trust file of the account. */
export interface KeysNow extends LogKeys {
  readonly trust: Trust;
}

/**
 * Says something of keys, in the log and in the account's trust file. What would not count is refused before it is appended, since what is in a log stays there.
 * Others who do the same wait; of what others change in the trust file nothing is lost.
 *
 * @param decide what is to be said, by what is known
 * @throws SeqwardenError LOG_KEY_MISSING, LOG_MISSING and what else opening a log throws; KEY_NOT_ENROLLED, KEY_REVOKED, KEY_WITHOUT_RIGHT,
 * KEY_STATEMENT_CONTRADICTS; USAGE for rights that nobody can have, or has; LOG_BUSY: another command says something of keys; what the signer throws; what `renewOwnTrust` throws
 */
export async function changeKeys(
  account: LogAccount,
  signer: Signer,
  decide: (now: KeysNow) => readonly KeyChange[],
): Promise<KeysNow> {
  const key = loadOwnLogKey(account.folder, account.env);
  // The trust file is not held meanwhile: a person may be asked to touch a card, and who seals needs the file.
  const letGo = await lockAccount(account.folder, 'keys', PATIENCE);
  try {
    const log = await account.openLog();
    const keysBy = (trust: Trust) =>
      readLogKeys({ key: key.verifier, read: log.read }, knownIn(trust, key.id));
    const trust = await readOwnTrust(account.folder);
    const keys = await keysBy(trust);
    let size = keys.asOf.checkpoint.size;
    for (const change of decide({ ...keys, trust })) {
      const index =
        change.action === 'allowed'
          ? await sayRights(log, keys, change, signer, account)
          : await say(log, keys.states, size, change, signer, account);
      size = index + 1;
    }
    return await renewOwnTrust(account.folder, keysBy, account.now, trust => naming(trust, key));
  } finally {
    letGo();
  }
}

/** Others wait as long as a person may take who is asked by ssh-agent. */
const PATIENCE = { ms: 150_000, busy: 'LOG_BUSY' } as const;

function knownIn({ logs }: Trust, id: string) {
  return logs.find(log => log.id === id)?.asOf?.checkpoint;
}

function naming(trust: Trust, { id, verifier }: LogKey): Trust {
  if (trust.logs.some(log => log.id === id)) return trust;
  return { ...trust, logs: [...trust.logs, trustedLog(verifier)] };
}

/** Returns the index of the statement. `size`: how many entries there are as far as is known; other processes seal meanwhile. */
async function say(
  log: OwnLog,
  states: KeyStates,
  size: number,
  change: AboutKey,
  signer: Signer,
  account: LogAccount,
): Promise<number> {
  const { keyid, predicate } = statementOf(change, states, account);
  const file = await signEnvelope(encodeKeyStatement(keyid, predicate), signer.keyid, signer.sign);
  const trial = states.copy();
  await trial.add({ index: size, file });
  const refusal = trial.refusals.at(-1);
  if (trial.refusals.length > states.refusals.length && refusal !== undefined)
    throw new SeqwardenError(refusal.code, refusal.message);
  const { index } = await log.append(file);
  await states.add({ index, file });
  return index;
}

function statementOf(
  change: AboutKey,
  states: KeyStates,
  { now, version }: LogAccount,
): { readonly keyid: string; readonly predicate: KeyPredicate } {
  const statedAt = now().toISOString();
  const said = {
    log: states.log,
    previous: states.previous,
    statedAt,
    tool: { name: 'seqwarden', version },
  } as const;
  if (change.action === 'revoked') {
    const { keyid, action, reason } = change;
    return { keyid, predicate: { ...said, action, reason, role: roleOf(keyid, states) } };
  }
  const { key, label } = change;
  const begun = { ...said, spki: key.spki, label };
  if (change.action === 'enrolled') {
    const { action, role, reason, validFrom = statedAt } = change;
    return { keyid: key.keyid, predicate: { ...begun, action, role, reason, validFrom } };
  }
  const { action, replaces, reason } = change;
  const role = roleOf(replaces, states);
  return { keyid: key.keyid, predicate: { ...begun, action, replaces, reason, role, validFrom: statedAt } };
}

function roleOf(keyid: string, states: KeyStates): KeyRole {
  const state = states.keys.get(keyid);
  if (state === undefined) throw new SeqwardenError('KEY_NOT_ENROLLED', 'the register has no such key');
  return state.role;
}
