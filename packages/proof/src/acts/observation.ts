import { digest, time } from '../shape.ts';
import { type ActType, checked, PERSON_OR_SERVICE, TAIL } from './act-type.ts';
import { fields } from './fields.ts';
import { installed, installedKey } from './installed.ts';
import { PROGRAM, programKey } from './program.ts';
import { ascending, choice, name, orNull, upTo, vulnerability, words } from './values.ts';

/** As `@seqwarden/advisory` gives them. */
export const VERDICTS = ['affected', 'review', 'not_affected', 'not_listed', 'fixed'] as const;
export type ActVerdict = (typeof VERDICTS)[number];

/** A time that lies between two instants. */
const span = checked(fields({ from: time, until: time }), ({ from, until }) =>
  from > until ? 'a span ends before it begins' : undefined,
);

/** In one statement; more need several. */
export const MAX_FINDINGS = 64;

const readPredicate = checked(
  fields({
    installed,
    /** What was asked, by the digest of its bytes and its label; null: nothing was asked, what is installed was read. */
    advisory: orNull(fields({ sha256: digest, publisher: name, id: name, version: name })),
    /** Version of the curated lines that took part. */
    overlay: orNull(name),
    /** The newest reading of each program, ascending by `programKey`. */
    readings: ascending(
      fields({
        ...PROGRAM,
        /** Null: the program is there, no run tells which version. */
        version: orNull(name),
        /** When the run was made, or the day on which a person saw it. */
        at: orNull(span),
        /** Null: a person's word. */
        run: orNull(fields({ id: orNull(name), seal: orNull(digest) })),
      }),
      16,
      programKey,
    ),
    /** One for each vulnerability of the advisory that has a verdict on this installation, ascending by its name. */
    findings: ascending(
      fields({
        vulnerability,
        verdict: choice(VERDICTS),
        /** Code of the decisive reason, and its words. */
        reason: orNull(fields({ code: name, text: words })),
        /** The entry of the product tree that decided. */
        product: orNull(fields({ id: name, name })),
        /** Its range as the advisory writes it. */
        range: orNull(words),
        /** What the advisory offers for it: SHA-256 of its remediations for this product; another digest is another offer. */
        remediations: orNull(digest),
      }),
      MAX_FINDINGS,
      one => one.vulnerability,
    ),
    /** Runs of this installation that were there to be read, and since when. */
    runs: fields({ count: upTo(Number.MAX_SAFE_INTEGER), first: orNull(span), last: orNull(span) }),
    ...TAIL,
  }),
  ({ advisory, findings, runs }) => {
    if (advisory === null && findings.length > 0) return 'findings of no advisory';
    return runs.count === 0 && (runs.first !== null || runs.last !== null)
      ? 'runs contradict each other'
      : undefined;
  },
);

export type ObservationPredicate = ReturnType<typeof readPredicate>;

/** `urn:seqwarden:observation:v1`. What runs show to be installed, and what an advisory says of it. */
export const OBSERVATION: ActType<ObservationPredicate> = {
  predicateType: 'urn:seqwarden:observation:v1',
  subjectName: 'installation',
  readPredicate,
  signers: PERSON_OR_SERVICE,
  about: predicate => ({ topic: installedKey(predicate.installed) }),
};
