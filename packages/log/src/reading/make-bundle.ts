import { type AnyStatement, type Bytes, SeqwardenError } from '@seqwarden/proof';
import { CHECKPOINT_FILE, StoredTree } from '@seqwarden/proof/log';
import { sha256 } from '../hash.ts';
import { type Audit, type AuditedLog, auditLog } from './audit-log.ts';
import type { ReadEntry } from './judge-entry.ts';
import type { KnownState } from './known-state.ts';
import { type BundledRecord, type BundledStep, encodeBundle, MAX_BUNDLE } from './statement-bundle.ts';

export interface BundleQuestion {
  /** Asked of every record in its order. Those that are about keys, and what they may do, are in each bundle. */
  readonly isMeant: (entry: ReadEntry) => boolean;
  /** Sizes of the states that its readers know: it shows that it continues them. */
  readonly from?: readonly number[];
  readonly known?: readonly KnownState[];
  readonly onProgress?: (entries: number, size: number) => void;
  readonly signal?: AbortSignal;
}

export interface MadeBundle {
  readonly file: Bytes;
  readonly records: number;
  readonly audit: Audit;
}

/** What every bundle has: without it nobody can judge the others. */
export function isOfKeys({
  index,
  statement,
}: Pick<ReadEntry, 'index'> & { readonly statement: AnyStatement | undefined }): boolean {
  return index === 0 || statement?.kind === 'key' || statement?.kind === 'rights';
}

/** Takes statements out of a log with their proofs, as of its latest checkpoint. The whole log is audited on the way. Throws as `auditLog` does, and LOG_PROOF_INVALID for a size that the log never had. */
export async function makeBundle({ key, read }: AuditedLog, question: BundleQuestion): Promise<MadeBundle> {
  const taken: { readonly index: number; readonly entry: Bytes }[] = [];
  let bytes = 0;
  // One and the same checkpoint for all that is proven, though the log may grow meanwhile.
  const checkpointFile = await read(CHECKPOINT_FILE);
  const frozen = async (path: string) => (path === CHECKPOINT_FILE ? checkpointFile : read(path));
  const { known = [], onProgress, signal } = question;
  const audit = await auditLog(
    { key, read: frozen },
    {
      known,
      onEntry: one => {
        const isMeant = question.isMeant(one);
        if (!isMeant && !isOfKeys(one)) return;
        bytes += one.file.length;
        if (bytes > MAX_BUNDLE)
          throw new SeqwardenError('USAGE', 'that is more than goes into one file: ask for less');
        taken.push({ index: one.index, entry: one.file.slice() });
      },
      ...(onProgress !== undefined && { onProgress }),
      ...(signal !== undefined && { signal }),
    },
  );
  const file = checkpointFile ?? new Uint8Array();
  const tree = new StoredTree(sha256, read, audit.checkpoint.size);
  const records: BundledRecord[] = [];
  for (const one of taken) records.push({ ...one, hashes: await tree.inclusionProof(one.index) });
  const steps: BundledStep[] = [];
  for (const size of [...new Set(question.from ?? [])].sort((a, b) => a - b))
    steps.push({ size, hashes: await tree.consistencyProof(size) });
  const bundle = encodeBundle({ checkpoint: new Uint8Array(file), steps, records });
  return { file: bundle, records: records.length, audit };
}
