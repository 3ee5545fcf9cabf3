import { type Act, RIGHTS } from '@seqwarden/proof/acts';
import fc from 'fast-check';
import type { OnePerson, PlacedAct } from '../src/state/index.ts';
import {
  ADVISORY,
  aCase,
  acknowledgement,
  CASE,
  CVE,
  check,
  correction,
  DEVICE,
  DX,
  decision,
  digestOf,
  expected,
  fact,
  found,
  incident,
  installer,
  mitigation,
  NOTICE,
  notice,
  OTHER_CVE,
  observation,
  patch,
  RECIPIENT,
  RUO,
  reading,
  received,
  reply,
  rights,
  sending,
} from './make-act.ts';

/** Numbers of which an act is made; each picks from a short list, so that acts meet each other often. */
export interface Seed {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly log: number;
  readonly signer: number;
  readonly rights: number;
}

/** The kind of a seed by which a record is copied into another log. */
export const COPY = 40;

const small = fc.nat({ max: 11 });
export const seeds: fc.Arbitrary<Seed[]> = fc.array(
  fc.record({
    kind: fc.nat({ max: COPY }),
    a: small,
    b: small,
    c: small,
    log: small,
    signer: small,
    rights: small,
  }),
  { minLength: 5, maxLength: 45, size: 'max' },
);

const word = fc.record({
  log: fc.constantFrom('1', '2', '3').map(letter => letter.repeat(32)),
  key: fc.constantFrom('5', '6', '8', '9').map(letter => letter.repeat(64)),
  other: fc.constantFrom('5', '6', '8', '9').map(letter => letter.repeat(64)),
  said: fc.constantFrom('rotated', 'same', 'not same'),
});

/** Of the signers of a world and somebody else: whose keys are one person's, and whose are not after all, as its logs say. */
export const joins: fc.Arbitrary<OnePerson[]> = fc.array(word, { maxLength: 4 }).map(words =>
  words.map(({ said, ...keys }, at) => ({
    ...keys,
    ...(said === 'rotated' ? { at: null, isSo: true } : { at, isSo: said === 'same' }),
  })),
);

/** What begins about half of the worlds: something is done, so that it can come back. */
const DONE: readonly Seed[] = [
  { kind: 4, a: 0, b: 0, c: 0, log: 0, signer: 0, rights: 1 },
  { kind: 9, a: 0, b: 0, c: 0, log: 0, signer: 0, rights: 1 },
  { kind: 12, a: 0, b: 0, c: 0, log: 0, signer: 1, rights: 1 },
  { kind: 6, a: 0, b: 1, c: 1, log: 0, signer: 0, rights: 1 },
];

/** What begins a quarter of them: something is decided not to apply, and new bytes of the advisory say something else. */
const DENIED: readonly Seed[] = [
  { kind: 4, a: 0, b: 0, c: 0, log: 0, signer: 0, rights: 1 },
  { kind: 7, a: 0, b: 0, c: 3, log: 0, signer: 0, rights: 1 },
  { kind: 4, a: 0, b: 1, c: 5, log: 0, signer: 0, rights: 1 },
];

/** Acts of up to three logs by three persons. Each refers to one before it, whatever that is. Now and then an act is copied. */
export function worldOf(all: readonly Seed[]): PlacedAct[] {
  const acts: PlacedAct[] = [];
  const beginning = [DONE, DENIED, DONE, []][(all[0]?.a ?? 0) % 4] ?? [];
  for (const seed of [...beginning, ...all]) {
    const log = pick(['1', '1', '2', '3'], seed.log).repeat(32);
    const index = acts.filter(act => act.log === log).length;
    const before = seed.b % 3 === 1 ? Math.max(0, acts.length - 2) : seed.a % Math.max(1, acts.length);
    const target = acts[acts.length - 1 - before];
    if (seed.kind === COPY && target !== undefined) {
      acts.push({ ...target, log, index });
      continue;
    }
    const act = actOf(seed, target, log);
    acts.push({
      log,
      index,
      identity: acts.length.toString(16).padStart(64, '0'),
      signer: pick(['5', '6', '6', '8'], seed.signer).repeat(64),
      statedAt: new Date(Date.parse('2023-04-05T09:00:00.000Z') + acts.length * 60_000).toISOString(),
      role: act.kind === 'rights' ? 'administrator' : 'person',
      rights: seed.rights === 0 ? [] : RIGHTS,
      act,
    });
  }
  return acts;
}

/** The one that the advisory means, under two names, and another. */
const PROGRAMS = [
  { component: 'universal-copy-service', name: null },
  { component: 'universal-copy-service', name: null },
  { component: 'other', name: 'Universal Copy Service' },
  { component: 'control', name: null },
] as const;

