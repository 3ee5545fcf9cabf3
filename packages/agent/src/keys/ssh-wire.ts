import { SeqwardenError } from '@seqwarden/proof';

/** A `string` of RFC 4251 section 5: big-endian 32-bit length, bytes. */
export function sshString(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Reads what RFC 4251 section 5 spells. Throws SSH_AGENT_UNUSABLE where it ends too soon. */
export class SshReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  number(): number {
    return this.#take(4).readUInt32BE();
  }

  string(): Buffer {
    return this.#take(this.number());
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length)
      throw new SeqwardenError('SSH_AGENT_UNUSABLE', 'the answer of the agent ends too soon');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
