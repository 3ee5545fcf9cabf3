import { chmodSync, existsSync } from 'node:fs';
import { createLog, type LogKey, loadLogKey, makeLogKey } from '@seqwarden/log';
import { SeqwardenError } from '@seqwarden/proof';
import { encodeVerifierKey } from '@seqwarden/proof/log';
import { LOG_KEY_FILE, LOG_VERIFIER_KEY_FILE, logFolder } from '../config/config-folder.ts';
import { changeOwnTrust, readOwnTrust } from '../config/own-trust.ts';
import { loadSigner, type Signer } from '../config/signer.ts';
import { errno } from '../host/fs-error.ts';
import { writeDurable } from '../host/write-durable.ts';
import { findOwnLogKey } from '../register/own-log-key.ts';
import { changeKeys, type KeyChange, type KeysNow } from './change-keys.ts';
import type { LogAccount } from './log-account.ts';
import { readLogKeys } from './read-log-keys.ts';

export interface Beginning {
  /**
   * Gives the first administrator. With `hasOne` the log has its root from an attempt that was interrupted: then only the key that is its root can go on.
   */
  readonly administrator: (hasOne: boolean) => Signer;
  /** Of the seal key, in the log for ever. */
  readonly label: string;
  /** Whether nothing was ever sealed with this key: then a proof is demanded of all. */
  readonly isNew?: boolean;
  /** Whether a former attempt was interrupted, which may have left nothing undone. */
  readonly goesOn?: boolean;
  /** Before anything is made; what fails earlier leaves all as it was. May be called more than once. */
  readonly onBegin?: () => void;
  /** All keys are made, and nothing of them stands in the log yet: what has to be known to use them is to be told now. */
  readonly onKeys?: (keys: BegunKeys) => void;
}

export interface BegunKeys {
  readonly sealKey: Signer;
  /** Key id. */
  readonly administrator: string;
  readonly log: LogKey;
}

/**
 * Gives an account with a seal key its log: the log's key, the log with the administrator as its root, the seal key enrolled, and all that in the trust file. The
 * seal key stays what it was, and counts from when the trust file says it did. What a former attempt left undone is done; a log that has entries keeps them.
 *
 * @throws SeqwardenError LOG_MISSING: it had its log, which is gone; KEY_MISSING, TRUST_MISSING: the account has no seal key; LOG_EXISTS: it has its log and the seal key in it; what changeKeys throws, and what the administrator throws
 */
export async function beginLog(
  account: LogAccount,
  { label, isNew = false, goesOn = false, ...beginning }: Beginning,
): Promise<KeysNow & BegunKeys> {
  const sealKey = loadSigner(account.folder, account.env);
  const begin = () => beginning.onBegin?.();
  const log = await makeLogOnce(account, begin);
  const { read } = await account.openLog();
  const begun = await readLogKeys({ key: log.verifier, read });
  const [root] = begun.states.keys.keys();
  const isDone = root !== undefined && begun.states.keys.has(sealKey.keyid);
  if (isDone && !goesOn)
    throw new SeqwardenError('LOG_EXISTS', 'this account has its register, and its seal key in it');
  if (!isDone) begin();
  const administrator = isDone ? undefined : beginning.administrator(begun.asOf.checkpoint.size > 0);
  const keys = { sealKey, administrator: administrator?.keyid ?? root ?? '', log };
  const now =
    administrator === undefined
      ? await changeKeys(account, sealKey, () => [])
      : await changeKeys(account, administrator, keysNow => {
          const changes = changesOf(keysNow, administrator, sealKey, label);
          if (changes.length > 0) beginning.onKeys?.(keys);
          return changes;
        });
  // A new account has no seal from before its log: one whose proof was taken away must not pass for such a one.
  const trust = isNew
    ? await changeOwnTrust(account.folder, trust => ({ ...trust, logRequired: true }))
    : now.trust;
  return { ...now, ...keys, trust };
}

/** What the log lacks. */
function changesOf(
  { states, asOf, trust }: KeysNow,
  administrator: Signer,
  sealKey: Signer,
  label: string,
): KeyChange[] {
  const changes: KeyChange[] = [];
  if (asOf.checkpoint.size === 0)
    changes.push({
      action: 'enrolled',
      key: administrator,
      role: 'administrator',
      label: '',
      reason: 'first',
    });
  if (!states.keys.has(sealKey.keyid)) {
    const validFrom = trust.sealKeys.find(({ keyid }) => keyid === sealKey.keyid)?.validFrom;
    changes.push({ action: 'enrolled', key: sealKey, role: 'seal', label, validFrom, reason: 'added' });
  }
  return changes;
}

/** Throws LOG_EXISTS where a log, or what is left of one, lies: a new account would not come into it. */
export function requireNoLog(env: NodeJS.ProcessEnv): void {
  const folder = logFolder(env);
  if (existsSync(folder))
    throw new SeqwardenError('LOG_EXISTS', `the register of another account lies in ${folder}`);
}

/** The key of the log is on the disk before the log: nobody could go on with a log without it. */
async function makeLogOnce({ folder, env, now, openLog }: LogAccount, begin: () => void): Promise<LogKey> {
  let key = findOwnLogKey(folder, env);
  if (key === undefined) {
    begin();
    const pem = makeLogKey();
    key = loadLogKey(pem);
    try {
      chmodSync(folder, 0o700);
      writeDurable(folder, LOG_VERIFIER_KEY_FILE, `${encodeVerifierKey(key.verifier)}\n`, 0o644, true);
      writeDurable(folder, LOG_KEY_FILE, pem, 0o600);
    } catch (error) {
      throw new SeqwardenError('CONFIG_UNUSABLE', `${folder}: ${errno(error) || String(error)}`, {
        cause: error,
      });
    }
  }
  try {
    await openLog();
  } catch (error) {
    if (!(error instanceof SeqwardenError) || error.code !== 'LOG_MISSING') throw error;
    const { logs } = await readOwnTrust(folder);
    // It was there once: to begin it anew under its key would be a second history of it.
    if (logs.some(({ id }) => id === key.id)) throw error;
    begin();
    await createLog(logFolder(env), key, now());
  }
  return key;
}
