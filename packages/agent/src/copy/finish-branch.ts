import { type BytePath, type ListedFile, SeqwardenError } from '@seqwarden/proof';
import type { KeptAttributes } from '../destinations/destination.ts';
import type { FileTable } from '../engine/file-table.ts';
import { foldersAbove } from '../host/path-parts.ts';
import type { MadeCustody } from '../seal/make-custody.ts';
import type { Branch } from './branch.ts';
import { bringFile } from './bring-file.ts';
import type { CopyJob } from './copy-job.ts';
import type { FolderAttributes } from './folder-attributes.ts';
import { listOfThese } from './list-of-seal.ts';
import { publishMarkersAt, type StagedMarker } from './markers.ts';
import { carriedFrom } from './reference.ts';
import type { SupersededRow } from './superseded-rows.ts';

export interface Finish {
  readonly job: CopyJob;
  readonly branch: Branch;
  readonly at: number;
  readonly folders: FolderAttributes;
  readonly markers: readonly StagedMarker[];
  readonly superseded: readonly SupersededRow[];
  readonly seal: MadeCustody;
}

/**
 * A power cut must not leave a seal without its files: their names are durable before `Custody` gets its own. Returns how many addenda it got.
 */
export async function finishBranch(finish: Finish): Promise<number> {
  const { job, branch, at, folders, markers, seal } = finish;
  const { files } = job.run;
  const absent = requireListed(branch, files);
  const brought = await bringWhatSourceLacks(finish, absent);
  await branch.run.settle(new Map([...brought, ...folders]));
  if (branch.custody.kind === 'none') {
    await branch.run.publishCustody(seal.content);
    seal.published?.();
  }
  const arrived = await publishAddenda(branch);
  await publishMarkersAt(at, files, markers);
  const ofMarkers = new Set(['', ...markers.map(({ row }) => files.folder(row))]);
  await branch.run.settle(new Map([...folders].filter(([folder]) => ofMarkers.has(folder))));
  return arrived;
}

/** From the destination whose addenda these are. Returns the folders in which something may be new that are not the source's. */
async function bringWhatSourceLacks(
  { job, branch, at, superseded }: Finish,
  absent: readonly ListedFile[],
): Promise<FolderAttributes> {
  const { reference } = branch;
  const { files } = job.run;
  const folders: Map<BytePath, Omit<KeptAttributes, 'size'>> = new Map();
  if (reference === undefined) return folders;
  const now = job.options.now();
  for (const { row, sha256 } of superseded) {
    const file = { path: files.path(row), sha256 };
    if (await bringFile(branch.run, file, reference.from, now))
      files.written[row] = (files.written[row] ?? 0) | (1 << at);
  }
  for (const file of absent) {
    if (!(await bringFile(branch.run, file, reference.from, now))) continue;
    const mtimeMs = now.getTime();
    for (const folder of foldersAbove(file.path))
      folders.set(folder, { mode: 0o755, mtimeMs, atimeMs: mtimeMs });
  }
  return folders;
}

/** Those that are not there yet, in their order. */
async function publishAddenda({ run, custody, reference }: Branch): Promise<number> {
  if (reference === undefined) return 0;
  const has = custody.kind === 'carry' ? custody.addenda.length : 0;
  const missing = reference.custody.addenda.slice(has);
  for (const addendum of missing) await run.publishAddendum(await carriedFrom(addendum, reference.from));
  return missing.length;
}

/** Returns what the reference of a destination lists, and the source has no more. Throws CONFLICT where it is none of these files. */
function requireListed({ reference }: Branch, files: FileTable): readonly ListedFile[] {
  if (reference === undefined) return [];
  const absent = listOfThese(reference.custody, files)?.absent;
  if (absent !== undefined) return absent;
  throw new SeqwardenError(
    'CONFLICT',
    'the destination has a Custody folder that is not a seal of these files',
    { path: 'Custody' },
  );
}
