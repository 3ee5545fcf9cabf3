import type { Inventory } from '../inventory/index.ts';
import type { Finding, Unmatched, Verdict } from '../match/finding.ts';
import type { Ssvc } from '../score/index.ts';
import type { ExposureWindow } from '../window/index.ts';
import type { AskedAdvisory } from './asked-advisory.ts';
import type { RunProof } from './run-proof.ts';

/** Everything that `exposure` has to say, before it is put into words or JSON (FORMATS.md 27). */
export interface ExposureAnswer {
  readonly inventory: Inventory;
  readonly advisories: readonly AskedAdvisory[];
  readonly findings: readonly WindowedFinding[];
  readonly unmatched: readonly Unmatched[];
  readonly vulnerabilities: readonly RatedVulnerability[];
  /** Version of the overlay. */
  readonly overlay: string;
  /** The site's, IANA; an instrument's own comes before it. */
  readonly zone: string | null;
  readonly unread: readonly Unread[];
  readonly passedOver: PassedOver;
  readonly tool: { readonly name: string; readonly version: string };
  readonly failOn: ReadonlySet<Concern>;
}

export interface WindowedFinding {
  readonly finding: Finding;
  readonly window: ExposureWindow | null;
  /** Of runs in the window, by {@link runSourceKey}. */
  readonly proofs: ReadonlyMap<string, RunProof>;
}

export interface RatedVulnerability {
  readonly id: string;
  readonly cvss: readonly {
    readonly advisory: string;
    readonly version: string;
    readonly vector: string;
    readonly written: number | null;
    readonly computed: number | null;
  }[];
  readonly epss: { readonly score: number; readonly percentile: number; readonly date: string | null } | null;
  /** CISA's own decisions, as its notes have them. */
  readonly ssvc: readonly ({ readonly advisory: string } & Ssvc)[];
  readonly kev: { readonly dateAdded: string; readonly dueDate: string | null } | null;
}

/** How much was not looked into below the roots, on purpose. Whatever lies there is not answered. */
export interface PassedOver {
  /** Symbolic links. */
  readonly links: number;
  /** Folders whose names begin with a dot, and `lost+found`. */
  readonly hidden: number;
  /** Folders that lie deeper than runs do. */
  readonly deeper: number;
}

export const NOTHING_PASSED_OVER: PassedOver = { links: 0, hidden: 0, deeper: 0 };

/** What was not taken in, so that nothing is said of it. */
export interface Unread {
  readonly what: 'run' | 'advisory' | 'record';
  /** Path below what was named; of a record of a register its place. */
  readonly name: string;
  readonly code: string;
  readonly text: string;
}

/** What an exit code may come from, the gravest first. */
export const CONCERNS = ['affected', 'altered', 'review', 'unread', 'unproven'] as const;

export type Concern = (typeof CONCERNS)[number];

export function countVerdicts(findings: readonly WindowedFinding[]): Readonly<Record<Verdict, number>> {
  const counts = { affected: 0, review: 0, fixed: 0, not_affected: 0, not_listed: 0 };
  for (const { finding } of findings) counts[finding.verdict] += 1;
  return counts;
}

/** What there is to be concerned about, whether it is to count or not. */
export function concernsOf({ findings, unread }: Pick<ExposureAnswer, 'findings' | 'unread'>): Set<Concern> {
  const verdicts = countVerdicts(findings);
  const verified = findings.flatMap(({ proofs }) => [...proofs.values()].flatMap(one => one.verified ?? []));
  const there: Readonly<Record<Concern, boolean>> = {
    affected: verdicts.affected > 0,
    altered: verified.some(({ answer }) => answer === 'changed'),
    review: verdicts.review > 0,
    unread: unread.length > 0,
    unproven: verified.some(({ answer }) => answer === 'cannot_tell'),
  };
  return new Set(CONCERNS.filter(one => there[one]));
}

/** 1 bad news, 3 cannot tell, 0 none of what counts. */
export function exitOf(answer: Pick<ExposureAnswer, 'findings' | 'unread' | 'failOn'>): 0 | 1 | 3 {
  const counted = new Set([...concernsOf(answer)].filter(one => answer.failOn.has(one)));
  if (counted.has('affected') || counted.has('altered')) return 1;
  return counted.size > 0 ? 3 : 0;
}
