import { type Bytes, MAX_ADDENDA, SeqwardenError } from '@seqwarden/proof';
import { LARGEST_COMPANION } from '../custody/read-custody.ts';
import { openRemoteRun, type RemoteRun, type RemoteSpec } from '../destinations/remote-run.ts';
import type { EnteredStatement } from './entered-statements.ts';
import { statementPlace } from './statement-place.ts';

/** As `statementsOf`, of a run on a server, which is only read. Throws DESTINATION_*, CUSTODY_NOT_PLAIN for one that is too large. */
export async function remoteStatementsOf(
  place: RemoteSpec,
  name: string,
  signal?: AbortSignal,
): Promise<EnteredStatement[]> {
  const run = await openRemoteRun(place, name, signal);
  try {
    const statements: EnteredStatement[] = [];
    // Addenda are numbered without a gap.
    for (let number = 0; number <= MAX_ADDENDA; number++) {
      signal?.throwIfAborted();
      const { folder, ...names } = statementPlace(number);
      const envelope = await companionIn(run, `${folder}/${names.envelope}`);
      if (envelope === undefined) break;
      statements.push({ number, envelope, proof: await companionIn(run, `${folder}/${names.proof}`) });
    }
    return statements;
  } finally {
    await run.close();
  }
}

/** undefined: no plain file is there. */
async function companionIn(run: RemoteRun, path: string): Promise<Bytes | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const isThere = await run.read(path, bytes => {
    size += bytes.length;
    if (size > LARGEST_COMPANION)
      throw new SeqwardenError('CUSTODY_NOT_PLAIN', `${path} is larger than any record`, { path });
    pieces.push(Uint8Array.from(bytes));
  });
  return isThere ? new Uint8Array(Buffer.concat(pieces)) : undefined;
}