function pick<const T>(list: readonly [T, ...T[]], at: number): T {
  return list[at % list.length] ?? list[0];
}

function actOf(seed: Seed, target: PlacedAct | undefined, log: string): Act {
  const { a, b, c } = seed;
  const installed = pick([DX, DX, RUO, DEVICE], a);
  const vulnerability = pick([CVE, CVE, OTHER_CVE, `case:${CASE}`], b);
  const vulnerabilities = [vulnerability];
  const advisory = { ...ADVISORY, sha256: digestOf(`advisory ${c % 3}`) };
  const version = pick(['1.4', '2.0', '2.1', 'beta'], c);
  const day = pick(['2023-05-09', '2023-05-11', '2023-05-20'], b);
  const readings = [reading(version, day, { name: pick([null, null, 'UCS'], a) })];
  const verdict = pick(['affected', 'review', 'not_affected', 'not_listed', 'fixed'], c);
  const about = { identity: target?.identity ?? digestOf('nothing') };
  const checked =
    target?.act.kind === 'patch' || target?.act.kind === 'mitigation'
      ? target.act.predicate
      : { installed, vulnerabilities };
  const makers: readonly (() => Act)[] = [
    () => aCase(pick(['opened', 'opened', 'closed', 'reopened'], a)),
    () =>
      received(
        {
          products: [installed],
          vulnerabilities: b > 5 ? [CVE] : null,
          replyBy: c > 6 ? '2023-05-01' : null,
        },
        `document ${c}`,
      ),
    () =>
      expected({
        action: pick(['expected', 'expected', 'withdrawn'], a),
        reason: a % 3 === 2 ? 'came' : null,
      }),
    () => reply(`document ${c}`),
    () =>
      found(verdict, { vulnerability, range: pick(['<2.0', '<3.0'], b) }, { installed, advisory, readings }),
    () => found(verdict, { vulnerability }, { installed, advisory }),
    () => observation({ installed, readings, advisory: null }),
    () =>
      decision({
        installed,
        vulnerabilities,
        verdict: pick(['affected', 'not_affected'], c),
        advisory: c > 8 ? null : advisory.sha256,
      }),
    () =>
      fact(
        pick(['retired', 'use'], b),
        pick(
          [
            ['yes', 'clinical'],
            ['no', 'research'],
          ],
          c,
        )[b % 2] ?? 'no',
        { installed },
      ),
    () =>
      patch({
        installed,
        vulnerabilities,
        installer: installer(pick(['equal', 'equal', 'equal_unsigned', 'other', 'not_published'], c)),
        software: [{ ...pick(PROGRAMS, b), before: '1.4', after: '2.0' }],
      }),
    () =>
      patch({ installed, vulnerabilities, evidence: [digestOf('report')], installer: null, software: [] }),
    () =>
      check(about, {
        installed: checked.installed,
        vulnerabilities: checked.vulnerabilities,
        result: c > 8 ? 'refuted' : 'confirmed',
        noRunBecause: b > 4 ? 'it stands still' : null,
      }),
    () => check(about, { installed: checked.installed, vulnerabilities: checked.vulnerabilities }),
    () =>
      mitigation({ installed, vulnerabilities, ...(c > 6 ? { action: 'ended', ends: about.identity } : {}) }),
    () => correction(about),
    () =>
      notice({
        action: c > 8 ? 'withdrawn' : 'released',
        reason: c > 8 ? 'wrong' : null,
        notice: noticeOf(a),
        recipient: recipientOf(b),
        installed: [installed],
        vulnerabilities,
      }),
    () =>
      sending(pick(['intended', 'intended', 'sent', 'not_sent', 'returned'], c), {
        notice: noticeOf(a),
        attempt: pick(['a', 'e'], b).repeat(32),
      }),
    () =>
      acknowledgement({
        ...{ notice: noticeOf(a), recipient: recipientOf(b), answer: pick(['read', 'not_mine'], c) },
        ...(b % 2 === 0 ? {} : { by: 'recipient', form: null }),
        ...(b % 2 === 1 && c > 5 ? { release: about.identity } : {}),
      }),
    () => incident(pick(['opened', 'extended', 'closed'], c), { incident: pick(['d', 'f'], a).repeat(32) }),
    () => rights(log, pick(['5', '6'], a).repeat(64), c > 5 ? ['check'] : [], b > 5 ? about.identity : null),
  ];
  return (makers[seed.kind % makers.length] ?? aCase)();
}

/** The second one signs in these worlds. */
function recipientOf(at: number): string {
  return pick([RECIPIENT, '6'.repeat(64)], at);
}

function noticeOf(at: number): string {
  return pick([NOTICE, NOTICE, '0'.repeat(32)], at);
}
