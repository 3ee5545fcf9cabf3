import fc from 'fast-check';
import {
  type ActName,
  type ActOf,
  CHANNELS,
  DOCUMENT_KINDS,
  FACTS,
  INSTALLER_CHECKS,
  type Installed,
  incidentRunKey,
  installedKey,
  MEASURES,
  NOTICE_KINDS,
  ordered,
  programKey,
  RIGHTS,
  VERDICTS,
} from '../src/acts/index.ts';

const hex = (digits: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: digits, maxLength: digits })
    .map(all => all.join(''));
const half = hex(32);
const digest = hex(64);
const text = (max: number) =>
  fc
    .string({ minLength: 1, maxLength: max, unit: fc.constantFrom(...'aZ09 -./"\\ñ€例😀') })
    .map(all => all.slice(0, max).toWellFormed())
    .filter(all => /\S/.test(all));
const name = text(200);
const words = text(500);
const orNull = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
const instant = fc
  .integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2026, 0, 1) })
  .map(at => new Date(at).toISOString());
/** Over, whenever it is stated below. */
const day = instant.map(at => at.slice(0, 10));
const tail = {
  log: half,
  statedAt: fc
    .integer({ min: Date.UTC(2026, 5, 1), max: Date.UTC(2030, 0, 1) })
    .map(at => new Date(at).toISOString()),
  tool: fc.record({ name: fc.constant('seqwarden'), version: fc.constantFrom('0.1.0', '9.9.9-test') }),
};
const span = fc
  .tuple(instant, instant)
  .map(([one, other]) => (one <= other ? { from: one, until: other } : { from: other, until: one }));
const list = <T>(of: fc.Arbitrary<T>, key: (one: T) => string, minLength = 0) =>
  fc.array(of, { minLength, maxLength: 4 }).map(all => ordered(all, key));
const self = (one: string) => one;
const vulnerability = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1999, max: 2030 }), fc.integer({ min: 1000, max: 99_999 }))
    .map(all => `CVE-${all.join('-')}`),
  half.map(id => `case:${id}`),
);
const vulnerabilities = list(vulnerability, self, 1);
const evidence = list(digest, self);
const given = { key: digest, previous: orNull(digest), rights: list(fc.constantFrom(...RIGHTS), self) };
const installed: fc.Arbitrary<Installed> = fc
  .tuple(orNull(name), name, fc.boolean(), orNull(fc.constantFrom('main', 'dx', 'ruo', 'lrm-server')))
  .map(([vendor, what, isSerial, id]) => ({
    vendor,
    model: isSerial ? null : what,
    serial: isSerial ? what : null,
    id,
  }));
const installations = (minLength = 0) => list(installed, installedKey, minLength);
const recipient = fc.oneof(half, digest);
const program = {
  component: fc.constantFrom('control', 'universal-copy-service', 'local-run-manager', 'rta', 'other'),
  name: orNull(name),
} as const;
const nothing = fc.constant(null);

type Predicates = { readonly [K in ActName]: fc.Arbitrary<ActOf<K>['predicate']> };

const incident = {
  ...{ incident: half, case: orNull(half), reason: words, keepUntil: orNull(day), evidence },
  ...{
    title: nothing,
    awareOn: nothing,
    origin: nothing,
    duties: fc.constant([]),
    decision: nothing,
    report: nothing,
  },
  ...{ window: nothing, runs: fc.constant([]), installed: fc.constant([]), ...tail },
} as const;
const window = fc.tuple(day, day, fc.boolean()).map(([one, other, isOpen]) => ({
  from: one < other ? one : other,
  until: isOpen ? null : one < other ? other : one,
}));
const affected = {
  window: orNull(window),
  runs: list(
    fc.oneof(
      fc.record({ id: name, seal: orNull(digest), flowCell: orNull(name) }),
      fc.record({ id: nothing, seal: nothing, flowCell: name }),
    ),
    incidentRunKey,
  ),
  installed: installations(),
};

const duties = list(fc.record({ duty: name, decideBy: orNull(day) }), ({ duty }) => duty);

