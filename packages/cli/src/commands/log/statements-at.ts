import { type EnteredStatement, remoteStatementsOf, statementsOf } from '@seqwarden/agent/seal';
import { parseRunAddress, type RunAddress } from '@seqwarden/agent/verify';

export interface WhereRunsLie {
  /** Of S3 stores that are not Amazon's. */
  readonly endpoint: string | undefined;
  readonly signal: AbortSignal;
}

/** A run on a server; undefined for a folder. `endpoint` may be meant for the register alone. Throws USAGE. */
export function addressOf(run: string, { endpoint }: WhereRunsLie): RunAddress | undefined {
  return parseRunAddress(run, /^s3:/i.test(run) ? endpoint : undefined);
}

/** The signed statements of a run, wherever it lies; none: it carries no seal. Throws RUN_*, SOURCE_*, DESTINATION_*, USAGE. */
export async function statementsAt(run: string, where: WhereRunsLie): Promise<EnteredStatement[]> {
  const address = addressOf(run, where);
  return address === undefined
    ? statementsOf(run)
    : await remoteStatementsOf(address.place, address.run, where.signal);
}
