import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import type { CustodyContent } from '../../custody/publish-custody.ts';
import type { AddendaFound } from '../../custody/read-addenda.ts';
import type { NewAddendum, TakeBytes } from '../../custody/write-addendum.ts';
import { FOLDER_BITS } from '../../host/hide-as.ts';
import { folderOf, nameOf } from '../../host/path-parts.ts';
import { OWN_FOLDER } from '../../host/run-place.ts';
import { temporaryName } from '../../host/temporary-name.ts';
import type { CustodyFiles, KeptAttributes, Listing, RunAtDestination, SinkSpec } from '../destination.ts';
import { nameRefusal } from '../folder/name-refusal.ts';
import { requireShown } from '../taken-name.ts';
import { publishAddendum, readAddenda } from './addenda.ts';
import { publishCustody, readCustody } from './custody.ts';
import { type RunFolder, SftpFileSink } from './file-sink.ts';
import { listRun } from './list-run.ts';
import type { NameRules } from './probe-names.ts';
import { removeLeftovers } from './remove-leftovers.ts';
import {
  flushFolder,
  isFolderThere,
  joined,
  makeFolder,
  readFolder,
  requireFolder,
} from './server-folders.ts';
import { sftpError } from './sftp-error.ts';
import type { SftpSession } from './sftp-session.ts';
import { seconds } from './times.ts';
import { contentOf, putWhole, replaceWhole } from './whole-file.ts';
import { kindOf } from './wire.ts';

/** PATH_MAX of Linux is 4,096 with the zero byte at the end. */
const LONGEST_PATH = 4095;

/** A run's own folder on a server. It uses the destination's connection, and does not close it. */
export class SftpRun implements RunAtDestination {
  readonly fresh: boolean;
  readonly label: string;
  readonly sink: SinkSpec;
  readonly files: SftpFileSink;
  readonly #session: SftpSession;
  readonly #path: BytePath;
  readonly #rules: NameRules;

  constructor(
    run: RunFolder & {
      readonly fresh: boolean;
      readonly label: string;
      readonly sink: SinkSpec;
      readonly rules: NameRules;
    },
  ) {
    this.fresh = run.fresh;
    this.label = run.label;
    this.sink = run.sink;
    this.#session = run.session;
    this.#path = run.path;
    this.#rules = run.rules;
    this.files = new SftpFileSink(async () => run, { interrupt: () => {}, close: async () => {} });
  }

  refusal(path: BytePath): string | undefined {
    const beside = joined(joined(this.#path, folderOf(path)), temporaryName());
    if (Math.max(joined(this.#path, path).length, beside.length) > LONGEST_PATH)
      return `a path of more than ${LONGEST_PATH} bytes on the server`;
    return nameRefusal(path, this.#rules);
  }

  makeFolders(folders: readonly BytePath[]): Promise<void> {
    return this.#at('', async () => {
      await requireFolder(this.#session, this.#path, '');
      const there: BytePath[] = [];
      for (const level of byDepth(folders))
        await inGroups(level, async folder => {
          if (!(await makeFolder(this.#session, joined(this.#path, folder)))) there.push(folder);
        });
      const within = Map.groupBy(there, folderOf);
      await inGroups([...within.keys()], async above => {
        const entries = await readFolder(this.#session, joined(this.#path, above));
        const names = entries.map(({ name }) => name);
        requireShown(within.get(above) ?? [], names);
      });
    });
  }

  list(): Promise<Listing> {
    return this.#at('', () => listRun(this.#session, this.#path));
  }

  removeLeftovers(source: ReadonlySet<BytePath>): Promise<void> {
    return this.#at('', () => removeLeftovers(this.#session, this.#path, source));
  }

  withdraw(path: BytePath): Promise<void> {
    return this.#at(path, async () => {
      if (!(await isFolderThere(this.#session, this.#path, folderOf(path)))) return;
      const there = await this.#session.lstat(joined(this.#path, path));
      if (there === undefined) return;
      if (kindOf(there) !== 'file')
        throw new SeqwardenError(
          'CONFLICT',
          `destination ${displayPath(path)} is no file that we put there`,
          { path },
        );
      await this.#session.remove(joined(this.#path, path));
    });
  }

  settle(folders: ReadonlyMap<BytePath, Omit<KeptAttributes, 'size'>>): Promise<void> {
    return this.#at('', async () => {
      for (const level of byDepth([...folders.keys()]).toReversed())
        await inGroups(level, async folder => {
          const kept = folders.get(folder);
          if (kept === undefined) return;
          await requireFolder(this.#session, this.#path, folder);
          await flushFolder(this.#session, joined(this.#path, folder), {
            times: { atime: seconds(kept.atimeMs), mtime: seconds(kept.mtimeMs) },
            narrow: mode => mode & ~(FOLDER_BITS & ~kept.mode),
          });
        });
      if (folders.has('')) await flushFolder(this.#session, folderOf(this.#path) || '/');
    });
  }

  readCustody(): Promise<CustodyFiles | undefined> {
    return this.#at('Custody', () => readCustody(this.#session, this.#path));
  }

  publishCustody(content: CustodyContent): Promise<void> {
    return this.#at('Custody', async () => {
      await requireFolder(this.#session, this.#path, '');
      await publishCustody(this.#session, this.#path, content);
    });
  }

  readAddenda(): Promise<AddendaFound> {
    return this.#at('Custody', () => readAddenda(this.#session, this.#path));
  }

  publishAddendum(addendum: NewAddendum): Promise<void> {
    return this.#at('Custody', async () => {
      await requireFolder(this.#session, this.#path, 'Custody');
      await publishAddendum(this.#session, this.#path, addendum);
    });
  }

  putProof(path: BytePath, bytes: Uint8Array, replaces: boolean): Promise<boolean> {
    return this.#at(path, async () => {
      await requireFolder(this.#session, this.#path, folderOf(path));
      const folder = joined(this.#path, folderOf(path));
      const own = joined(folderOf(this.#path), OWN_FOLDER);
      if (!replaces) return putWhole(this.#session, folder, nameOf(path), bytes, own);
      await replaceWhole(this.#session, folder, nameOf(path), bytes, own);
      return true;
    });
  }

  readFile(path: BytePath, take: TakeBytes): Promise<boolean> {
    return this.#at(path, async () => {
      if (!(await isFolderThere(this.#session, this.#path, folderOf(path)))) return false;
      const there = await this.#session.lstat(joined(this.#path, path));
      if (there === undefined || kindOf(there) !== 'file') return false;
      for await (const piece of contentOf(this.#session, joined(this.#path, path))) await take(piece);
      return true;
    });
  }

  async close(): Promise<void> {}

  async #at<T>(path: BytePath, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw sftpError(error, path);
    }
  }
}

/** Folders that do not depend on each other together, those above others first. */
function byDepth(folders: readonly BytePath[]): BytePath[][] {
  const levels: BytePath[][] = [];
  for (const folder of folders) {
    const depth = folder === '' ? 0 : folder.split('/').length;
    levels[depth] = [...(levels[depth] ?? []), folder];
  }
  return levels.filter(level => level !== undefined);
}

/** So many requests are on the way at once that the way to the server does not count. */
const GROUP = 64;

async function inGroups(
  folders: readonly BytePath[],
  act: (folder: BytePath) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < folders.length; at += GROUP)
    await Promise.all(folders.slice(at, at + GROUP).map(act));
}
