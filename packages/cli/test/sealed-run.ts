import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { BytePath } from '@seqwarden/proof';

/** What lies somewhere in a run; a `folder` is an empty one. */
export type Entry =
  | { readonly kind: 'file'; readonly bytes: Buffer }
  | { readonly kind: 'link'; readonly target: Buffer }
  | { readonly kind: 'folder' };

/** A sealed run on the disk that can be altered at will: `restore` brings it back as it was when this was made. */
export class SealedRun {
  readonly root: string;
  /** All but `Custody/`, in byte order. */
  readonly entries: ReadonlyMap<BytePath, Entry>;
  /** The files of `Custody/` itself. */
  readonly custody: ReadonlyMap<string, Buffer>;
  /** All that lies in `Custody/addenda/`, by path below it. */
  readonly addenda: ReadonlyMap<BytePath, Buffer>;
  /** Every folder that is not empty, by path; not the run itself, and not `Custody`. */
  readonly folders: readonly BytePath[];

  /** `root` is the absolute path of the run, in ASCII. */
  constructor(root: string) {
    this.root = root;
    const entries = new Map<BytePath, Entry>();
    const custody = new Map<string, Buffer>();
    const addenda = new Map<BytePath, Buffer>();
    const folders: BytePath[] = [];
    this.#survey('', (path, entry) => {
      if (path.startsWith('Custody/addenda/') && entry.kind === 'file')
        addenda.set(path.slice(16), entry.bytes);
      else if (path.startsWith('Custody/') && entry.kind === 'file') custody.set(path.slice(8), entry.bytes);
      else entries.set(path, entry);
    });
    for (const path of entries.keys()) {
      for (let cut = path.indexOf('/'); cut > 0; cut = path.indexOf('/', cut + 1)) {
        const folder = path.slice(0, cut);
        if (!folders.includes(folder)) folders.push(folder);
      }
    }
    this.entries = new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.custody = custody;
    this.addenda = new Map([...addenda].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.folders = folders.sort();
  }

  /** The path by which fs reaches an entry, whatever bytes its name has. */
  at(path: BytePath): Buffer {
    return Buffer.from(`${this.root}/${path}`, 'latin1');
  }

  paths(kind: Entry['kind']): BytePath[] {
    return [...this.entries].filter(([, entry]) => entry.kind === kind).map(([path]) => path);
  }

  bytes(path: BytePath): Buffer {
    const entry = this.entries.get(path);
    if (entry?.kind !== 'file') throw new Error(`${path} is no file of the run`);
    return entry.bytes;
  }

  restore(): void {
    rmSync(this.root, { recursive: true, force: true });
    this.copyTo(this.root);
  }

  /** Writes the run as it was sealed to another place. */
  copyTo(root: string): void {
    const at = (path: BytePath) => Buffer.from(`${root}/${path}`, 'latin1');
    for (const folder of ['', ...this.folders, 'Custody']) mkdirSync(at(folder), { recursive: true });
    for (const [path, entry] of this.entries) {
      if (entry.kind === 'file') writeFileSync(at(path), entry.bytes);
      else if (entry.kind === 'link') symlinkSync(entry.target, at(path));
      else mkdirSync(at(path));
    }
    for (const [name, bytes] of this.custody) writeFileSync(at(`Custody/${name}`), bytes);
    for (const [path, bytes] of this.addenda) {
      mkdirSync(at(`Custody/addenda/${dirname(path)}`), { recursive: true });
      writeFileSync(at(`Custody/addenda/${path}`), bytes);
    }
  }

  #survey(folder: BytePath, found: (path: BytePath, entry: Entry) => void): void {
    const names = readdirSync(this.at(folder), { encoding: 'latin1' });
    if (names.length === 0) found(folder, { kind: 'folder' });
    for (const name of names) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const stat = lstatSync(this.at(path));
      if (stat.isSymbolicLink())
        found(path, { kind: 'link', target: readlinkSync(this.at(path), { encoding: 'buffer' }) });
      else if (stat.isDirectory()) this.#survey(path, found);
      else found(path, { kind: 'file', bytes: readFileSync(this.at(path)) });
    }
  }
}
