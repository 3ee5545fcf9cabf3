import { type BytePath, compareBytePaths } from './byte-path.ts';
import type { SealCheck } from './custody.ts';
import type { Difference } from './difference.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import type { Finding } from './findings.ts';
import { type Policy, tolerates } from './policy.ts';
import type { SealPredicate } from './seal.ts';

export interface Verdict {
  readonly answer: 'unchanged' | 'changed' | 'cannot_tell';
  readonly exit: 0 | 1 | 3;
  /** Each code once, bad news first. */
  readonly codes: readonly ErrorCode[];
  /** What counts, in byte order of the paths, renames paired. */
  readonly differences: readonly Difference[];
  /** What the policy tolerates; it is reported and does not count. */
  readonly tolerated: readonly Difference[];
}

export interface Evidence {
  readonly check: SealCheck;
  /** Everything from the comparison of files and special entries; empty where the list is not sealed. */
  readonly differences: readonly Difference[];
  /** Anything else that was found, such as a `Custody` that is a link, or a file list that does not parse. */
  readonly findings?: readonly Finding[];
  readonly policy?: Policy;
  readonly requireComplete?: boolean;
}

const CODES: Record<Difference['kind'], ErrorCode> = {
  changed: 'FILE_CHANGED',
  missing: 'FILE_MISSING',
  added: 'FILE_ADDED',
  renamed: 'FILE_RENAMED',
  'not a file': 'NOT_A_FILE',
  unreadable: 'ENTRY_UNREADABLE',
};

/** SHA-256 of no bytes: an empty file is like any other, so it says nothing about a rename. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * The answer to "is this run as it was sealed". Bad news outweighs "cannot tell", and that outweighs good news;
 * without a check that is ok the answer is never "unchanged".
 */
export function judge({
  check,
  differences,
  findings = [],
  policy,
  requireComplete = false,
}: Evidence): Verdict {
  const counted: Difference[] = [];
  const tolerated: Difference[] = [];
  for (const difference of pairRenames(differences)) {
    const isTolerated = policy !== undefined && toleratesDifference(policy, difference);
    (isTolerated ? tolerated : counted).push(difference);
  }

  const codes = new Set<ErrorCode>([...check.findings, ...findings].map(({ code }) => code));
  if (check.seal !== undefined && isOfAnotherRun(check.seal, counted)) codes.add('SEAL_OF_ANOTHER_RUN');
  for (const { kind } of counted) codes.add(CODES[kind]);
  if (requireComplete && check.seal !== undefined && !isComplete(check.seal)) codes.add('INCOMPLETE');

  const sorted = [...codes].sort((a, b) => rank(a) - rank(b));
  const worst = sorted[0];
  const exit = worst === undefined ? (check.ok ? 0 : 3) : isCannotTell(worst) ? 3 : 1;
  const answer = exit === 0 ? 'unchanged' : exit === 1 ? 'changed' : 'cannot_tell';
  return { answer, exit, codes: sorted, differences: counted, tolerated };
}

/** A missing and an added file with the same content are one file that was renamed. */
function pairRenames(differences: readonly Difference[]): Difference[] {
  const added = new Map<string, Difference[]>();
  // Last ones first, so that the first is the one to pop: of a million equal files each pair costs the same.
  for (const difference of differences.toReversed()) {
    if (difference.kind !== 'added' || difference.sha256 === undefined || difference.sha256 === EMPTY)
      continue;
    const same = added.get(difference.sha256);
    if (same === undefined) added.set(difference.sha256, [difference]);
    else same.push(difference);
  }
  const paired = new Set<Difference>();
  const renamed: Difference[] = [];
  for (const missing of differences) {
    if (missing.kind !== 'missing' || missing.sha256 === undefined) continue;
    const now = added.get(missing.sha256)?.pop();
    if (now === undefined) continue;
    paired.add(missing).add(now);
    renamed.push({ kind: 'renamed', path: now.path, from: missing.path, sha256: missing.sha256 });
  }
  const rest = differences.filter(difference => !paired.has(difference));
  return [...rest, ...renamed].sort((a, b) => compareBytePaths(a.path, b.path));
}

function toleratesDifference(policy: Policy, { kind, path, from }: Difference): boolean {
  if (kind === 'added' || kind === 'missing') return tolerates(policy, kind, path);
  return (
    kind === 'renamed' &&
    from !== undefined &&
    tolerates(policy, 'missing', from) &&
    tolerates(policy, 'added', path)
  );
}

/**
 * Whether the seal was probably made for another run: of the sealed files more than half are not there as sealed, as many
 * changed or foreign files are there instead, and RunInfo.xml, where such a run has one, is not the sealed one.
 * A run of which much was deleted, or one file forged, does not look like this.
 */
function isOfAnotherRun(seal: SealPredicate, differences: readonly Difference[]): boolean {
  const count = (...kinds: readonly Difference['kind'][]) =>
    differences.filter(({ kind }) => kinds.includes(kind)).length;
  const half = seal.manifest.files / 2;
  const hasRunInfo = seal.kind === 'run' && seal.baseCalls.layout !== 'idat';
  const runInfoDiffers = differences.some(({ path, from }) => isRunInfo(path) || isRunInfo(from ?? ''));
  return (
    count('changed', 'missing', 'renamed', 'not a file') > half &&
    count('changed', 'added') > half &&
    (runInfoDiffers || !hasRunInfo)
  );
}

function isRunInfo(path: BytePath): boolean {
  return path.toLowerCase() === 'runinfo.xml';
}

function isComplete(seal: SealPredicate): boolean {
  return seal.completion.state === 'complete' && seal.baseCalls.missing === 0;
}

function isCannotTell(code: ErrorCode): boolean {
  return ERRORS[code].exit === 3;
}

function rank(code: ErrorCode): number {
  if (code === 'SEAL_OF_ANOTHER_RUN') return 0;
  return isCannotTell(code) ? 2 : 1;
}
