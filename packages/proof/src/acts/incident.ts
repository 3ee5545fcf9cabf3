import { digest, halfDigest } from '../shape.ts';
import { type ActType, checked, PERSON, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { installed } from './installed.ts';
import { choice, day, evidence, listOf, name, orNull, words } from './values.ts';

/** Runs in one statement; more need several with the action `extended`. */
export const MAX_INCIDENT_RUNS = 200;

const readPredicate = checked(
  fields({
    /** Drawn at random when it is opened. */
    incident: halfDigest,
    /**
     * - `opened`: a suspicion; `extended`: more runs or installations
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
    runs: listOf(
      fields({ id: orNull(name), seal: orNull(digest), flowCell: orNull(name) }),
      MAX_INCIDENT_RUNS,
    ),
    installed: listOf(installed, MAX_INCIDENT_RUNS),
    /** What may have to be reported, as of the site's data on duties; each waits for a decision. */
    duties: listOf(fields({ duty: name, decideBy: orNull(day) }), 32),
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
  }),
  ({ action, decision, report, title, awareOn, origin, duties, runs, installed: items }) => {
    if ((action === 'decided') !== (decision !== null)) return 'action and decision contradict each other';
    if ((action === 'reported') !== (report !== null)) return 'action and report contradict each other';
    const isOpening = action === 'opened';
    if ([title, awareOn, origin].some(one => (one !== null) !== isOpening))
      return 'title, awareOn and origin stand where it is opened, and only there';
    if (!isOpening && duties.length > 0) return 'duties stand where it is opened';
    return isOpening || action === 'extended' || runs.length + items.length === 0
      ? undefined
      : 'runs and installations stand where it is opened or extended';
  },
);

export type IncidentPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:incident:v1`. A suspicion that something was tampered with, and what follows. */
export const INCIDENT: ActType<IncidentPredicate> = {
  predicateType: 'urn:seqwarden:incident:v1',
  subjectName: 'incident',
  readPredicate,
  signers: PERSON,
  topic: predicate => predicate.incident,
};
