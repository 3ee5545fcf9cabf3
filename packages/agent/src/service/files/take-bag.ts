import type { BytePath, ErrorCode, SeqwardenError } from '@seqwarden/proof';
import { folderAttributes } from '../../copy/folder-attributes.ts';
import { fsError } from '../../host/fs-error.ts';
import type { TreeRoot } from '../../host/held-tree.ts';
import { foldersAbove } from '../../host/path-parts.ts';
import type { Journal } from '../../journal/journal.ts';
import type { FileRecord, RunId, Slot } from '../../journal/records.ts';
import type { FilesAndBytes } from '../../scan/run-scan.ts';
import { type FileToTake, type TakeTools, takeOver } from './take-over.ts';

export interface BagTools extends TakeTools {
  readonly root: TreeRoot;
  readonly journal: Pick<Journal, 'recordDurable'>;
  readonly run: RunId;
  readonly now: () => Date;
  /** Is asked before each file. */
  readonly ends: () => boolean;
}

export interface BagResult {
  readonly files: number;
  readonly bytes: number;
  /** By place, what was written there. */
  readonly written: ReadonlyMap<Slot, FilesAndBytes>;
  /** By place, the first error of each. */
  readonly failed: ReadonlyMap<Slot, SeqwardenError>;
  /** Files that could not be read now; they are tried again. */
  readonly unread: ReadonlyMap<BytePath, ErrorCode>;
  readonly alarm:
    | { readonly code: ErrorCode; readonly path: BytePath; readonly slot: Slot | undefined }
    | undefined;
}

/**
 * Takes over files, then makes the names durable that they got, folder by folder, and only then notes them in the journal (I2). A place that
 * fails takes no further part; an alarm ends the bag.
 */
export async function takeBag(tools: BagTools, files: readonly FileToTake[]): Promise<BagResult> {
  const places = new Map(tools.places);
  const failed = new Map<Slot, SeqwardenError>();
  const unread = new Map<BytePath, ErrorCode>();
  const fail = (slot: Slot, error: SeqwardenError): void => {
    if (!failed.has(slot)) failed.set(slot, error);
    places.delete(slot);
  };
  const parents = new Set(files.flatMap(({ path }) => foldersAbove(path)));
  const folders = ['', ...[...parents].sort()];
  for (const [slot, { run }] of [...places])
    await run.makeFolders(folders.slice(1)).catch(error => fail(slot, fsError(error, 'destination', '')));

  const taken: FileRecord[] = [];
  const written = new Map<Slot, FilesAndBytes>();
  let alarm: BagResult['alarm'];
  for (const file of files) {
    if (tools.ends() || alarm !== undefined) break;
    if (file.action.kind !== 'compare' && places.size === 0) break;
    try {
      const result = await takeOver({ ...tools, places }, file);
      if (result.kind === 'alarm') alarm = { code: result.code, path: file.path, slot: result.slot };
      else {
        taken.push(...result.records);
        addWritten(written, result.written, result.records.at(-1)?.attributes.size ?? 0);
        for (const [slot, error] of result.failed) fail(slot, error);
      }
    } catch (error) {
      const { code } = fsError(error, 'source', file.path);
      if (!isOfTheSource(code)) throw error;
      unread.set(file.path, code);
    }
    await tools.spend(0);
  }

  const settled = await settle(tools, folders, taken, fail);
  tools.journal.recordDurable(tools.run, settled, tools.now());
  const bytes = settled.reduce((sum, { attributes }) => sum + attributes.size, 0);
  return { files: settled.length, bytes, written, failed, unread, alarm };
}

/** Returns what may be noted: of each file the places that held it before, and those whose folders are durable now. */
async function settle(
  { root, places }: BagTools,
  folders: readonly BytePath[],
  taken: readonly FileRecord[],
  fail: (slot: Slot, error: SeqwardenError) => void,
): Promise<FileRecord[]> {
  if (taken.length === 0) return [];
  let lost = 0;
  try {
    const attributes = folderAttributes(root, folders);
    for (const [slot, { run }] of places) {
      // A place that failed at one file may have taken others before; it is worth a try.
      await run.settle(attributes).catch(error => {
        lost |= 1 << slot;
        fail(slot, fsError(error, 'destination', ''));
      });
    }
  } catch {
    // The source is gone: nothing of this bag is noted, and all of it is read again.
    return [];
  }
  return taken.map(file => ({ ...file, held: file.held & ~lost })).filter(({ held }) => held !== 0);
}

function addWritten(all: Map<Slot, FilesAndBytes>, mask: number, size: number): void {
  for (let slot = 0; mask >> slot !== 0; slot++) {
    if ((mask & (1 << slot)) === 0) continue;
    const { files, bytes } = all.get(slot) ?? { files: 0, bytes: 0 };
    all.set(slot, { files: files + 1, bytes: bytes + size });
  }
}

export function isOfTheSource(code: ErrorCode): boolean {
  return code.startsWith('SOURCE_') || code.startsWith('RUN_');
}
