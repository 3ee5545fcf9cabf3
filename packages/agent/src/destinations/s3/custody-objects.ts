import { createHash } from 'node:crypto';
import { ADDENDA_FOLDER, SeqwardenError } from '@seqwarden/proof';
import type { CustodyContent } from '../../custody/publish-custody.ts';
import type { AddendaFound } from '../../custody/read-addenda.ts';
import { LARGEST_COMPANION, LARGEST_MANIFEST, largestOf } from '../../custody/read-custody.ts';
import type { NewAddendum } from '../../custody/write-addendum.ts';
import type { CustodyFiles, Hashed } from '../destination.ts';
import { AddendaObjects } from './addenda-objects.ts';
import { listObjects } from './list-objects.ts';
import type { OwnObjects } from './own-objects.ts';
import { hashObject, readObject } from './read-object.ts';
import { removeObject } from './remove-object.ts';
import { StagedObject } from './staged-object.ts';
import type { StoreAbilities } from './store-abilities.ts';
import type { Wire } from './wire.ts';

/** Without it there is no seal, so it comes last. */
const LAST = 'seal.intoto.json';
/** A closed list of four has no use for more; addenda may have as many as there can be. */
const MOST_ENTRIES = 64;
const MOST_OBJECTS = 20_000;

/**
 * `Custody/` of one run. A store renames nothing, so its files appear one after the other, {@link LAST} last: what was interrupted is unsigned.
 * Before the first of them, a note of what is about to be put there is left among our own documents; by it the next copy knows an unfinished one
 * as ours, and takes it away.
 */
export class CustodyObjects {
  readonly #wire: Wire;
  readonly #abilities: StoreAbilities;
  readonly #own: OwnObjects;
  /** Key up to and with `Custody/`. */
  readonly #folder: string;
  readonly #notes: string;
  readonly #addenda: AddendaObjects;

  constructor(wire: Wire, abilities: StoreAbilities, own: OwnObjects, runFolder: string, runKey: string) {
    this.#wire = wire;
    this.#abilities = abilities;
    this.#own = own;
    this.#folder = `${runFolder}Custody/`;
    this.#notes = `publishing/${runKey}`;
    this.#addenda = new AddendaObjects(wire, abilities, this.#folder);
  }

  /** The files of a seal, whatever lies below the name of addenda; undefined: there is none. Throws CUSTODY_STRANGER, CUSTODY_NOT_PLAIN. */
  async read(): Promise<CustodyFiles | undefined> {
    const all = await this.#list();
    if (all.length === 0) return undefined;
    const there = all.filter(isOfTheSeal);
    if (there.length > MOST_ENTRIES)
      throw new SeqwardenError('CUSTODY_STRANGER', `Custody/ holds ${there.length} entries or more`);
    const files = new Map<string, readonly Uint8Array[]>();
    for (const { path: name, size } of there) {
      const limit = largestOf(name);
      if (name === '' || name.includes('/') || size > limit)
        throw new SeqwardenError('CUSTODY_NOT_PLAIN', 'Custody/ holds what is no plain file of a seal', {
          path: name,
        });
      const pieces = await this.#readPieces(name, limit);
      if (pieces !== undefined) files.set(name, pieces);
    }
    return files;
  }

