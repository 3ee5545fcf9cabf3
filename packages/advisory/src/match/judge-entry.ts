import type { ComponentKind } from '../inventory/inventory.ts';
import { byFullName, byMode, byOtherReading, withHint } from './beyond-tree.ts';
import { byCondition } from './by-condition.ts';
import { byDoubts } from './by-doubts.ts';
import { byTree, placeIn } from './by-tree.ts';
import type { Connection } from './connect.ts';
import type { Evidence } from './finding.ts';
import { companionsOf, type Moment, momentsOf } from './moments.ts';
import { remembered } from './opinion.ts';
import type { Question } from './question.ts';
import type { Sense } from './senses.ts';

/** One entry at one moment. */
export interface Judged {
  readonly evidence: Evidence;
  /** Place of the entry in the document. */
  readonly place: number;
  readonly moment: Moment;
  /** What the status groups say of the entry; null: nothing, or contradicting things. */
  readonly sense: Sense | null;
  /** The entry's range certainly holds what is installed. */
  readonly inside: boolean;
  /** Listed versions lie below what is installed, above it. */
  readonly below: boolean;
  readonly above: boolean;
}

/** All moments of one connection, in order of time. */
export function judgeConnection(question: Question, connection: Connection): Judged[] {
  const { installation } = question;
  const kind = restrictingKind(question, connection);
  return momentsOf(installation, connection.component).flatMap(moment => {
    const companions = kind === null ? [] : companionsOf(installation, kind, moment);
    return withCompanions(moment, companions).map(([at, companion]) =>
      judge(question, connection, at, companion),
    );
  });
}

/** The other component that lines speak of for this vulnerability, if there is one. */
function restrictingKind(
  { prepared, vulnerability, installation }: Question,
  { component }: Connection,
): ComponentKind | null {
  const own = component === null ? null : (installation.components[component]?.kind ?? null);
  const lines = [...prepared.lines.conditions(vulnerability.id), ...prepared.lines.hints(vulnerability.id)];
  return lines.find(line => line.component !== own)?.component ?? null;
}

/** One moment for each state of the companion; the first reaches back, and the last on, as far as the moment itself. */
function withCompanions(moment: Moment, companions: readonly Moment[]): (readonly [Moment, Moment | null])[] {
  if (companions.length === 0) return [[moment, null]];
  const anyNow = companions.some(({ now }) => now);
  return companions.map((companion, at) => {
    const isLast = at === companions.length - 1;
    return [
      {
        ...moment,
        key: `${moment.key}+${companion.key}`,
        now: moment.now && (anyNow ? companion.now : isLast),
        first: at === 0 ? moment.first : companion.first,
        last: isLast ? moment.last : companion.last,
      },
      companion,
    ];
  });
}

function judge(question: Question, connection: Connection, moment: Moment, companion: Moment | null): Judged {
  const { prepared, vulnerability } = question;
  const { listing, counted } = connection;
  const { entry, place } = listing;
  const standing = vulnerability.status.get(entry.id) ?? { groups: [], senses: [] };
  const placement = placeIn(counted, moment);
  const of = (kind: ComponentKind) => (moment.component?.kind === kind ? moment : companion);
  let opinion = remembered(standing, `${counted.place} ${moment.content}`, () =>
    byFullName(
      counted,
      moment,
      standing,
      byOtherReading(counted, moment, byTree(standing, counted, moment, placement)),
    ),
  );
  opinion = byDoubts(question, connection, opinion);
  opinion = byMode(question, counted, opinion);
  for (const line of prepared.lines.conditions(vulnerability.id)) {
    const at = of(line.component);
    const before = opinion;
    const make = () => byCondition(line, at, before, at === moment);
    opinion = remembered(before, `${line.id} ${at === moment} ${at?.content}`, make);
  }
  for (const line of prepared.lines.hints(vulnerability.id)) {
    const at = of(line.component);
    const before = opinion;
    opinion = remembered(before, `${line.id} ${at?.content}`, () => withHint(line, at, before));
  }
  const { groups, senses } = standing;
  const outside =
    placement !== 'unknown' && (placement.answer === 'outside' || placement.answer === 'between');
  return {
    place,
    moment,
    sense: senses.length === 1 ? (senses[0] ?? null) : null,
    inside: placement !== 'unknown' && placement.answer === 'inside',
    below: outside && placement.below,
    above: outside && placement.above,
    evidence: {
      product: listing.product,
      status: groups,
      range: counted.range?.told ?? null,
      fact: factOf(moment),
      overlay:
        opinion.overlay.length === 0 ? connection.overlay : sorted(connection.overlay, opinion.overlay),
      verdict: opinion.verdict,
      reasons: opinion.reasons,
    },
  };
}

function sorted(...lines: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lines.flat())].sort();
}

function factOf({ component, state }: Moment): Evidence['fact'] {
  if (component === null || state === null) return null;
  const { version, confidence, from, last } = state;
  return { component: component.kind, name: component.name, version, confidence, from, source: last.source };
}
