import type { RunProof } from '@seqwarden/advisory/answer';
import { runSourceKey } from '@seqwarden/advisory/inventory';
import { dayText } from '@seqwarden/cases/calendar';
import type { Exposed, ExposedRun, RunsKnown } from '@seqwarden/cases/notice';
import { installedKey } from '@seqwarden/proof/acts';
import type { CaseWindow } from '../../casework/windows-of-case.ts';

/** What a notice tells of windows: those that there are. */
export function exposedOf(windows: readonly CaseWindow[]): Exposed[] {
  return windows.flatMap(({ item: { installed, vulnerability }, window, proofs }) => {
    if (window === null) return [];
    const runs = window.runs.map(({ source, flowCell = null, at, certain }) => ({
      id: source.runId,
      flowCell,
      at: at === null ? null : dayText(at),
      certain,
      verified: verifiedOf(proofs.get(runSourceKey(source))),
    }));
    return [{ installed, vulnerability, first: window.first, last: window.last, runs }];
  });
}

/** The runs of installations without a window, each installation once. */
export function knownOf(windows: readonly CaseWindow[]): RunsKnown[] {
  const known = windows.flatMap(({ item: { installed }, window, runs }): RunsKnown[] => {
    if (window !== null || runs === null || runs.count === 0) return [];
    const { count, first, last } = runs;
    return [{ installed, count, first: first && dayText(first), last: last && dayText(last) }];
  });
  return [...new Map(known.map(one => [installedKey(one.installed), one])).values()];
}

/** A signature that is not good proves nothing, whatever the files are. */
function verifiedOf(proof: RunProof | undefined): ExposedRun['verified'] {
  if (proof === undefined || proof.signature === 'unsigned') return 'not_sealed';
  if (proof.signature !== 'good') return 'cannot_tell';
  return proof.verified === null ? 'not_checked' : proof.verified.answer;
}
