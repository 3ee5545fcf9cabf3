import { EvidenceStore } from '@seqwarden/agent/evidence';
import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import type { Context } from '../../context.ts';
import { evidenceOf } from '../record/evidence-of.ts';

/** Of one record. */
const MOST = 32;

/** What `--evidence` names, and files that the command read besides. Throws as `evidenceOf`. */
export async function evidenceOfFiles(
  args: Arguments,
  files: readonly string[],
  context: Context,
): Promise<string[]> {
  const store = EvidenceStore.at(context.env);
  const digests = new Set(await evidenceOf(args, context));
  for (const path of files) digests.add((await store.add(path, { signal: context.signal })).sha256);
  if (digests.size > MOST)
    throw new SeqwardenError('USAGE', `a record names at most ${MOST} files: pack some into one`);
  return [...digests].sort();
}