/** Whatever may be said, in the order in which it is written. */
export const ACT_ARBITRARIES: Predicates = {
  acknowledgement: fc.oneof(
    fc.record({
      ...{ case: half, notice: half, recipient: digest, by: fc.constant('recipient') },
      ...{ answer: fc.constantFrom('read', 'not_mine'), form: nothing, ...tail },
    }),
    fc.record({
      ...{ case: half, notice: half, recipient: digest, by: fc.constant('recipient') },
      ...{ answer: fc.constantFrom('read', 'not_mine'), form: nothing, release: digest, ...tail },
    }),
    fc.record({
      ...{ case: half, notice: half, recipient, by: fc.constant('form') },
      ...{ answer: fc.constantFrom('read', 'not_mine'), form: digest, ...tail },
    }),
  ),
  case: fc.oneof(
    fc.record({ case: half, action: fc.constant('opened'), title: name, reason: nothing, ...tail }),
    fc.record({
      ...{
        case: half,
        action: fc.constantFrom('closed', 'reopened'),
        title: nothing,
        reason: words,
        ...tail,
      },
    }),
  ),
  check: fc.oneof(
    fc.record({
      ...{ of: digest, installed, vulnerabilities, result: fc.constant('confirmed') },
      ...{ noRunBecause: orNull(words), reason: words, evidence, ...tail },
    }),
    fc.record({
      ...{ of: digest, installed, vulnerabilities, result: fc.constant('refuted') },
      ...{ noRunBecause: nothing, reason: words, evidence, ...tail },
    }),
  ),
  correction: fc
    .record({ of: digest, replacement: orNull(digest), reason: words, ...tail })
    .filter(({ of, replacement }) => of !== replacement),
  decision: fc.record({
    ...{ installed, vulnerabilities, verdict: fc.constantFrom('affected', 'not_affected') },
    ...{ advisory: orNull(digest), reason: words, evidence, ...tail },
  }),
  expected: fc.oneof(
    fc.record({
      ...{ case: half, what: fc.constantFrom(...DOCUMENT_KINDS), publisher: name },
      ...{ action: fc.constant('expected'), by: orNull(day), reason: nothing, ...tail },
    }),
    fc.record({
      ...{ case: half, what: fc.constantFrom(...DOCUMENT_KINDS), publisher: name },
      ...{ action: fc.constant('withdrawn'), by: nothing, reason: words, ...tail },
    }),
  ),
  fact: fc.oneof(
    fc.record({
      installed: installed.map(one => ({ ...one, id: null })),
      ...{ fact: fc.constant('regulatoryStatus'), value: fc.constantFrom(...FACTS.regulatoryStatus) },
      ...{ on: day, reason: words, evidence, ...tail },
    }),
    fc.record({
      ...{ installed, fact: fc.constant('use'), value: fc.constantFrom(...FACTS.use) },
      ...{ on: day, reason: words, evidence, ...tail },
    }),
  ),
  incident: fc.oneof(
    fc.record({
      ...{ ...incident, ...affected, action: fc.constant('opened'), title: name, awareOn: day },
      origin: fc.constantFrom('verification', 'write_once', 'vendor', 'manual'),
      duties,
    }),
    fc.record({ ...incident, ...affected, action: fc.constant('extended'), duties }),
    fc.record({
      ...{ ...incident, action: fc.constant('decided') },
      decision: fc.record({ duty: name, answer: fc.constant('report'), reportBy: orNull(day) }),
    }),
    fc.record({
      ...{ ...incident, action: fc.constant('reported') },
      report: fc.record({ duty: name, document: digest, sentOn: day }),
    }),
    fc.record({ ...incident, action: fc.constant('closed') }),
  ),
  mitigation: fc.oneof(
    ...(['begun', 'ended'] as const).map(action =>
      fc.record({
        ...{ installed, vulnerabilities, action: fc.constant(action), measure: fc.constantFrom(...MEASURES) },
        ...{ ends: action === 'ended' ? digest : nothing, on: day, text: words, evidence, ...tail },
      }),
    ),
  ),
  notice: fc.oneof(
    ...(['released', 'withdrawn'] as const).map(action =>
      fc.record({
        ...{ case: half, notice: half, action: fc.constant(action), recipient },
        ...{ about: fc.constantFrom(...NOTICE_KINDS), urgency: fc.constantFrom('urgent', 'normal') },
        ...{ vulnerabilities, installed: installations(1) },
        documents: fc.record({ text: digest, html: digest, pdf: digest, form: digest }),
        ...{
          acknowledgeBy: day,
          patchBy: orNull(day),
          reason: action === 'withdrawn' ? words : nothing,
          ...tail,
        },
      }),
    ),
  ),
  observation: fc.record({
    installed,
    advisory: fc.record({ sha256: digest, publisher: name, id: name, version: name }),
    overlay: orNull(name),
    readings: list(
      fc.record({
        ...{ ...program, version: orNull(name), at: orNull(span) },
        run: orNull(fc.record({ id: orNull(name), seal: orNull(digest) })),
      }),
      programKey,
    ),
    findings: list(
      fc.record({
        ...{ vulnerability, verdict: fc.constantFrom(...VERDICTS) },
        reason: orNull(fc.record({ code: name, text: words })),
        product: orNull(fc.record({ id: name, name })),
        ...{ range: orNull(words), remediations: orNull(digest) },
      }),
      one => one.vulnerability,
    ),
    runs: fc.oneof(
      fc.record({ count: fc.constant(0), first: nothing, last: nothing }),
      fc.record({
        ...{ count: fc.integer({ min: 1, max: 1_000_000 }) },
        ...{ first: orNull(span), last: orNull(span) },
      }),
    ),
    ...tail,
  }),
  patch: fc.record({
    ...{ installed, vulnerabilities, at: span, doneBy: fc.constantFrom('signer', 'vendor', 'other') },
    installer: orNull(
      fc
        .tuple(digest, hex(128), fc.nat(), fc.constantFrom(...INSTALLER_CHECKS), digest, orNull(name))
        .map(([sha256, sha512, bytes, check, document, namedSigner]) => ({
          ...{ sha256, sha512, bytes, check, namedSigner },
          publishedIn: check === 'not_published' ? null : document,
        })),
    ),
    software: list(fc.record({ ...program, before: orNull(name), after: orNull(name) }), programKey, 1),
    ...{ evidence, ...tail },
  }),
  received: fc.oneof(
    ...(['letter', 'advisory'] as const).map(what =>
      fc.record({
        ...{
          case: half,
          what: fc.constant(what),
          publisher: name,
          reference: orNull(name),
          dated: orNull(day),
        },
        ...{ receivedOn: day, channel: fc.constantFrom(...CHANNELS), bytes: fc.nat() },
        ...{ notice: orNull(fc.constantFrom(...NOTICE_KINDS)), recallClass: orNull(name) },
        advisory: what === 'advisory' ? fc.record({ publisher: name, id: name, version: name }) : nothing,
        ...{ vulnerabilities: orNull(vulnerabilities), replaces: orNull(digest), products: installations() },
        ...{ replyBy: orNull(day), ...tail },
      }),
    ),
  ),
  reply: fc.record({
    ...{
      case: half,
      to: name,
      answers: digest,
      sentOn: day,
      channel: fc.constantFrom(...CHANNELS),
      evidence,
    },
    ...tail,
  }),
  rights: fc.oneof(
    fc.record({ ...given, ...tail }),
    fc.record({ ...given, sameAs: digest, ...tail }),
    fc.record({ ...given, notSameAs: digest, ...tail }),
  ),
  sending: fc.oneof(
    ...(['email', 'paper', 'portal'] as const).map(channel =>
      fc.record({
        ...{
          case: half,
          notice: half,
          recipient,
          purpose: fc.constantFrom('notice', 'reminder', 'escalation'),
        },
        ...{ attempt: half, channel: fc.constant(channel), messageId: channel === 'email' ? name : nothing },
        ...{
          state: fc.constantFrom('intended', 'sent', 'not_sent', 'returned'),
          why: orNull(words),
          ...tail,
        },
      }),
    ),
  ),
};
