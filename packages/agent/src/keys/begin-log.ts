import { chmodSync, existsSync } from 'node:fs';
import { createLog, loadLogKey, makeLogKey } from '@seqwarden/log';
import { SeqwardenError } from '@seqwarden/proof';
import { encodeVerifierKey } from '@seqwarden/proof/log';
import { LOG_KEY_FILE, LOG_VERIFIER_KEY_FILE, logFolder } from '../config/config-folder.ts';
import { changeOwnTrust, readOwnTrust } from '../config/own-trust.ts';
import { loadSigner, type Signer } from '../config/signer.ts';
import { errno } from '../host/fs-error.ts';
import { writeDurable } from '../host/write-durable.ts';
import { findOwnLogKey } from '../register/own-log-key.ts';
import { changeKeys, type KeyChange, type KeysNow, type LogAccount } from './change-keys.ts';

/**
 * Gives an account with a seal key its log: the log's key, the log with the administrator as its root, the seal key enrolled, and all that in the trust file. The
 * seal key stays what it was, and counts from when the trust file says it did. What a former attempt left undone is done; a log that has entries keeps them.
 *
 * @param label of the seal key, in the log for ever
 * @param isNew whether nothing was ever sealed with this key: then a proof is demanded of all
 * @throws SeqwardenError LOG_MISSING: it had its log, which is gone; KEY_MISSING, TRUST_MISSING: the account has no seal key; LOG_EXISTS: it has its log and the seal key in it; what changeKeys throws
 */
export async function beginLog(
  account: LogAccount,
  administrator: Signer,
  label: string,
  isNew = false,
): Promise<KeysNow & { readonly sealKey: Signer }> {
  const sealKey = loadSigner(account.folder, account.env);
  await makeLogOnce(account);
  const now = await changeKeys(account, administrator, ({ states, asOf, trust }) => {
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
    if (changes.length === 0)
      throw new SeqwardenError('LOG_EXISTS', 'this account has its register, and its seal key in it');
    return changes;
  });
  // A new account has no seal from before its log: one whose proof was taken away must not pass for such a one.
  const trust = isNew
    ? await changeOwnTrust(account.folder, trust => ({ ...trust, logRequired: true }))
    : now.trust;
  return { ...now, trust, sealKey };
}

/** Throws LOG_EXISTS where a log, or what is left of one, lies: a new account would not come into it. */
export function requireNoLog(env: NodeJS.ProcessEnv): void {
  const folder = logFolder(env);
  if (existsSync(folder))
    throw new SeqwardenError('LOG_EXISTS', `the register of another account lies in ${folder}`);
}

/** The key of the log is on the disk before the log: nobody could go on with a log without it. */
async function makeLogOnce({ folder, env, now, openLog }: LogAccount): Promise<void> {
  let key = findOwnLogKey(folder, env);
  if (key === undefined) {
    const pem = makeLogKey();
    key = loadLogKey(pem);
    try {
      chmodSync(folder, 0o700);
      writeDurable(folder, LOG_KEY_FILE, pem, 0o600);
      writeDurable(folder, LOG_VERIFIER_KEY_FILE, `${encodeVerifierKey(key.verifier)}\n`, 0o644, true);
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
    await createLog(logFolder(env), key, now());
  }
}
