import type { RunProof, WindowedFinding } from '@seqwarden/advisory/answer';
import { runSourceKey } from '@seqwarden/advisory/inventory';
import type { Finding } from '@seqwarden/advisory/match';
import type { ExposureWindow } from '@seqwarden/advisory/window';
import type { RunVerifier } from '@seqwarden/agent/verify';
import type { Arguments } from '../../arguments.ts';
import type { Context } from '../../context.ts';
import { loadTrust } from '../../keys.ts';
import { progressReporter } from '../../text/progress.ts';
import type { RunsRead } from './read-runs.ts';

/**
 * The windows with what is known of the runs in them, where that is asked: by --trust, --log or a `verifier`, which hashes them again. Throws TRUST_*, and the signal's reason.
 */
export async function provenWindows(
  windows: ReadonlyMap<Finding, ExposureWindow | null>,
  runs: RunsRead,
  verifier: RunVerifier | undefined,
  args: Arguments,
  context: Context,
): Promise<readonly WindowedFinding[]> {
  const proofs = await proofsOf(windows, runs, verifier, args, context);
  return [...windows].map(([finding, window]) => ({ finding, window, proofs }));
}

async function proofsOf(
  windows: ReadonlyMap<Finding, ExposureWindow | null>,
  runs: RunsRead,
  verifier: RunVerifier | undefined,
  args: Arguments,
  context: Context,
): Promise<ReadonlyMap<string, RunProof>> {
  const isAsked = verifier !== undefined || args.texts('trust').length > 0;
  if (!isAsked && runs.log === undefined) return new Map();
  const { proveRuns } = await import('./prove-runs.ts');
  const inWindows = [...windows]
    .filter(([{ verdict }]) => verdict === 'affected' || verdict === 'review' || verdict === 'fixed')
    .flatMap(([, window]) => window?.runs ?? []);
  const sources = new Map(inWindows.map(({ source }) => [runSourceKey(source), source]));
  const progress = progressReporter(context, 'verifying the runs in question');
  try {
    return await proveRuns([...sources.values()], {
      trust: isAsked ? await loadTrust(args, context.env) : undefined,
      pathsOf: runs.pathsOf,
      inLog: identity => runs.log?.get(identity),
      verify: verifier && { by: verifier, onProgress: progress.update, signal: context.signal },
    });
  } finally {
    progress.end();
  }
}
