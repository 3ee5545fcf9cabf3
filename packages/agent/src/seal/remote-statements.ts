import { type BytePath, MAX_ADDENDA } from '@seqwarden/proof';
import { openRemoteRun } from '../destinations/open-remote-run.ts';
import type { RemoteSpec } from '../destinations/remote-run.ts';
import type { EnteredStatement } from './entered-statements.ts';
import { readCompanionFrom } from './read-companion-from.ts';
import { statementPlace } from './statement-place.ts';

/** As `statementsOf`, of a run on a server, which is only read. Throws DESTINATION_*, CUSTODY_NOT_PLAIN for one that is too large. */
export async function remoteStatementsOf(
  place: RemoteSpec,
  name: string,
  signal?: AbortSignal,
): Promise<EnteredStatement[]> {
  const run = await openRemoteRun(place, name, signal);
  const read = (path: BytePath) => readCompanionFrom((at, take) => run.read(at, take), path);
  try {
    const statements: EnteredStatement[] = [];
    // Addenda are numbered without a gap.
    for (let number = 0; number <= MAX_ADDENDA; number++) {
      signal?.throwIfAborted();
      const { folder, ...names } = statementPlace(number);
      const envelope = await read(`${folder}/${names.envelope}`);
      if (envelope === undefined) break;
      statements.push({ number, envelope, proof: await read(`${folder}/${names.proof}`) });
    }
    return statements;
  } finally {
    await run.close();
  }
}
