import type { Component, ComponentState, Installation, StatedFix } from '../inventory/inventory.ts';
import { compareSpans } from '../inventory/span.ts';
import type { PatchLine } from '../overlay/overlay.ts';
import { compareVersions } from '../version/index.ts';
import type { Reason, Verdict } from './finding.ts';
import type { Judged } from './judge-entry.ts';
import { isBefore } from './moments.ts';
import type { Question } from './question.ts';
import { componentName } from './words.ts';

export interface AfterFixes {
  readonly verdict: Verdict;
  /** To stand before the others. */
  readonly reasons: readonly Reason[];
  readonly proofs: readonly StatedFix[];
  readonly overlay: readonly string[];
}

/**
 * Whether what persons state of fixes of this installation closes a finding. Where a digest of the installer is known, that digest must have been noted; else a
 * document must show it. A proof is of what was installed then.
 */
export function byFixes(
  question: Question,
  verdict: Verdict,
  judged: readonly Judged[],
): AfterFixes | undefined {
  const { prepared, vulnerability, installation } = question;
  const fixes = installation.fixes.filter(({ vulnerabilities }) =>
    vulnerabilities.some(id => id.toLowerCase() === vulnerability.id.toLowerCase()),
  );
  if (fixes.length === 0 || (verdict !== 'affected' && verdict !== 'review')) return undefined;
  const patches = prepared.lines.patches(vulnerability.id);
  const overlay = patches.map(({ id }) => id);
  const weighed = fixes.map(fix => ({ fix, ...proofOf(fix, patches) }));
  const proven = weighed.filter(({ isProof }) => isProof);
  if (proven.length === 0) {
    return { verdict: 'review', reasons: weighed.map(({ reason }) => reason), proofs: [], overlay };
  }
  const opens = (fix: StatedFix) => comesTooEarly(fix, judged) ?? seenAfter(fix, installation);
  const holding = proven.filter(({ fix }) => opens(fix) === undefined);
  if (holding.length > 0) {
    return {
      verdict: 'fixed',
      reasons: holding.map(({ reason }) => reason),
      proofs: holding.map(({ fix }) => fix),
      overlay,
    };
  }
  const reopened = proven.flatMap(({ fix }) => opens(fix) ?? []);
  const stays = reopened.some(({ isCertain }) => isCertain) ? verdict : 'review';
  return { verdict: stays, reasons: reopened.map(({ reason }) => reason), proofs: [], overlay };
}

function proofOf(fix: StatedFix, patches: readonly PatchLine[]): { isProof: boolean; reason: Reason } {
  const { installer, evidence } = fix;
  const noted = installer !== null && (installer.sha256 !== null || installer.sha512 !== null);
  const said = `fix stated by ${fix.source.by} on ${fix.source.on}`;
  if (patches.length > 0 && noted) {
    const equal = patches.find(patch => isInstaller(patch, installer));
    return equal === undefined
      ? {
          isProof: false,
          reason: {
            code: 'FIX_DIGEST_DIFFERS',
            text: `${said}: the installer that was run is not ${patches.map(({ file }) => file).join(' or ')}, by its digest`,
          },
        }
      : {
          isProof: true,
          reason: { code: 'FIX_PROVEN', text: `${said}: the installer was ${equal.file}, by its digest` },
        };
  }
  if (patches.length === 0 && evidence !== null) {
    const text = `${said}, with a document (SHA-256 ${evidence}); the publisher gives no digest of an installer`;
    return { isProof: true, reason: { code: 'FIX_PROVEN', text } };
  }
  const missing =
    patches.length > 0
      ? `no digest of the installer was noted, and that of ${patches.map(({ file }) => file).join(', ')} is known`
      : 'no document shows it';
  return { isProof: false, reason: { code: 'FIX_WITHOUT_PROOF', text: `${said}: ${missing}` } };
}

/** All digests that were noted are the patch's. */
function isInstaller(patch: PatchLine, installer: NonNullable<StatedFix['installer']>): boolean {
  return (['sha256', 'sha512'] as const).every(
    algorithm =>
      installer[algorithm] === null || installer[algorithm].toLowerCase() === patch[algorithm].toLowerCase(),
  );
}

interface Reopened {
  readonly reason: Reason;
  /** An image from before was put back: the versions decide again. */
  readonly isCertain: boolean;
}

/**
 * Nothing of what is listed was certainly there when the fix was made: not seen at or before that time, or seen only since, and something else before. A proof
 * is of what was installed then, and a year that was typed wrongly proves nothing.
 */
function comesTooEarly(fix: StatedFix, judged: readonly Judged[]): Reopened | undefined {
  const wasThere = ({ moment: { first } }: Judged) => first !== null && !isBefore(fix.at.until, first.until);
  const listed = judged.filter(
    ({ evidence }) => evidence.verdict === 'affected' || evidence.verdict === 'review',
  );
  if (listed.some(wasThere)) return undefined;
  const text = judged.some(wasThere)
    ? 'what the advisory lists was not seen before the fix, and something else was'
    : 'nothing tells that what the advisory lists was there when it was fixed: no reading of it, and no stated version, is as old';
  return { reason: { code: 'SEEN_AFTER_FIX', text }, isCertain: false };
}

/** A version of a kind of program. */
interface Seen {
  readonly component: Component;
  readonly state: ComponentState;
  readonly version: string;
}

/**
 * What was seen since that speaks against a fix that was proven: any program in an older version, or one that cannot be compared. The same version says nothing,
 * since patches leave it as it is; a newer one may be how it was fixed.
 */
function seenAfter(fix: StatedFix, { components }: Installation): Reopened | undefined {
  const programs = Map.groupBy(components, ({ kind, name }) => (kind === 'other' ? `other ${name}` : kind));
  const against = [...programs.values()].flatMap(program => {
    const seen = program.flatMap(seenOf).toSorted((a, b) => compareSpans(a.state.first.at, b.state.first.at));
    const then = seen.findLast(
      ({ state }) => state.first.at !== null && !isBefore(fix.at.until, state.first.at.until),
    );
    if (then === undefined) return [];
    return seen
      .filter((one, at) => at > seen.indexOf(then) || (one !== then && one.state.current !== 'no'))
      .flatMap(one => speaksAgainst(fix, then, one) ?? []);
  });
  return against.find(({ isCertain }) => isCertain) ?? against[0];
}

function seenOf(component: Component): Seen[] {
  return component.states.flatMap(state =>
    state.version === null ? [] : [{ component, state, version: state.version }],
  );
}

function speaksAgainst(fix: StatedFix, then: Seen, later: Seen): Reopened | undefined {
  const { first, last } = later.state;
  if (last.at !== null && !isBefore(fix.at.from, last.at.until)) return undefined;
  const isSameProgram = later.component.name === then.component.name;
  if (isSameProgram && later.version === then.version) return undefined;
  const order = isSameProgram ? compareVersions('intdot', later.version, then.version) : null;
  if (order !== null && order >= 0) return undefined;
  const [now, before] = [later, then].map(
    ({ component, version }) => `${componentName(component)} ${version}`,
  );
  return {
    reason: { code: 'SEEN_AFTER_FIX', text: `${now} was seen after the fix, and ${before} at that time` },
    isCertain: order !== null && isBefore(fix.at.until, first.at?.from),
  };
}
