import { encodeTrust, parseTrust, type Trust } from '@seqwarden/proof';
import { changeOwnTrust } from '../config/own-trust.ts';

/**
 * Says in the account's own trust file whether records of another register count in cases. Seals, proofs and bundles of it are judged as before. Returns what the file then says.
 *
 * @param id of the log, 32 hex digits; the file need not name it: it may be named by another file that is used beside this one
 * @throws SeqwardenError TRUST_UNUSABLE: more registers than the file can hold; what `changeOwnTrust` throws
 */
export function setSayInCases(folder: string, id: string, hasSay: boolean): Promise<Trust> {
  return changeOwnTrust(folder, ({ notInCases = [], ...trust }) => {
    const others = notInCases.filter(one => one !== id);
    const silent = hasSay ? others : [...others, id];
    // By the reader's rules, not only by those of the writer.
    return parseTrust(encodeTrust(silent.length === 0 ? trust : { ...trust, notInCases: silent }));
  });
}
