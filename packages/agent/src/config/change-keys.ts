import { Log, type LogKey } from '@seqwarden/log';
import {
  type Bytes,
  encodeKeyStatement,
  type KeyPredicate,
  type KeyRole,
  type KeyStates,
  type Revocation,
  type Rotation,
  renewTrust,
  SeqwardenError,
  signEnvelope,
  type Trust,
  trustedLog,
} from '@seqwarden/proof';
import { logFolder } from './config-folder.ts';
import { loadOwnLogKey } from './own-log-key.ts';
import { changeOwnTrust } from './own-trust.ts';
import { type LogKeys, readLogKeys } from './read-log-keys.ts';
import type { Signer } from './signer.ts';

/** A key that others are to trust. */
export interface PublicKey {
  /** SHA-256 of the SubjectPublicKeyInfo, hex. */
  readonly keyid: string;
  readonly spki: Bytes;
}

/** What is to be said of a key; FORMATS.md 20. */
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
  | { readonly action: 'revoked'; readonly keyid: string; readonly reason: Revocation['reason'] };

/** The account that has the log. */
export interface LogAccount {
  /** Of configuration. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  readonly version: string;
}

/** What `decide` finds: the log's keys as they are, and the trust file of the account. */
export interface KeysNow extends LogKeys {
  readonly trust: Trust;
}

/**
 * Says something of keys, in the log and in the account's trust file. What would not count is refused before it is appended, since what is in a log stays there.
 * Others who do the same wait.
 *
 * @param decide what is to be said, by what is known
 * @throws SeqwardenError LOG_KEY_MISSING, LOG_MISSING and what else opening a log throws; KEY_NOT_ENROLLED, KEY_REVOKED, KEY_WITHOUT_RIGHT,
 * KEY_STATEMENT_CONTRADICTS; what the signer throws; what `changeOwnTrust` throws
 */
export async function changeKeys(
  account: LogAccount,
  signer: Signer,
  decide: (now: KeysNow) => readonly KeyChange[],
): Promise<KeysNow> {
  const key = loadOwnLogKey(account.folder, account.env);
  let known: LogKeys | undefined;
  const trust = await changeOwnTrust(account.folder, async trust => {
    const log = await Log.open(logFolder(account.env), key);
    try {
      const readable = { key: key.verifier, read: log.read };
      const named = namedIn(trust, key);
      const before = await readLogKeys(readable, named.known);
      for (const change of decide({ ...before, trust }))
        await say(log, before.states, change, signer, account);
      known = await readLogKeys(readable, named.known);
      return renewTrust(named.trust, known.states, known.asOf, account.now().toISOString());
    } finally {
      await log.close();
    }
  });
  if (known === undefined) throw new SeqwardenError('INTERNAL', 'the trust file was not changed');
  return { ...known, trust };
}

/** The trust file with this log, and the checkpoint that it has of it. */
function namedIn(trust: Trust, key: LogKey) {
  const log = trust.logs.find(({ id }) => id === key.id);
  return log === undefined
    ? { trust: { ...trust, logs: [...trust.logs, trustedLog(key.verifier)] }, known: undefined }
    : { trust, known: log.asOf?.checkpoint };
}

async function say(
  log: Log,
  states: KeyStates,
  change: KeyChange,
  signer: Signer,
  account: LogAccount,
): Promise<void> {
  const { keyid, predicate } = statementOf(change, states, account);
  const file = await signEnvelope(encodeKeyStatement(keyid, predicate), signer.keyid, signer.sign);
  const trial = states.copy();
  const size = log.state().size;
  await trial.add({ index: size, file });
  const refusal = trial.refusals.at(-1);
  if (trial.refusals.length > states.refusals.length && refusal !== undefined)
    throw new SeqwardenError(refusal.code, refusal.message);
  const { index } = await log.append(file);
  await states.add({ index, file });
}

function statementOf(
  change: KeyChange,
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
