import { createHash } from 'node:crypto';
import {
  ADDENDA_FOLDER,
  AMENDED_FOLDER,
  addendumFolder,
  type BytePath,
  displayPath,
  type Finding,
  SeqwardenError,
} from '@seqwarden/proof';
import type { AmendedReading } from '../custody/amended-files.ts';
import { type FoundRun, foundFiles, OTHER_DIGEST } from '../custody/found-run.ts';
import { type AddendaFound, collectAddenda, NO_ADDENDA, notPlainInAddenda } from '../custody/read-addenda.ts';
import { CUSTODY, largestOf } from '../custody/read-custody.ts';
import type { RemoteFile, RemoteRun, RemoteSpecial } from '../destinations/remote-run.ts';
import { custodyIsNoFolder, notPlainInCustody, strangeCustody } from './custody-findings.ts';
import { inLanes } from './in-lanes.ts';
import { listedAddenda } from './listed-addenda.ts';
import { NO_CUSTODY, type OwnCustody } from './run-source.ts';

/** As where `Custody/` is a folder. */
const MOST_ENTRIES = 64;

/** A folder of an addendum's amended bytes, or one below it. */
const AMENDED = new RegExp(`^${CUSTODY}/${ADDENDA_FOLDER}/[^/]+/${AMENDED_FOLDER}(?:/|$)`);

type Listed = RemoteFile | RemoteSpecial;

/** `Custody/` of a run on a server, by what was listed of it; nothing in it is believed. */
export class RemoteCustody {
  readonly #run: RemoteRun;
  readonly #files: readonly RemoteFile[];
  readonly #special: readonly RemoteSpecial[];
  readonly #refused: readonly BytePath[];

  /** All whose path begins with `Custody`, in any letter case; ascending. `refused`: folders that could not be listed. */
  constructor(
    run: RemoteRun,
    files: readonly RemoteFile[],
    special: readonly RemoteSpecial[],
    refused: readonly BytePath[],
  ) {
    this.#run = run;
    this.#files = files;
    this.#special = special;
    this.#refused = refused;
  }