  /** Completes what an interrupted try of the same content left. Throws CONFLICT, and puts nothing, where other things are there. */
  async publish(content: CustodyContent): Promise<void> {
    const digests = new Map([...content].map(([name, pieces]) => [name, digestOf(pieces)]));
    const there = (await this.#list()).filter(isOfTheSeal);
    for (const { path: name, size } of there) {
      const expected = digests.get(name);
      await this.#requireSame(name, expected?.size === size ? expected : undefined);
    }
    const have = new Set(there.map(({ path }) => path));
    if ([...content.keys()].every(name => have.has(name))) return;
    await this.#leaveNote([...digests.values()]);
    const order = [...content].toSorted(([a], [b]) => Number(a === LAST) - Number(b === LAST));
    for (const [name, pieces] of order) {
      const digest = digests.get(name);
      if (digest === undefined || have.has(name)) continue;
      if (!(await this.#put(name, pieces, digest))) await this.#requireSame(name, digest);
    }
    await this.#removeNotes();
  }

  /** As `RunAtDestination.putProof`. */
  async putProof(path: string, bytes: Uint8Array, replaces: boolean): Promise<boolean> {
    const name = path.slice('Custody/'.length);
    return this.#staged(name, [bytes], digestOf([bytes]), async staged => {
      if (!replaces) return staged.publish();
      await staged.replace();
      return true;
    });
  }

  /** Nothing in them was checked; what {@link removeUnfinished} would take away is left out. */
  async readAddenda(): Promise<AddendaFound> {
    const there = (await this.#list()).filter(one => !isOfTheSeal(one));
    const unfinished = await this.#addenda.unfinished(there, () => this.#notedNow());
    return this.#addenda.read(there.filter(one => !unfinished.includes(one)));
  }

  async publishAddendum(addendum: NewAddendum): Promise<void> {
    const there = (await this.#list()).filter(one => !isOfTheSeal(one));
    await this.#leaveNote(this.#addenda.digestsOf(addendum));
    await this.#addenda.publish(addendum, there);
    await this.#removeNotes();
  }

  /** Takes away an unsigned `Custody/`, and addenda without an envelope, of which every file stands in a note of ours. Under the run's lock only. */
  async removeUnfinished(): Promise<void> {
    const notes = await this.#own.list(this.#notes);
    if (notes.length === 0) return;
    const there = await this.#list();
    const ours = await this.#noted(notes);
    if (there.some(({ path }) => path === LAST)) {
      const addenda = there.filter(one => !isOfTheSeal(one));
      for (const { path } of await this.#addenda.unfinished(addenda, async () => ours))
        await removeObject(this.#wire, this.#folder + path, 'Custody');
    } else {
      const digests: (string | undefined)[] = [];
      for (const { path, size } of there)
        digests.push(size > LARGEST_MANIFEST ? undefined : (await this.#hash(path))?.sha256);
      if (digests.every(digest => digest !== undefined && ours.has(digest)))
        for (const { path } of there) await removeObject(this.#wire, this.#folder + path, 'Custody');
    }
    await this.#removeNotes();
  }

  async #list() {
    const there = await listObjects(this.#wire, this.#folder, 'Custody', MOST_OBJECTS + 1);
    if (there.length > MOST_OBJECTS)
      throw new SeqwardenError('CUSTODY_STRANGER', `Custody/ holds ${there.length} entries or more`);
    return [...there];
  }

  #hash(name: string): Promise<Hashed | undefined> {
    return hashObject(this.#wire, this.#folder + name, `Custody/${name}`);
  }

  async #requireSame(name: string, expected: Hashed | undefined): Promise<void> {
    const there = expected && (await this.#hash(name));
    if (there === undefined || there.sha256 !== expected?.sha256)
      throw new SeqwardenError('CONFLICT', 'another Custody is there already', { path: 'Custody' });
  }

  #put(name: string, pieces: Iterable<Uint8Array>, whole: Hashed): Promise<boolean> {
    return this.#staged(name, pieces, whole, staged => staged.publish());
  }

  async #staged(
    name: string,
    pieces: Iterable<Uint8Array>,
    whole: Hashed,
    giveName: (staged: StagedObject) => Promise<boolean>,
  ): Promise<boolean> {
    const staged = new StagedObject(this.#wire, this.#abilities, {
      key: this.#folder + name,
      what: `Custody/${name}`,
      path: `Custody/${name}`,
      size: whole.size,
      metadata: {},
    });
    try {
      for (const piece of pieces) await staged.write(piece);
      await staged.finish(whole, false);
      return await giveName(staged);
    } finally {
      await staged.discard();
    }
  }

  async #readPieces(name: string, limit: number): Promise<Uint8Array[] | undefined> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    const read = await readObject(this.#wire, this.#folder + name, `Custody/${name}`, bytes => {
      size += bytes.length;
      if (size > limit)
        throw new SeqwardenError('CUSTODY_NOT_PLAIN', 'a file of Custody/ is too large', { path: name });
      pieces.push(bytes);
    });
    return read === undefined ? undefined : pieces;
  }

  /** A note is a line of hex for each file; its name is the digest of what it says, so that the same one is left once. */
  async #leaveNote(digests: readonly Hashed[]): Promise<void> {
    const text = Buffer.from(digests.map(({ sha256 }) => `${sha256}\n`).join(''));
    await this.#own.put(`${this.#notes}/${digestOf([text]).sha256}`, text);
  }

  async #notedNow(): Promise<Set<string>> {
    return this.#noted(await this.#own.list(this.#notes));
  }

  async #noted(notes: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const name of notes) {
      const bytes = await this.#own.read(`${this.#notes}/${name}`, LARGEST_COMPANION);
      for (const line of Buffer.from(bytes ?? [])
        .toString('latin1')
        .split('\n'))
        if (line !== '') found.add(line);
    }
    return found;
  }

  async #removeNotes(): Promise<void> {
    for (const name of await this.#own.list(this.#notes)) await this.#own.remove(`${this.#notes}/${name}`);
  }
}

function isOfTheSeal({ path }: { readonly path: string }): boolean {
  return !path.startsWith(`${ADDENDA_FOLDER}/`);
}

function digestOf(pieces: Iterable<Uint8Array>): Hashed {
  const digest = createHash('sha256');
  let size = 0;
  for (const piece of pieces) {
    digest.update(piece);
    size += piece.length;
  }
  return { sha256: digest.digest('hex'), size };
}
