import type { DestinationSpec } from '@seqwarden/agent/destinations';
import { type PutResult, recordHold } from '@seqwarden/agent/retention';
import { type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import type { Desk } from '../../casework/desk.ts';
import type { Context } from '../../context.ts';

/** What became of the hold of one run. */
export interface RunHold {
  readonly folder: string;
  /** Its identity; null: none was made. */
  readonly hold: string | null;
  readonly places: readonly PutResult[];
  /** Why none was made. */
  readonly error: { readonly code: ErrorCode; readonly message: string } | null;
}

/** Signs for each run that it must not be deleted. What fails for one stops no other. Throws the signal's reason. */
export async function holdRuns(
  folders: readonly string[],
  destinations: readonly DestinationSpec[],
  reason: string,
  desk: Desk,
  { version, now, signal }: Context,
): Promise<RunHold[]> {
  const held: RunHold[] = [];
  for (const folder of folders) {
    const options = { run: folder, destinations, reason, signer: desk.statementSigner, trust: desk.trust };
    try {
      const { hold, places } = await recordHold({ ...options, version, now, signal });
      held.push({ folder, hold, places, error: null });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SeqwardenError)) throw error;
      const { code, message } = error;
      held.push({ folder, hold: null, places: [], error: { code, message } });
    }
  }
  return held;
}
