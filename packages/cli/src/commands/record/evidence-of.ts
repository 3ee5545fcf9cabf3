import { EvidenceStore } from '@seqwarden/agent/evidence';
import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import type { Context } from '../../context.ts';

export const EVIDENCE_OPTION = {
  evidence: {
    type: 'strings',
    help: 'a file that shows it (screenshot, exported settings, service report); its copy is kept, the record has its digest; may be given again',
  },
} as const;

/** Of one record. */
const MOST = 32;

/** Takes the files that `--evidence` names into the store; their digests as records have them. Throws USAGE, CASE_INPUT_UNUSABLE, EVIDENCE_DAMAGED, CASE_STORE_UNUSABLE. */
export async function evidenceOf(args: Arguments, { env, signal }: Context): Promise<string[]> {
  const paths = args.texts('evidence');
  if (paths.length > MOST)
    throw new SeqwardenError('USAGE', `a record names at most ${MOST} files: pack some into one`);
  const store = EvidenceStore.at(env);
  const digests = new Set<string>();
  for (const path of paths) digests.add((await store.add(path, { signal })).sha256);
  return [...digests].sort();
}
