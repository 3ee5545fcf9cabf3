import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Bytes, keysOf, SeqwardenError } from '@seqwarden/proof';
import { TRUST_FILE } from '../config/config-folder.ts';
import type { KeptDrafts } from '../config/kept-drafts.ts';
import { readOwnTrust } from '../config/own-trust.ts';
import type { Register, RegisterEntry } from '../config/register.ts';

/**
 * The account's log as one key may use it. That the key has ended stands in the account's trust file as soon as it is said, by another command while a service is at
 * work: from then on nothing of this key is entered, and so nothing is sealed, since nobody would take it.
 */
export class KeyedRegister implements Register {
  readonly #register: Register;
  readonly #keyid: string;
  readonly #folder: string;
  /** Of the trust file that was read last, and whether the key has ended by it. */
  #read: { readonly state: string; readonly isEnded: boolean } | undefined;

  /** @param folder of configuration */
  constructor(register: Register, keyid: string, folder: string) {
    this.#register = register;
    this.#keyid = keyid;
    this.#folder = folder;
  }

  get drafts(): KeptDrafts {
    return this.#register.drafts;
  }

  /** Throws SEAL_KEY_ENDED too, and TRUST_*. */
  async append(envelope: Bytes): Promise<RegisterEntry> {
    if (await this.#isEnded())
      throw new SeqwardenError('SEAL_KEY_ENDED', 'the register says that the key in use has ended');
    return this.#register.append(envelope);
  }

  async #isEnded(): Promise<boolean> {
    const { mtimeNs, size, ino } = stateOf(join(this.#folder, TRUST_FILE));
    const state = `${mtimeNs} ${size} ${ino}`;
    if (this.#read?.state !== state) {
      const key = keysOf(await readOwnTrust(this.#folder), 'person').find(
        ({ keyid }) => keyid === this.#keyid,
      );
      this.#read = { state, isEnded: key?.places.some(({ ended }) => ended !== null) === true };
    }
    return this.#read.isEnded;
  }
}

function stateOf(path: string) {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) throw new SeqwardenError('TRUST_MISSING', `${path} is gone`);
  return stat;
}
