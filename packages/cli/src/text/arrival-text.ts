import {
  type Arrival,
  type ArrivalEvent,
  isInOwnName,
  type MissedAdvisory,
  type SeveralPublications,
  type StandingElsewhere,
} from '@seqwarden/agent/advisories';
import { counted } from '@seqwarden/runfolder';
import { oneLine } from './one-line.ts';

const EVENTS: Readonly<Record<ArrivalEvent, string>> = {
  new: 'new',
  new_version: 'new version',
  rewritten: 'REWRITTEN under the same version',
  back: 'older bytes came back',
  signed: 'the same bytes, signed more strongly',
};

/** So many differences are shown; --json has more. */
export const MOST_SHOWN = 10;

export function arrivalText(arrival: Arrival): string {
  const { id, version, publisher, event, sha256, differences, differencesInAll, damaged } = arrival;
  const lines = [
    `${oneLine(id)}, version ${oneLine(version)}, of ${oneLine(publisher)}: ${EVENTS[event]}`,
    `  SHA-256 ${sha256}`,
    `  hash file: ${hashText(arrival)}; signature: ${signatureText(arrival)}`,
    ...validationText(arrival),
    ...(damaged === 0 ? [] : [`  ${damaged} of its texts lost a character before they were published`]),
    ...differences.slice(0, MOST_SHOWN).map(differenceText),
    ...(differencesInAll > MOST_SHOWN ? [`  and ${differencesInAll - MOST_SHOWN} more differences`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** Of what came over documents under stronger signatures. */
export function weakerText(beside: readonly Pick<Arrival, 'sha256'>[]): string {
  return beside
    .map(({ sha256 }) => `  SIGNED MORE WEAKLY than ${sha256}, which stands beside it: both are asked\n`)
    .join('');
}

export const BESIDE_TEXT =
  '  stands beside what came later, because its signature is stronger: both are asked\n';

/** Of what is not read only the place tells anything. */
export function differenceText({ kind, pointer, text }: Arrival['differences'][number]): string {
  return `  ${oneLine(kind)}: ${kind === 'other-changed' ? `${oneLine(pointer)}: ` : ''}${oneLine(text)}`;
}

export function missedText({ place, text, code }: MissedAdvisory): string {
  return `${oneLine(place)}: not taken in: ${oneLine(text)} [${code}]\n`;
}

export function severalText({ id, publisher, publications, stands }: SeveralPublications): string {
  const which = stands === publications.at(-1) ? `the last one there, ${stands}` : stands;
  return `${oneLine(id)}, of ${oneLine(publisher)}: ${publications.length} publications in what was named; what stands is ${which}\n`;
}

const ELSEWHERE: Readonly<Record<StandingElsewhere['why'], string>> = {
  older: 'which is newer by its date and version',
  weaker: 'which is signed more strongly',
  unclear:
    'and nothing says which is newer: look at both, and name their sources in one update, the one that counts last',
};

export function elsewhereText({ id, publisher, sha256, stands, standsFrom, why }: StandingElsewhere): string {
  return `${oneLine(id)}, of ${oneLine(publisher)}: ${sha256} as before; what stands came from ${oneLine(standsFrom)}: ${stands}, ${ELSEWHERE[why]}\n`;
}

function validationText({ validation }: Arrival): string[] {
  if (validation === null) return ['  too large to be tested against the standard'];
  const { errors, tests } = validation;
  return errors === 0
    ? []
    : [`  ${counted(errors, 'fault')} against the standard, in the tests ${tests.map(oneLine).join(', ')}`];
}

function hashText({ hashFiles }: Arrival): string {
  const states = [hashFiles.sha512, hashFiles.sha256];
  return (['bad', 'unreadable', 'good'] as const).find(state => states.includes(state)) ?? 'none';
}

/** Three facts, each by itself. */
function signatureText({ signature, from, publisher }: Arrival): string {
  if (signature === null) return 'none';
  const key = signature.key === null ? '' : ` by ${signature.key}`;
  if (signature.signature === 'not_checked')
    return `not checked: the key ${signature.key ?? 'that made it'} is not at hand`;
  if (signature.signature === 'bad') return `BAD (${signature.why})${key}`;
  const then = signature.keyValidThen === true ? 'valid then' : 'NOT valid then';
  const now = signature.keyTrustedNow === true ? 'trusted now' : 'not trusted now';
  const isForeign = signature.keyTrustedNow !== true && from !== null && !isInOwnName({ publisher, from });
  const foreign = isForeign
    ? `, which ${oneLine(from)} names for itself: under the name of another publisher it counts for nothing until you --pin it`
    : '';
  return `good, its key ${then}, ${now}${key}${foreign}`;
}
