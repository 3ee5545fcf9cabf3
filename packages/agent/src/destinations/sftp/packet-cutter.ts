/** OpenSSH's own limit is 256 KiB a packet; what says it is longer is no SFTP. */
const LARGEST_PACKET = 300 * 1024;

/** Cuts what arrives into packets, each of which has its length before it. */
export class PacketCutter {
  #arrived: Buffer[] = [];
  #bytes = 0;

  add(data: Buffer): void {
    this.#arrived.push(data);
    this.#bytes += data.length;
  }

  /** The next whole packet without its length; undefined: it has not come yet. Throws RangeError for an impossible length. */
  next(): Buffer | undefined {
    if (this.#bytes < 4) return undefined;
    if ((this.#arrived[0]?.length ?? 0) < 4) this.#join();
    const [first = Buffer.alloc(4)] = this.#arrived;
    const length = first.readUInt32BE(0);
    if (length < 5 || length > LARGEST_PACKET) throw new RangeError('a packet of an impossible length');
    if (this.#bytes < length + 4) return undefined;
    const all = this.#join();
    const rest = all.subarray(length + 4);
    this.#arrived = rest.length > 0 ? [rest] : [];
    this.#bytes = rest.length;
    return all.subarray(4, length + 4);
  }

  #join(): Buffer {
    const [first] = this.#arrived;
    const all = this.#arrived.length === 1 && first !== undefined ? first : Buffer.concat(this.#arrived);
    this.#arrived = [all];
    return all;
  }
}