  /** What is wrong with the names in the run's root. */
  judgeNames(findings: Finding[]): void {
    const names = new Set([...this.#files, ...this.#special].map(({ path }) => path.split('/', 1)[0] ?? ''));
    for (const name of names) if (name !== CUSTODY) findings.push(strangeCustody(name));
    if (this.#files.some(({ path }) => path === CUSTODY)) findings.push(custodyIsNoFolder('file'));
    const kind = this.#special.find(({ path }) => path === CUSTODY)?.kind ?? 'folder';
    if (kind !== 'folder') findings.push(custodyIsNoFolder(kind));
  }

  async read(findings: Finding[]): Promise<OwnCustody> {
    if (this.#refused.includes(CUSTODY)) findings.push(refusedFolder(CUSTODY));
    const [files, special] = [below(this.#files, CUSTODY), below(this.#special, CUSTODY)];
    const names = new Set([...files, ...special].map(({ path }) => path.split('/', 1)[0] ?? ''));
    if (names.size > MOST_ENTRIES) {
      findings.push({ code: 'CUSTODY_STRANGER', message: `Custody/ holds ${names.size} entries` });
      return NO_CUSTODY;
    }
    const found = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const name of names) {
      const bytes = await this.#fileOf(name, files, findings);
      if (bytes instanceof Uint8Array) found.set(name, bytes);
      else if (bytes === 'other') findings.push(notPlainInCustody(name));
    }
    return { files: found, hasAddenda: names.has(ADDENDA_FOLDER) && !found.has(ADDENDA_FOLDER) };
  }

  async addenda(findings: Finding[]): Promise<AddendaFound> {
    const folder = `${CUSTODY}/${ADDENDA_FOLDER}`;
    if (this.#special.some(entry => entry.path === folder && !isFolder(entry))) {
      findings.push(notPlainInAddenda(''));
      return NO_ADDENDA;
    }
    const refused = this.#refused.filter(path => isIn(path, folder) && !AMENDED.test(path));
    if (refused.length > 0) {
      findings.push(...refused.slice(0, MOST_ENTRIES).map(refusedFolder));
      return NO_ADDENDA;
    }
    const sizes = new Map(below(this.#files, folder).map(({ path, size }) => [path, size]));
    const listed = listedAddenda(below(this.#files, folder), below(this.#special, folder));
    try {
      const found = await collectAddenda({
        list: async path => listed.get(path) ?? [],
        read: async (path, limit) => {
          const bytes = await this.#readWhole(`${folder}/${path}`, sizes.get(path) ?? 0, limit);
          return bytes instanceof Uint8Array ? bytes : undefined;
        },
      });
      findings.push(...found.findings);
      return found;
    } catch (error) {
      findings.push(unreadable(error));
      return NO_ADDENDA;
    }
  }

  /** Hashes what lies below an addendum's `files/`; undefined: there is none. Throws DESTINATION_DOWN and the signal's reason. */
  async amended(number: number, { largest, signal }: AmendedReading): Promise<FoundRun | undefined> {
    const folder = `${CUSTODY}/${ADDENDA_FOLDER}/${addendumFolder(number)}/${AMENDED_FOLDER}`;
    // Not as if nothing were there: what the server hides is not gone.
    const refused = this.#refused.find(path => isIn(path, folder));
    if (refused !== undefined)
      throw new SeqwardenError('DESTINATION_REFUSED', refusedFolder(refused).message, { path: refused });
    const own = [...this.#files, ...this.#special].find(({ path }) => path === folder);
    // As a folder's: what stands there was named when the addenda were read.
    if (own !== undefined && !isFolder(own)) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' });
    const [files, special] = [below(this.#files, folder), below(this.#special, folder)];
    if (own === undefined && files.length + special.length === 0) return undefined;
    const hash = async ({ path, size }: RemoteFile) => {
      signal?.throwIfAborted();
      return { path, sha256: await this.#hash(`${folder}/${path}`, size, largest) };
    };
    return foundFiles(await inLanes(files, hash), special);
  }

  async #hash(path: BytePath, size: number, largest: number): Promise<string | undefined> {
    const digest = createHash('sha256');
    let left = largest;
    try {
      if (size > largest) return OTHER_DIGEST;
      const isThere = await this.#run.read(path, bytes => {
        left -= bytes.length;
        if (left < 0) throw tooLarge(path);
        digest.update(bytes);
      });
      return isThere ? digest.digest('hex') : undefined;
    } catch (error) {
      if (isTooLarge(error)) return OTHER_DIGEST;
      unreadable(error);
      return undefined;
    }
  }

  /** A file of `Custody/` itself; a store can hold one, and others below its name. undefined, with a finding where it cannot be read. */
  async #fileOf(
    name: BytePath,
    files: readonly RemoteFile[],
    findings: Finding[],
  ): Promise<Uint8Array<ArrayBuffer> | 'other' | undefined> {
    const file = files.find(({ path }) => path === name);
    if (file === undefined) return name === ADDENDA_FOLDER ? undefined : 'other';
    if (files.some(({ path }) => path.startsWith(`${name}/`))) return 'other';
    const limit = largestOf(name);
    try {
      return await this.#readWhole(`${CUSTODY}/${name}`, file.size, limit);
    } catch (error) {
      findings.push(unreadable(error));
      return undefined;
    }
  }

  /** `size` is what was listed: what turns out longer is `other`, as what was listed longer than `limit`. undefined: it is gone. */
  async #readWhole(
    path: BytePath,
    size: number,
    limit: number,
  ): Promise<Uint8Array<ArrayBuffer> | 'other' | undefined> {
    if (size > limit) return 'other';
    const bytes = new Uint8Array(size);
    let filled = 0;
    try {
      const isThere = await this.#run.read(path, piece => {
        if (filled + piece.length > size) throw tooLarge(path);
        bytes.set(piece, filled);
        filled += piece.length;
      });
      return isThere ? bytes.subarray(0, filled) : undefined;
    } catch (error) {
      if (isTooLarge(error)) return 'other';
      throw error;
    }
  }
}

/** A folder that this account may not list says nothing about the run, neither good nor bad. */
export function refusedFolder(folder: BytePath): Finding {
  return {
    code: 'ENTRY_UNREADABLE',
    message: `${displayPath(folder)} cannot be listed: the server does not permit it`,
  };
}

function isIn(path: BytePath, folder: BytePath): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function isFolder(entry: Listed): boolean {
  return 'kind' in entry && entry.kind === 'folder';
}

/** Entries below a folder, by their paths there. */
function below<E extends Listed>(entries: readonly E[], folder: BytePath): E[] {
  const start = `${folder}/`;
  return entries
    .filter(({ path }) => path.startsWith(start))
    .map(entry => ({ ...entry, path: entry.path.slice(start.length) }));
}

function tooLarge(path: BytePath): SeqwardenError {
  return new SeqwardenError('FILE_TOO_LARGE', 'more bytes came than there can be', { path });
}

function isTooLarge(error: unknown): boolean {
  return error instanceof SeqwardenError && error.code === 'FILE_TOO_LARGE';
}

const UNREADABLE = new Set(['DESTINATION_REFUSED', 'DESTINATION_UNUSABLE', 'DESTINATION_WRITE_FAILED']);

/** What may be so for one file alone says nothing about the run, neither good nor bad; anything else is thrown. */
function unreadable(error: unknown): Finding {
  if (error instanceof SeqwardenError && UNREADABLE.has(error.code))
    return { code: 'ENTRY_UNREADABLE', message: error.message };
  throw error;
}
