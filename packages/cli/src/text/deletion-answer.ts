import { basename } from 'node:path';
import type { Decision, PlaceStanding, Point, RetentionTerms, SourceCover } from '@seqwarden/agent/retention';
import { displayPath, jsonPath, keyFingerprint } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import { firstNamed } from './first-named.ts';
import { oneLine } from './one-line.ts';

/** Everything that `may-delete` has to say (FORMATS.md 16). */
export interface DeletionAnswer {
  readonly run: string;
  readonly terms: RetentionTerms;
  readonly decision: Decision;
}

type NotCovered = Pick<SourceCover & { readonly kind: 'uncovered' }, 'count' | 'shown'>;

export const DELETION_EXIT = { may: 0, 'must not': 1, 'cannot tell': 3 } as const;

const MOST_SHOWN = 20;

export function deletionJson({ terms, decision }: DeletionAnswer): object {
  const { answer, points, places } = decision;
  return {
    answer,
    exit: DELETION_EXIT[answer],
    asked: terms,
    points: points.map(pointJson),
    destinations: places.map(({ label, id, ...standing }) => ({
      label,
      id: id ?? null,
      counts: standing.counts,
      why: standing.counts ? null : standing.why,
      at: (standing.counts ? standing.readAt : standing.at) ?? null,
      ...(!standing.counts && standing.uncovered && { uncovered: uncoveredJson(standing.uncovered) }),
    })),
  };
}

function pointJson(point: Point): object {
  if (point.about !== 'source') return point;
  const { verdict, about, cover } = point;
  if (cover.kind !== 'uncovered') return { verdict, about, ...cover };
  const { kind, by } = cover;
  return { verdict, about, kind, by, ...uncoveredJson(cover) };
}

function uncoveredJson({ count, shown }: NotCovered): object {
  return { count, files: shown.map(({ path, why }) => ({ ...jsonPath(path), why })) };
}

const HEADLINES: Readonly<Record<Decision['answer'], (run: string) => string>> = {
  may: run => `${run} may be deleted`,
  'must not': run => `${run} must NOT be deleted`,
  'cannot tell': run => `cannot tell whether ${run} may be deleted: do not`,
};

const LABELS: Readonly<Record<Point['verdict'], string>> = {
  met: 'ok',
  missing: 'MISSING',
  unknown: 'UNKNOWN',
};

export function deletionText({ run, terms, decision }: DeletionAnswer): string {
  const points = decision.points.map(
    point => `  ${LABELS[point.verdict].padEnd(9)}${oneLine(pointText(point, terms))}\n${filesText(point)}`,
  );
  const places = decision.places.map(
    place => `  ${''.padEnd(9)}${oneLine(place.label)}: ${oneLine(standingText(place))}\n`,
  );
  return `${HEADLINES[decision.answer](oneLine(basename(run)))}\n${points.join('')}destinations\n${places.join('')}`;
}

function pointText(point: Point, terms: RetentionTerms): string {
  switch (point.about) {
    case 'source':
      return coverText(point.cover);
    case 'source seal':
      return `the source has a seal that does not verify (${point.reason}), and it would be gone`;
    case 'copies': {
      const open = point.open === 0 ? '' : `; of ${point.open} more nobody can tell`;
      return `${point.counted} of ${counted(point.asked, 'destination')} read back within ${counted(terms.readBackWithinDays, 'day')}${open}`;
    }
    case 'retention':
      return `${point.verdict === 'met' ? 'was' : 'is'} to be kept until ${point.until}`;
    case 'hold': {
      const { identity, since, keyid, reason } = point.hold;
      return `a hold stands since ${since}, by the key ${keyFingerprint(keyid)}: ${reason} (hold ${identity})`;
    }
    case 'unjudged holds':
      return `${counted(point.documents, 'document')} about holds at ${point.label} that no key of the trust file signed`;
    case 'unreachable':
      return `${point.label} cannot be looked at (${point.code}); a hold could lie there`;
  }
}

function coverText(cover: SourceCover): string {
  const by = 'by' in cover && cover.by === 'bytes' ? 'by their bytes' : 'by names, sizes and times of change';
  switch (cover.kind) {
    case 'covered': {
      const read =
        cover.read === 0
          ? ''
          : `; ${cover.read} of them were read, as times of change say too little of them`;
      return `all that lies in the source was sealed: ${counted(cover.files, 'file')}, compared ${by}${read}`;
    }
    case 'uncovered':
      return `${counted(cover.count, 'entry', 'entries')} in the source ${cover.count === 1 ? 'is' : 'are'} not as sealed, compared ${by}`;
    case 'unreadable':
      return `${counted(cover.count, 'file')} in the source cannot be read`;
  }
}

function filesText(point: Point): string {
  if (point.about !== 'source' || point.cover.kind !== 'uncovered') return '';
  const { shown, count } = point.cover;
  const lines = shown
    .slice(0, MOST_SHOWN)
    .map(({ path, why }) => `  ${''.padEnd(11)}${displayPath(path)}: ${why}\n`);
  const more = count - lines.length;
  return `${lines.join('')}${more > 0 ? `  ${''.padEnd(11)}and ${more} more\n` : ''}`;
}

function standingText(standing: PlaceStanding): string {
  if (standing.counts) return `counts, read back ${standing.readAt}`;
  const which = standing.uncovered === undefined ? '' : `: ${namesText(standing.uncovered)}`;
  return `does not count: ${WHY[standing.why]}${which}${standing.at === undefined ? '' : `, ${standing.at}`}`;
}

/** So many fit a line. */
const MOST_NAMED = 3;

function namesText({ count, shown }: NotCovered): string {
  const named = shown.slice(0, MOST_NAMED).map(({ path, why }) => `${displayPath(path)} (${why})`);
  return firstNamed(named, MOST_NAMED, count);
}

const WHY: Readonly<Record<(PlaceStanding & { readonly counts: false })['why'], string>> = {
  unreachable: 'it cannot be looked at',
  'the run itself': 'it is the folder that you ask about',
  'the same place': 'it is a destination that was named before',
  none: 'it has no such run',
  unsealed: 'what lies there is not sealed',
  doubtful: 'its seal does not verify with this trust file',
  partial: 'sealed files are not there any more, or have another size',
  'lacks an addendum': 'it lacks an addendum that the source has',
  'shares its files': 'its files are those of the source or of another destination: hard links, or a mount',
  disposed: 'this copy was disposed of',
  'unjudged disposals': 'documents about disposals lie there that no key of the trust file signed',
  'another seal than in the source': 'it has another seal than the source',
  'does not cover the source': 'its seal does not cover what lies in the source',
  'the source could not be compared': 'the source could not be compared with it',
  'not read back': 'it was never read back',
  'only unjudged deliveries': 'deliveries lie there that no key of the trust file signed',
  'read back too long ago': 'it was read back too long ago',
  'clocks contradict each other': 'a clock was wrong when it was read back',
};
