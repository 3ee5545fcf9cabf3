import { addCheckpointUrl } from '@seqwarden/log';
import { encodeTrust, parseTrust, SeqwardenError } from '@seqwarden/proof';
import { parseTlogPolicy, type TlogPolicy } from '@seqwarden/proof/log';
import { changeOwnTrust } from '../config/own-trust.ts';
import { sha256 } from '../host/sha256.ts';

/**
 * Demands of the account's log, in its own trust file, what a C2SP tlog-policy says, in place of what was demanded before. What the file could not hold is refused, and nothing is changed.
 *
 * @param id of the log, 32 hex digits
 * @throws SeqwardenError TLOG_POLICY_MALFORMED; USAGE: a countersigner cannot be asked at its address; LOG_UNKNOWN: the trust file does not name the log; TRUST_UNUSABLE: the policy is about other logs, or would have the log be its own
 * countersigner; what `changeOwnTrust` throws
 */
export async function setLogPolicy(folder: string, id: string, bytes: Uint8Array): Promise<TlogPolicy> {
  const policy = parseTlogPolicy(sha256, bytes);
  const text = Buffer.from(bytes).toString('utf8');
  for (const { url } of policy.witnesses) requireUsable(url);
  await changeOwnTrust(folder, trust => {
    if (!trust.logs.some(log => log.id === id))
      throw new SeqwardenError('LOG_UNKNOWN', 'the trust file does not name the register of this account');
    const policies = [{ text, policy }];
    // A trust file has one policy, for all its logs.
    const changed = { ...trust, logs: trust.logs.map(log => ({ ...log, policies })) };
    // By the reader's rules, not only by those of the writer.
    return parseTrust(encodeTrust(changed));
  });
  return policy;
}

function requireUsable(url: string | undefined): void {
  try {
    if (url !== undefined) addCheckpointUrl(url);
  } catch (error) {
    if (!(error instanceof SeqwardenError)) throw error;
    throw new SeqwardenError('USAGE', error.message, { cause: error });
  }
}
