import { createHash } from 'node:crypto';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { folderOf } from '../../host/path-parts.ts';
import type { Listing } from '../destination.ts';
import type { RemoteFile, RemoteListing, RemoteSpecial } from '../remote-run.ts';
import { listRun } from './list-run.ts';
import { joined } from './server-folders.ts';
import type { SftpSession } from './sftp-session.ts';
import { type Attributes, kindOf } from './wire.ts';

const CUSTODY = 'Custody';
/** Requests on the way for what is no plain file. */
const AT_ONCE = 64;

/** What lies in a run's folder and in its `Custody/`. Nothing is followed. Throws RUN_NOT_FOUND, RUN_NOT_A_FOLDER, DESTINATION_*, and what the session throws. */
export async function remoteListing(
  session: SftpSession,
  place: BytePath,
  label: string,
): Promise<RemoteListing> {
  const there = await session.lstat(place);
  if (there === undefined) throw new SeqwardenError('RUN_NOT_FOUND', `${label}: there is no such run`);
  if (kindOf(there) !== 'folder')
    throw new SeqwardenError('RUN_NOT_A_FOLDER', `${label} is a link or a file, not a folder`);
  const found = new Found(session, place, label);
  if (await found.addFolder('')) await found.addFolder(CUSTODY);
  return found.listing();
}

/** Puts together what the listings of a run and of its `Custody/` say. */
class Found {
  readonly #session: SftpSession;
  readonly #place: BytePath;
  readonly #files: RemoteFile[] = [];
  readonly #special: RemoteSpecial[] = [];
  readonly #refused: BytePath[] = [];
  readonly #label: string;

  constructor(session: SftpSession, place: BytePath, label: string) {
    this.#session = session;
    this.#place = place;
    this.#label = label;
  }

  /** Whether a folder `Custody` lies there, which is then left for a call of its own. */
  async addFolder(folder: BytePath): Promise<boolean> {
    const below = (path: BytePath) => (folder === '' ? path : joined(folder, path));
    const found = await listRun(this.#session, joined(this.#place, folder), path =>
      this.#refuse(below(path)),
    );
    for (const { path, size } of found.files) this.#files.push({ path: below(path), size });
    for (const path of emptyFolders(found)) this.#special.push({ path: below(path), kind: 'folder' });
    for (let at = 0; at < found.special.length; at += AT_ONCE)
      await Promise.all(found.special.slice(at, at + AT_ONCE).map(path => this.#addOne(below(path))));
    let hasCustody = false;
    for (const name of found.custody) {
      const isOwn = folder === '' && name === CUSTODY;
      const { mode = 0 } = await this.#look(below(name));
      if (isOwn && kindOf({ mode }) === 'folder') hasCustody = true;
      else await this.#addOne(below(name));
    }
    return hasCustody;
  }

  /** Throws DESTINATION_UNUSABLE where the server names anything twice. */
  listing(): RemoteListing {
    const files = this.#files.sort(ascending);
    const special = this.#special.sort(ascending);
    const others = new Set(special.map(({ path }) => path));
    const isTwice = ({ path }: RemoteFile, at: number) => files[at - 1]?.path === path || others.has(path);
    const twice = others.size < special.length ? special[0] : files.find(isTwice);
    if (twice !== undefined)
      throw new SeqwardenError('DESTINATION_UNUSABLE', 'the server names one entry of the run twice');
    return { files, special, impossible: [], refused: this.#refused.sort() };
  }

  #refuse(folder: BytePath): void {
    if (folder === '')
      throw new SeqwardenError('DESTINATION_REFUSED', `${this.#label}: the server does not permit it`);
    this.#refused.push(folder);
  }

  async #addOne(path: BytePath): Promise<void> {
    const attributes = await this.#look(path);
    const kind = kindOfEntry(attributes);
    if (kind === 'file') this.#files.push({ path, size: attributes.size ?? 0 });
    else if (kind === 'symlink') this.#special.push({ path, kind, targetSha256: await this.#target(path) });
    else this.#special.push({ path, kind });
  }

  async #look(path: BytePath): Promise<Attributes> {
    const there = await this.#session.lstat(joined(this.#place, path));
    if (there !== undefined) return there;
    throw new SeqwardenError(
      'DESTINATION_UNUSABLE',
      `destination ${displayPath(path)} vanished while it was listed`,
    );
  }

  async #target(path: BytePath): Promise<string> {
    const target = await this.#session.readLink(joined(this.#place, path));
    return createHash('sha256').update(target, 'latin1').digest('hex');
  }
}

/** As a walk through a local run counts them: a folder in which links and the like lie, and nothing else, is one. */
function emptyFolders({ files, folders }: Listing): BytePath[] {
  const filled = new Set<BytePath>();
  for (const { path } of files) filled.add(folderOf(path));
  for (const path of folders) filled.add(folderOf(path));
  return folders.filter(path => !filled.has(path));
}

/** S_IFMT of stat(2). */
const KINDS: ReadonlyMap<number, RemoteSpecial['kind'] | 'file'> = new Map([
  [0o140000, 'socket'],
  [0o120000, 'symlink'],
  [0o100000, 'file'],
  [0o040000, 'folder'],
  [0o010000, 'fifo'],
]);

function kindOfEntry({ mode = 0 }: Attributes): RemoteSpecial['kind'] | 'file' {
  return KINDS.get(mode & 0o170000) ?? 'device';
}

function ascending(a: { readonly path: BytePath }, b: { readonly path: BytePath }): number {
  return a.path < b.path ? -1 : 1;
}
