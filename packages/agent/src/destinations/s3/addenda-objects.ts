import {
  ADDENDA_FOLDER,
  ADDENDUM_ENVELOPE_FILE,
  AMENDED_FOLDER,
  addendumFolder,
  type BytePath,
  SeqwardenError,
} from '@seqwarden/proof';
import {
  type AddendaEntry,
  type AddendaFound,
  collectAddenda,
  NO_ADDENDA,
} from '../../custody/read-addenda.ts';
import { type NewAddendum, readAmended, type TakeBytes } from '../../custody/write-addendum.ts';
import { sha256 } from '../../host/sha256.ts';
import type { Hashed } from '../destination.ts';
import { keyOf } from './object-key.ts';
import type { ListedObject } from './packed-objects.ts';
import { hashObject, readObject } from './read-object.ts';
import { StagedObject } from './staged-object.ts';
import type { StoreAbilities } from './store-abilities.ts';
import type { Wire } from './wire.ts';

/** One object of an addendum that is to be put. `path` below `Custody/`. */
interface NewObject {
  readonly path: BytePath;
  readonly whole: Hashed;
  readonly read: (take: TakeBytes) => Promise<void>;
}

/**
 * `Custody/addenda/` of one run. Objects appear one after the other, the envelope of an addendum last: one without it is no addendum yet. Those that are
 * there are handed in, with their paths below `Custody/`.
 */
export class AddendaObjects {
  readonly #wire: Wire;
  readonly #abilities: StoreAbilities;
  /** Key up to and with `Custody/`. */
  readonly #folder: string;

  constructor(wire: Wire, abilities: StoreAbilities, folder: string) {
    this.#wire = wire;
    this.#abilities = abilities;
    this.#folder = folder;
  }

  async read(there: readonly ListedObject[]): Promise<AddendaFound> {
    if (there.length === 0) return NO_ADDENDA;
    return collectAddenda({
      list: async folder => entriesIn(there, `${ADDENDA_FOLDER}/${folder === '' ? '' : `${folder}/`}`),
      read: (path, limit) => this.#readSmall(`${ADDENDA_FOLDER}/${path}`, limit),
    });
  }

  /** Objects of addenda without an envelope, all of whose digests `noted` knows. */
  async unfinished(
    there: readonly ListedObject[],
    noted: () => Promise<ReadonlySet<string>>,
  ): Promise<readonly ListedObject[]> {
    const found: ListedObject[] = [];
    let known: ReadonlySet<string> | undefined;
    for (const [folder, objects] of byFolder(there)) {
      if (objects.some(({ path }) => path === `${folder}/${ADDENDUM_ENVELOPE_FILE}`)) continue;
      known ??= await noted();
      if (known.size === 0) return [];
      if (await this.#isNoted(objects, known)) found.push(...objects);
    }
    return found;
  }

  async #isNoted(objects: readonly ListedObject[], noted: ReadonlySet<string>): Promise<boolean> {
    for (const { path } of objects) {
      const there = await this.#hash(path);
      if (there === undefined || !noted.has(there.sha256)) return false;
    }
    return true;
  }

  digestsOf(addendum: NewAddendum): Hashed[] {
    return objectsOf(addendum).map(({ whole }) => whole);
  }

  /** Completes what is there of the same content. Throws CONFLICT, and puts nothing, where other things are there. */
  async publish(addendum: NewAddendum, there: readonly ListedObject[]): Promise<void> {
    const folder = `${ADDENDA_FOLDER}/${addendumFolder(addendum.number)}/`;
    const objects = objectsOf(addendum);
    const have = new Set<BytePath>();
    for (const { path, size } of there.filter(one => one.path.startsWith(folder))) {
      const wanted = objects.find(one => one.path === path);
      if (wanted?.whole.size !== size) throw conflict();
      await this.#requireSame(wanted);
      have.add(path);
    }
    for (const object of objects)
      if (!have.has(object.path) && !(await this.#put(object))) await this.#requireSame(object);
  }

  async #put({ path, whole, read }: NewObject): Promise<boolean> {
    const staged = new StagedObject(this.#wire, this.#abilities, {
      key: this.#key(path),
      what: `Custody/${path}`,
      path: `Custody/${path}`,
      size: whole.size,
      metadata: {},
    });
    try {
      await read(piece => staged.write(piece));
      await staged.finish(whole, false);
      return await staged.publish();
    } finally {
      await staged.discard();
    }
  }

  async #requireSame({ path, whole }: NewObject): Promise<void> {
    if ((await this.#hash(path))?.sha256 !== whole.sha256) throw conflict();
  }

  #hash(path: BytePath): Promise<Hashed | undefined> {
    return hashObject(this.#wire, this.#key(path), `Custody/${path}`);
  }

  async #readSmall(path: BytePath, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    const read = await readObject(this.#wire, this.#key(path), `Custody/${path}`, bytes => {
      size += bytes.length;
      if (size > limit)
        throw new SeqwardenError('CUSTODY_NOT_PLAIN', 'a file of an addendum is too large', { path });
      pieces.push(bytes);
    });
    return read === undefined ? undefined : new Uint8Array(Buffer.concat(pieces));
  }

  #key(path: BytePath): string {
    return keyOf(this.#folder, path);
  }
}

/** Amended files first, the envelope last. */
function objectsOf({ number, content, amended }: NewAddendum): NewObject[] {
  const folder = `${ADDENDA_FOLDER}/${addendumFolder(number)}`;
  const small = [...content]
    .toSorted(([a], [b]) => Number(a === ADDENDUM_ENVELOPE_FILE) - Number(b === ADDENDUM_ENVELOPE_FILE))
    .map(([name, pieces]): NewObject => {
      const bytes = Buffer.concat([...pieces]);
      const whole = { sha256: Buffer.from(sha256(bytes)).toString('hex'), size: bytes.length };
      return { path: `${folder}/${name}`, whole, read: async take => take(bytes) };
    });
  const large = amended.map(
    (file): NewObject => ({
      path: `${folder}/${AMENDED_FOLDER}/${file.path}`,
      whole: { sha256: file.sha256, size: file.bytes },
      read: take => readAmended(file, take),
    }),
  );
  return [...large, ...small];
}

/** What a place with folders would list in this one; `prefix` ends in `/`. */
function entriesIn(there: readonly ListedObject[], prefix: BytePath): AddendaEntry[] {
  const entries = new Map<BytePath, AddendaEntry>();
  for (const { path } of there) {
    if (!path.startsWith(prefix)) continue;
    const [name = '', ...below] = path.slice(prefix.length).split('/');
    const isFolder = below.length > 0;
    entries.set(name, { name, isFolder, isFile: !isFolder && !entries.has(name) });
  }
  return [...entries.values()];
}

function byFolder(there: readonly ListedObject[]): Map<BytePath, ListedObject[]> {
  const folders = new Map<BytePath, ListedObject[]>();
  for (const object of there) {
    const folder = object.path.split('/').slice(0, 2).join('/');
    const known = folders.get(folder);
    if (known === undefined) folders.set(folder, [object]);
    else known.push(object);
  }
  return folders;
}

function conflict(): SeqwardenError {
  return new SeqwardenError('CONFLICT', 'there is another addendum of this number', {
    path: `Custody/${ADDENDA_FOLDER}`,
  });
}
