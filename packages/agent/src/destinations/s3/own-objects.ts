import { SeqwardenError } from '@seqwarden/proof';
import { sha256 } from '../../host/sha256.ts';
import { requireOwnPath } from '../own-path.ts';
import { listObjects } from './list-objects.ts';
import { putNew } from './put-object.ts';
import { readObject } from './read-object.ts';
import { removeObject } from './remove-object.ts';
import { StagedObject } from './staged-object.ts';
import type { StoreAbilities } from './store-abilities.ts';
import type { Wire } from './wire.ts';

/** Seqwarden's own documents at a store, by paths below `.seqwarden/`. */
export class OwnObjects {
  readonly #wire: Wire;
  readonly #abilities: StoreAbilities;
  readonly #folder: string;

  /** `folder` is the key up to and with `.seqwarden/`. */
  constructor(wire: Wire, abilities: StoreAbilities, folder: string) {
    this.#wire = wire;
    this.#abilities = abilities;
    this.#folder = folder;
  }

  put(path: string, bytes: Uint8Array): Promise<boolean> {
    return this.#staged(path, bytes, staged => staged.publish());
  }

  replace(path: string, bytes: Uint8Array): Promise<void> {
    return this.#staged(path, bytes, staged => staged.replace());
  }

  /**
   * As {@link put}, but nothing is read back and compared: for what others may write at the same moment, so that finding their bytes is no fault of
   * the store. Whoever claims reads afterwards who got it.
   */
  async claim(path: string, bytes: Uint8Array): Promise<boolean> {
    const content = { bytes, sha256: Buffer.from(sha256(bytes)).toString('hex') };
    return (await putNew(this.#wire, this.#abilities, this.key(path), content, path)) === 'made';
  }

  /**
   * A store may say of an object that is replaced at this moment that there is none (OpenStack Swift: it lists its files, and the one that it
   * then opens is gone). So what is said to be missing is asked for once more.
   */
  async read(path: string, limit: number): Promise<Uint8Array | undefined> {
    return (await this.#readOnce(path, limit)) ?? this.#readOnce(path, limit);
  }

  async #readOnce(path: string, limit: number): Promise<Uint8Array | undefined> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    const read = await readObject(this.#wire, this.key(path), path, bytes => {
      size += bytes.length;
      if (size > limit)
        throw new SeqwardenError('DESTINATION_UNUSABLE', `${path} is larger than any of our documents`);
      pieces.push(bytes);
    });
    return read === undefined ? undefined : Buffer.concat(pieces);
  }

  async list(folder: string): Promise<string[]> {
    const found = await listObjects(this.#wire, `${this.key(folder)}/`, folder);
    return Array.from(found, ({ path }) => path).filter(name => name !== '' && !name.includes('/'));
  }

  async #staged<T>(
    path: string,
    bytes: Uint8Array,
    giveName: (staged: StagedObject) => Promise<T>,
  ): Promise<T> {
    const staged = new StagedObject(this.#wire, this.#abilities, {
      key: this.key(path),
      what: path,
      path,
      size: bytes.length,
      metadata: {},
    });
    try {
      await staged.write(bytes);
      await staged.finish({ sha256: Buffer.from(sha256(bytes)).toString('hex'), size: bytes.length }, false);
      return await giveName(staged);
    } finally {
      await staged.discard();
    }
  }

  remove(path: string): Promise<void> {
    return removeObject(this.#wire, this.key(path), path);
  }

  key(path: string): string {
    requireOwnPath(path);
    return this.#folder + path;
  }
}
