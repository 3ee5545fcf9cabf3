import { digest, halfDigest, ShapeError } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { installed, installedKey } from './installed.ts';
import { ascending, choice, day, evidence, isOver, name, orNull, words } from './values.ts';

/** Runs in one statement; more need several with the action `extended`. */
export const MAX_INCIDENT_RUNS = 150;

const run = fields({ id: orNull(name), seal: orNull(digest), flowCell: orNull(name) });
type IncidentRun = ReturnType<typeof run>;

function incidentRun(value: unknown, place: string): IncidentRun {
  const one = run(value, place);
  if (one.id === null && one.seal === null && one.flowCell === null)
    throw new ShapeError(`${place} names no run`);
  return one;
}

/** By which the runs of an incident are ordered. */
export function incidentRunKey({ id, seal, flowCell }: IncidentRun): string {
  return JSON.stringify([id, seal, flowCell]);
}

const read = fields({
  /** Drawn at random when it is opened. */
  incident: halfDigest,
  /**
   * - `opened`: a suspicion; `extended`: more runs, installations or duties
   * - `decided`: whether a duty to report applies, by a person, with the reasons
   * - `reported`: a document went out
   * - `closed`
   */
  action: choice(['opened', 'extended', 'decided', 'reported', 'closed']),
  case: orNull(halfDigest),
  origin: orNull(choice(['verification', 'write_once', 'vendor', 'manual'])),
  title: orNull(name),
  /** The day on which somebody became aware: what periods begin with. */
  awareOn: orNull(day),
  /** When it may have happened. */
  window: orNull(fields({ from: orNull(day), until: orNull(day) })),
  /** Ascending by `incidentRunKey`. */
  runs: ascending(incidentRun, MAX_INCIDENT_RUNS, incidentRunKey),
  /** Ascending by `installedKey`. */
  installed: ascending(installed, MAX_INCIDENT_RUNS, installedKey),
  /** What may have to be reported, as of the site's data on duties, ascending; each waits for a decision. */
  duties: ascending(fields({ duty: name, decideBy: orNull(day) }), 32, ({ duty }) => duty),
  decision: orNull(
    fields({ duty: name, answer: choice(['report', 'do_not_report']), reportBy: orNull(day) }),
  ),
  report: orNull(fields({ duty: name, document: digest, sentOn: day })),
  /** A person's words; of a decision its deliberations, whole ones as evidence. */
  reason: words,
  /** The day until which all on it is kept. */
  keepUntil: orNull(day),
  evidence,
  ...TAIL,
});

const readPredicate = checked(read, predicate => faultOfAction(predicate) ?? faultOfDays(predicate));

export type IncidentPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:incident:v1`. A suspicion that something was tampered with, and what follows. */
export const INCIDENT: ActType<IncidentPredicate> = {
  predicateType: 'urn:seqwarden:incident:v1',
  subjectName: 'incident',
  readPredicate,
  signers: PERSON,
  about: predicate => ({ topic: predicate.incident }),
};

/** What stands where it must not, or does not where it must. */
function faultOfAction(predicate: ReturnType<typeof read>): string | undefined {
  const { action, decision, report, title, awareOn, origin, duties, runs, window } = predicate;
  if ((action === 'decided') !== (decision !== null)) return 'action and decision contradict each other';
  if ((action === 'reported') !== (report !== null)) return 'action and report contradict each other';
  const isOpening = action === 'opened';
  if ([title, awareOn, origin].some(one => (one !== null) !== isOpening))
    return 'title, awareOn and origin stand where it is opened, and only there';
  const hasWhat = runs.length + predicate.installed.length + duties.length > 0 || window !== null;
  return hasWhat && !isOpening && action !== 'extended'
    ? 'runs, installations, a window and duties stand where it is opened or extended'
    : undefined;
}

function faultOfDays(predicate: ReturnType<typeof read>): string | undefined {
  const { window, awareOn, decision, report, statedAt } = predicate;
  if (window !== null) {
    const { from, until } = window;
    if (from === null && until === null) return 'window says nothing';
    if (from !== null && until !== null && from > until) return 'window ends before it begins';
  }
  if (decision?.answer === 'do_not_report' && decision.reportBy !== null)
    return 'answer and reportBy contradict each other';
  return [awareOn, report?.sentOn ?? null].every(on => on === null || isOver(on, statedAt))
    ? undefined
    : 'a day on which something happened lies after statedAt';
}
