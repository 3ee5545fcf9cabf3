import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { OWN_FOLDER } from '../../host/run-place.ts';
import type { Destination, RunAtDestination, SinkSpec } from '../destination.ts';
import { drawId, ID_FILE, LARGEST_ID, requireId } from '../destination-id.ts';
import { destinationLabel } from '../destination-label.ts';
import type { SftpSpec } from './connect.ts';
import { openRoot } from './open-root.ts';
import { OwnDocuments } from './own-documents.ts';
import { type NameRules, probeNames } from './probe-names.ts';
import { runFolderName } from './run-folder-name.ts';
import { flushFolder, joined, makeFolder, requireFlush } from './server-folders.ts';
import { lockOnServer } from './server-lock.ts';
import { sftpError } from './sftp-error.ts';
import { SftpRun } from './sftp-run.ts';
import type { SftpSession } from './sftp-session.ts';
import { kindOf } from './wire.ts';

/**
 * A folder on an SFTP server.
 *
 * ssh2 is the transport: it encrypts, compares the host key with the one that was pinned, and logs in with a key. What is said over its channel is
 * sftp-session.ts: version 3 of the protocol with OpenSSH's extensions, by requests that do not wait for each other. Names are bytes there, so
 * that those that are not UTF-8 come over as they are. No shell and no command of the server is ever used.
 *
 * A file is created under a temporary name in its target folder (staged-file.ts), written with up to 4 MiB on the way, counted by what was acknowledged, flushed
 * by fsync@openssh.com, closed, and given its name by hardlink@openssh.com, which takes no name that is taken. Folders are looked at with lstat before
 * each request that goes through them. What lies there has the shape of a local destination: the server's administrator can seal, verify and lock it as one.
 *
 * Once lost, a connection does not come back: everything fails with DESTINATION_DOWN, and whoever tries again opens again. Each thread has its own.
 */
export async function openSftp(spec: SftpSpec, signal?: AbortSignal): Promise<Destination> {
  const opening = new AbortController();
  let end = () => opening.abort();
  signal?.addEventListener('abort', () => end(), { once: true });
  signal?.throwIfAborted();
  const { session, path } = await openRoot(spec, opening.signal);
  end = () => session.hurry();
  try {
    const own = new OwnDocuments(session, path);
    return new SftpDestination(spec, session, path, own, await destinationId(own));
  } catch (error) {
    session.close();
    throw error;
  }
}

class SftpDestination implements Destination {
  readonly spec: SftpSpec;
  readonly label: string;
  readonly id: string;
  readonly #session: SftpSession;
  readonly #path: BytePath;
  readonly #own: OwnDocuments;
  #rules: NameRules | undefined;

  constructor(spec: SftpSpec, session: SftpSession, path: BytePath, own: OwnDocuments, id: string) {
    this.spec = spec;
    this.label = destinationLabel(spec);
    this.id = id;
    this.#session = session;
    this.#path = path;
    this.#own = own;
  }

  async lockRun(name: string): Promise<() => Promise<void>> {
    try {
      const folder = await this.#own.makeFolders('locks');
      return await lockOnServer(this.#session, folder, this.id, name);
    } catch (error) {
      throw sftpError(error, `${OWN_FOLDER}/locks`);
    }
  }

  async openRun(name: string, make: boolean): Promise<RunAtDestination | undefined> {
    const path = joined(this.#path, runFolderName(name));
    try {
      if (make) requireFlush(this.#session);
      const fresh = await this.#open(path, make);
      if (fresh === undefined) return undefined;
      return await this.#run(path, fresh, { kind: 'sftp', destination: this.spec, run: name }, make);
    } catch (error) {
      throw sftpError(error, '');
    }
  }

  async openQuarantine(name: string): Promise<RunAtDestination> {
    const below = `${OWN_FOLDER}/quarantine`;
    const folder = { ...this.spec, path: `${this.spec.path.replace(/\/$/, '')}/${below}` };
    try {
      const path = joined(await this.#own.makeFolders('quarantine'), runFolderName(name));
      // what was set aside is shown to nobody else, whatever the source showed
      await this.#session.makeFolder(path, 0o700);
      return await this.#run(path, true, { kind: 'sftp', destination: folder, run: name }, true);
    } catch (error) {
      throw sftpError(error, below);
    }
  }

  putOwn(path: string, bytes: Uint8Array): Promise<boolean> {
    return this.#own.put(path, bytes);
  }

  replaceOwn(path: string, bytes: Uint8Array): Promise<void> {
    return this.#own.replace(path, bytes);
  }

  readOwn(path: string, limit: number): Promise<Uint8Array | undefined> {
    return this.#own.read(path, limit);
  }

  listOwn(folder: string): Promise<readonly string[]> {
    return this.#own.list(folder);
  }

  async close(): Promise<void> {
    this.#session.close();
  }

  /** Names are tried out before something is written; until then those of the strictest kind of server are taken for possible. */
  async #run(path: BytePath, fresh: boolean, sink: SinkSpec, isWritten: boolean): Promise<SftpRun> {
    if (isWritten) this.#rules ??= await probeNames(this.#session, await this.#own.makeFolders(''));
    const label = `${this.label.replace(/\/$/, '')}${displayPath(path.slice(this.#path === '/' ? 0 : this.#path.length))}`;
    const rules = this.#rules ?? 'win32';
    return new SftpRun({ session: this.#session, path, fresh, label, sink, rules });
  }

  /** Whether the run's folder is new; undefined: it is not there. */
  async #open(path: BytePath, make: boolean): Promise<boolean | undefined> {
    if (make) {
      const isNew = await makeFolder(this.#session, path);
      if (isNew) await flushFolder(this.#session, this.#path);
      return isNew;
    }
    const there = await this.#session.lstat(path);
    if (there === undefined) return undefined;
    if (kindOf(there) === 'folder') return false;
    throw new SeqwardenError('CONFLICT', "a link or a file stands under the run's name at the destination");
  }
}

/** Read first: whoever only verifies needs no right to write. */
async function destinationId(own: OwnDocuments): Promise<string> {
  return requireId((await own.read(ID_FILE, LARGEST_ID)) ?? (await drawn(own)));
}

async function drawn(own: OwnDocuments): Promise<Uint8Array | undefined> {
  await own.put(ID_FILE, drawId());
  return own.read(ID_FILE, LARGEST_ID);
}
