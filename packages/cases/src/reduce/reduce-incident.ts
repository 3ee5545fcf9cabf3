import { type IncidentPredicate, type Installed, installedKey } from '@seqwarden/proof/acts';
import type { DutyDecision, DutyReport, IncidentState, Uncounted } from '../state/index.ts';
import { aboutThatOf, type OfRegister, unsaidByAll } from './each-register.ts';
import { firstOfEachLog } from './first-of.ts';
import { byPlace, byTime, compareText, groupBy, newestOfEachLog, sortedBy } from './order.ts';
import type { IncidentPart, ThreadActs } from './parts.ts';
import { ofKind, type Placed, refOf, saidOf, uncounted } from './placed.ts';
import { weigh } from './weigh.ts';

type Incident = Placed<'incident'>;
type Duty = IncidentState['duties'][number];

/** An incident of each register that opened it: what it is about, what was decided of each duty, what was reported. Whoever else opens one under its id has another incident. */
export function reduceIncident(thread: ThreadActs): IncidentPart {
  const weighed = weigh(thread);
  const all = ofKind(weighed.counted, 'incident');
  const isAbout = aboutThatOf(all.filter(isOf('opened')));
  const openings = firstOfEachLog(all.filter(isOf('opened'))).sort(byPlace);
  if (openings.length === 0) {
    const nowhere = all.map(one => uncounted(one, 'REFERS_TO_NOTHING'));
    return { of: 'incident', incidents: [], uncounted: [...weighed.uncounted, ...nowhere].sort(byPlace) };
  }
  const each = openings.map(opened => ofOpening(opened, all, isAbout));
  return {
    of: 'incident',
    incidents: each.map(({ incident }) => incident),
    uncounted: [...weighed.uncounted, ...unsaidByAll(each)].sort(byPlace),
  };
}

function ofOpening(
  opened: Incident,
  all: readonly Incident[],
  isAbout: ReturnType<typeof aboutThatOf>,
): OfRegister & { readonly incident: IncidentState } {
  const about = all.filter(one => isAbout(one, opened));
  const duties = new Set(
    [opened, ...about.filter(isOf('extended'))].flatMap(({ act }) =>
      act.predicate.duties.map(({ duty }) => duty),
    ),
  );
  const unsaid: Uncounted[] = [];
  const history = all.filter(one => {
    const why = isAbout(one, opened) ? whyNot(one, opened, duties) : 'CONTRADICTS';
    if (why !== undefined) unsaid.push(uncounted(one, why));
    return why === undefined;
  });
  history.sort(byTime);
  return { log: opened.log, incident: stateOf(opened, history), unsaid };
}

function isOf(...actions: readonly Incident['act']['predicate']['action'][]) {
  return ({ act }: Incident) => actions.includes(act.predicate.action);
}

function whyNot(one: Incident, opened: Incident, duties: ReadonlySet<string>) {
  if (isOf('opened')(one) && one !== opened) return 'CONTRADICTS';
  const { decision, report } = one.act.predicate;
  const duty = decision?.duty ?? report?.duty;
  return duty === undefined || duties.has(duty) ? undefined : 'REFERS_TO_NOTHING';
}

function stateOf(opened: Incident, history: readonly Incident[]): IncidentState {
  const { incident } = opened.act.predicate;
  const runs = history.flatMap(({ act }) => act.predicate.runs);
  const installed = history.flatMap(({ act }) => act.predicate.installed);
  return {
    id: incident,
    opened: saidOf(opened),
    standing: isClosed(opened, history) ? 'closed' : 'open',
    history: history.map(saidOf),
    runs: eachOnce(runs, ({ id, seal, flowCell }) => JSON.stringify([id, seal, flowCell])),
    installed: eachOnce<Installed>(installed, installedKey),
    duties: dutiesOf(history).map(duty => dutyOf(duty, opened, history)),
  };
}

/** Its register closes it. Who adds runs to an incident says that it is not over, in whichever register: there he has to say that it is. */
function isClosed({ log }: Incident, history: readonly Incident[]): boolean {
  const answers = newestOfEachLog(history.filter(isOf('closed', 'extended')));
  return answers.some(one => one.log === log) && answers.every(isOf('closed'));
}

function eachOnce<T>(list: readonly T[], key: (one: T) => string): T[] {
  return sortedBy(new Map(list.map(one => [key(one), one])).values(), key);
}

/** In each log the day that was said first stays, and of several logs the earliest counts: what is said again, or with an earlier time, gives no more time. */
function dutiesOf(history: readonly Incident[]): IncidentPredicate['duties'] {
  const said = history.flatMap(one => one.act.predicate.duties.map(({ duty }) => ({ duty, one })));
  return sortedBy(
    groupBy(said, ({ duty }) => duty),
    ([duty]) => duty,
  ).map(([duty, ones]) => {
    const days = firstOfEachLog(ones.map(({ one }) => one)).flatMap(({ act }) =>
      act.predicate.duties.flatMap(each => (each.duty === duty ? (each.decideBy ?? []) : [])),
    );
    return { duty, decideBy: days.sort(compareText)[0] ?? null };
  });
}

/** What its own register says of a duty, and beside it what others do. */
function dutyOf(
  { duty, decideBy }: { readonly duty: string; readonly decideBy: string | null },
  { log }: Incident,
  history: readonly Incident[],
): Duty {
  const decisions = newestOfEachLog(history.filter(({ act }) => act.predicate.decision?.duty === duty));
  const reports = firstOfEachLog(history.filter(({ act }) => act.predicate.report?.duty === duty));
  const isOwn = ({ record }: Pick<DutyDecision, 'record'>) => record.log === log;
  const [decided, reported] = [decisions.flatMap(decisionOf), reports.sort(byPlace).flatMap(reportOf)];
  return {
    duty,
    decideBy,
    decision: decided.find(isOwn) ?? null,
    reported: reported.find(isOwn) ?? null,
    elsewhere: {
      decisions: decided.filter(one => !isOwn(one)),
      reported: reported.filter(one => !isOwn(one)),
    },
  };
}

function decisionOf(one: Incident): DutyDecision[] {
  const { decision, reason } = one.act.predicate;
  if (decision === null) return [];
  return [{ record: refOf(one), answer: decision.answer, reportBy: decision.reportBy, reason }];
}

function reportOf(one: Incident): DutyReport[] {
  const { report } = one.act.predicate;
  return report === null ? [] : [{ record: refOf(one), document: report.document, sentOn: report.sentOn }];
}
