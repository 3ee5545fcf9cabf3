import { lstatSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import { fileClass, type Model } from '@seqwarden/runfolder';
import type { TakingPart } from '../../copy/taking-part.ts';
import type { FileTable } from '../../engine/file-table.ts';
import { HeldTree, type TreeRoot } from '../../host/held-tree.ts';
import type { FileRecord } from '../../journal/records.ts';
import { attributesOf } from '../../scan/file-attributes.ts';

/** Models that say of an onboard analysis that it ended, by `Analysis/<n>/CopyComplete.txt`. */
const MARKING: ReadonlySet<string | null> = new Set<Model>([
  'NextSeq 1000',
  'NextSeq 2000',
  'NextSeq 1000/2000',
  'NovaSeq X',
]);

/**
 * The folder of an onboard analysis in which something is late and which has not said that it ended, where the model does so: then the marker arrives
 * after the run's own (BCL Convert and DRAGEN analyses; seen in public data of such runs). What other models have there is over when it is quiet.
 *
 * @param model of the seal; null: unknown
 */
export function unfinishedAnalysis(
  model: string | null,
  files: Pick<FileTable, 'path' | 'find'>,
  late: { readonly added: readonly number[]; readonly amended: readonly { readonly path: BytePath }[] },
): BytePath | undefined {
  if (!MARKING.has(model)) return undefined;
  const paths = [...late.added.map(row => files.path(row)), ...late.amended.map(({ path }) => path)];
  const folders = new Set(paths.flatMap(path => /^Analysis\/\d+(?=\/)/.exec(path) ?? []));
  return [...folders].find(folder => files.find(`${folder}/CopyComplete.txt`) < 0);
}

/** For the journal: what was added, as it looked when it was read. `held` is by the places in the list of destinations. */
export function addedRecords(
  source: TreeRoot,
  files: FileTable,
  added: readonly number[],
  { branches, live }: Pick<TakingPart, 'branches' | 'live'>,
  places: readonly unknown[],
): FileRecord[] {
  const held = branches.reduce(
    (bits, branch, at) => (live & (1 << at) ? bits | (1 << places.indexOf(branch)) : bits),
    0,
  );
  const tree = new HeldTree(source);
  const records: FileRecord[] = [];
  try {
    for (const row of added) {
      tree.enter(files.folder(row));
      const name = tree.at(files.name(row));
      const rounded = lstatSync(name, { throwIfNoEntry: false });
      const now = lstatSync(name, { throwIfNoEntry: false, bigint: true });
      if (rounded === undefined || now === undefined || !files.sameAttributes(row, rounded)) continue;
      const path = files.path(row);
      const sha256 = Buffer.from(files.digestHex(row), 'hex');
      records.push({ path, attributes: attributesOf(now), sha256, class: fileClass(path), held });
    }
    return records;
  } finally {
    tree.close();
  }
}
