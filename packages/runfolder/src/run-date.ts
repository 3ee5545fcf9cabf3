import { DAY, type WrittenTime, writtenTimes } from './written-time.ts';

/** A moment lies between two instants, both included: UTC, RFC 3339 with milliseconds. */
export interface DateSpan {
  readonly from: string;
  readonly until: string;
}

export interface RunDate {
  /** When the run began; null: nothing says. */
  readonly at: DateSpan | null;
  /** The source with the shortest span, as `Fact.from`. */
  readonly from: string | null;
}

/** A text that says when a run began, and where it stands. */
export interface DateSource {
  readonly text: string;
  readonly from: string;
  /** True: the file's own time, which instruments that write it with a zone write hours after the run began. */
  readonly isWriting?: boolean;
}

export interface DateOptions {
  /** Of asking: what lies far behind it is nobody's date. */
  readonly now: Date;
  /** IANA name of the zone whose time the instrument's clock shows. */
  readonly zone?: string | undefined;
}

/** ms since 1970. */
interface Span {
  readonly from: number;
  readonly until: number;
}

interface ReadSource {
  readonly from: string;
  /** At least one: day and month may be either way round. */
  readonly spans: readonly Span[];
}

const HOUR = DAY / 24;
/** Zones reach from +14 to -12. */
const EAST = 14 * HOUR;
const WEST = 12 * HOUR;
/** NovaSeq X: 4.8 and 6.5 hours in two real runs, by their RunCompletionStatus.xml. */
const WRITTEN_AFTER = 12 * HOUR;
/** No sequencer whose runs look so is older. */
const FIRST = Date.UTC(2005, 0, 1);
const AHEAD = 2 * DAY;

/**
 * When a run began, of all that says it (docs/FORMATS.md 25.1). Doubt widens the span: a missing zone, days and months that may be exchanged, sources that
 * disagree. What no run can have as its date is silent.
 */
export function runDate(sources: readonly DateSource[], { now, zone }: DateOptions): RunDate {
  const latest = now.getTime() + AHEAD;
  const read = sources.flatMap(({ text, from, isWriting }): ReadSource[] => {
    const spans = writtenTimes(text)
      .map(time => spanOf(time, zone, isWriting === true))
      .filter(span => span.until >= FIRST && span.from <= latest);
    return spans.length === 0 ? [] : [{ from, spans }];
  });
  const [first, ...others] = read;
  if (first === undefined) return { at: null, from: null };
  const common = commonSpans(read);
  const span = common.length > 0 ? hull(common) : hullOfFinest(read.map(({ spans }) => hull(spans)));
  const shortest = others.reduce((best, other) => (lengthOf(other) < lengthOf(best) ? other : best), first);
  return {
    at: { from: new Date(span.from).toISOString(), until: new Date(span.until).toISOString() },
    from: shortest.from,
  };
}

/** The day or the date at the head of a run's id; undefined where labs put something else there. */
export function headOfRunId(runId: string): string | undefined {
  return /^(\d{8}|\d{6})_/.exec(runId)?.[1];
}

function spanOf({ kind, at, length }: WrittenTime, zone: string | undefined, isWriting: boolean): Span {
  const last = at + length - 1;
  if (kind === 'instant') return { from: isWriting ? at - WRITTEN_AFTER : at, until: last };
  if (zone === undefined) return { from: at - EAST, until: last + WEST };
  return { from: instantIn(zone, at, 'earlier'), until: instantIn(zone, last, 'later') };
}

/** A wall time that the zone had twice is the earlier or the later of both; likewise, counted on from either side, one that it skipped. */
function instantIn(zone: string, wall: number, disambiguation: 'earlier' | 'later'): number {
  const clock = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime();
  return clock.toZonedDateTime(zone, { disambiguation }).epochMilliseconds;
}

/** What all sources have in common, for each choice of what they may mean that has something. */
function commonSpans(sources: readonly ReadSource[]): Span[] {
  let common: Span[] = [{ from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }];
  for (const { spans } of sources) {
    common = common.flatMap(one =>
      spans.flatMap(other => {
        const both = { from: Math.max(one.from, other.from), until: Math.min(one.until, other.until) };
        return both.from <= both.until ? [both] : [];
      }),
    );
  }
  return common;
}

/** A span that holds another one whole agrees with it, and says less. */
function hullOfFinest(spans: readonly Span[]): Span {
  const holds = (outer: Span, inner: Span) => outer.from <= inner.from && outer.until >= inner.until;
  return hull(spans.filter(span => !spans.some(other => holds(span, other) && !holds(other, span))));
}

function hull(spans: readonly Span[]): Span {
  return {
    from: Math.min(...spans.map(({ from }) => from)),
    until: Math.max(...spans.map(({ until }) => until)),
  };
}

function lengthOf({ spans }: ReadSource): number {
  return Math.min(...spans.map(({ from, until }) => until - from));
}
