import { type Installed, installedKey, MAX_NOTICE_ITEMS } from '@seqwarden/proof/acts';
import { type Calendar, workingDaysAfter } from '../calendar/index.ts';
import type { ItemState, NoticeState, State } from '../state/index.ts';
import { type NoticeKind, type Regard, regardOf, strictestKind, type Urgency } from './regard.ts';

/** Who is told what by which day: one notice for one person. */
export interface NoticePlan {
  /** Key id or pseudonym. */
  readonly recipient: string;
  readonly about: NoticeKind;
  readonly urgency: Urgency;
  /** Ascending by `installedKey`. */
  readonly regards: readonly Regard[];
  /** Of these installations, in their order. */
  readonly items: readonly ItemState[];
  /** Ascending. */
  readonly vulnerabilities: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly acknowledgeBy: string;
  readonly patchBy: string | null;
}

export interface NoticePlans {
  readonly plans: readonly NoticePlan[];
  /** Installations for which the directory names nobody who could be told. */
  readonly unassigned: readonly Installed[];
  /** The same of installations of which only imported records speak: another site's, whose own directory names somebody. */
  readonly elsewhere: readonly Installed[];
  /** Persons who have a notice, released in this log, that says all of this already. */
  readonly told: readonly string[];
  /** Persons who said of a notice that it is not theirs, and whom the directory still names for what it was about. */
  readonly declined: readonly string[];
}

export interface PlanOptions {
  readonly case: string;
  /** Id of the site's own log. */
  readonly log: string;
  /** The day at the site. */
  readonly today: string;
  readonly calendar: Calendar;
  /** In working days; undefined: no day is set. */
  readonly acknowledge: Readonly<Record<Urgency, number>>;
  readonly patch: Readonly<Record<Urgency, number | undefined>>;
  /** Key ids and pseudonyms of those who are responsible. */
  readonly recipientsOf: (installed: Installed) => readonly string[];
}

/** Notices for all installations of a case that are neither done nor unconcerned. Pure. Of a person with several, the strictest kind and urgency count for all. */
export function planNotices(state: State, options: PlanOptions): NoticePlans {
  const open = openItems(state, options.case);
  const installed = distinct(open.map(one => one.installed));
  const nobodys = installed.filter(one => options.recipientsOf(one).length === 0);
  const ours = recordedIn(state, options.log);
  const unassigned = nobodys.filter(one => ours.has(installedKey(one)));
  const elsewhere = nobodys.filter(one => !ours.has(installedKey(one)));
  const recipients = [...new Set(installed.flatMap(one => options.recipientsOf(one)))].sort();
  // What another register released tells nobody for this one.
  const notices = state.notices.filter(({ released }) => released.record.log === options.log);
  const told: string[] = [];
  const declined: string[] = [];
  const plans = recipients.flatMap(recipient => {
    const mine = open.filter(one => options.recipientsOf(one.installed).includes(recipient));
    const news = mine.filter(item => !isTold(item, recipient, options.case, notices));
    if (news.length === 0) told.push(recipient);
    if (news.some(item => ownOf(recipient, noticesAbout(item, options.case, notices)).length > 0))
      declined.push(recipient);
    return inParts(news).map(items => planFor(recipient, items, state, options));
  });
  return { plans, unassigned, elsewhere, told, declined };
}

/** What a case asks to be done. */
export function openItems(state: State, id: string): ItemState[] {
  return state.items.filter(
    ({ cases, remediation }) =>
      cases.includes(id) && (remediation === 'not_remediated' || remediation === 'in_progress'),
  );
}

function planFor(
  recipient: string,
  items: readonly ItemState[],
  state: State,
  options: PlanOptions,
): NoticePlan {
  const documents = state.cases.find(({ id }) => id === options.case)?.documents ?? [];
  const own = documents.filter(({ record }) => record.log === options.log);
  const regards = distinct(items.map(one => one.installed)).map(one => {
    const regard = regardOf(one, state.installations, own);
    // Which letter is told of the own register says; where none came to it, that of another one helps.
    return regard.document === null ? regardOf(one, state.installations, documents) : regard;
  });
  const urgency: Urgency = regards.some(one => one.urgency === 'urgent') ? 'urgent' : 'normal';
  const { today, calendar, acknowledge, patch } = options;
  const days = patch[urgency];
  return {
    recipient,
    about: strictestKind(regards.map(({ about }) => about)),
    urgency,
    regards,
    items,
    vulnerabilities: [...new Set(items.map(({ vulnerability }) => vulnerability))].sort(),
    acknowledgeBy: workingDaysAfter(today, acknowledge[urgency], calendar),
    patchBy: days === undefined ? null : workingDaysAfter(today, days, calendar),
  };
}

/** Keys of the installations of which a record of this log speaks, or that a document in it names. */
function recordedIn({ items, installations, cases }: State, log: string): ReadonlySet<string> {
  const own = [
    ...items.filter(({ registers }) => registers.includes(log)),
    ...installations.filter(({ facts, readings }) =>
      [...facts, ...readings].some(({ record }) => record.log === log),
    ),
    ...cases.flatMap(({ documents }) =>
      documents.flatMap(({ record, says }) =>
        record.log === log ? says.products.map(installed => ({ installed })) : [],
      ),
    ),
  ];
  return new Set(own.map(({ installed }) => installedKey(installed)));
}

/** A standing notice of the same case tells him of it; or he said that it is not his, and somebody else has one who did not. */
function isTold(item: ItemState, recipient: string, id: string, notices: readonly NoticeState[]): boolean {
  const about = noticesAbout(item, id, notices);
  const own = ownOf(recipient, about);
  return own.some(isTaken) || (own.length > 0 && about.some(isTaken));
}

function ownOf(recipient: string, notices: readonly NoticeState[]): NoticeState[] {
  return notices.filter(({ released }) => released.says.recipient === recipient);
}

function isTaken({ acknowledged }: NoticeState): boolean {
  return acknowledged?.says.answer !== 'not_mine';
}

/** Standing notices of the case that name the installation and the vulnerability. */
function noticesAbout(
  { installed, vulnerability }: ItemState,
  id: string,
  notices: readonly NoticeState[],
): NoticeState[] {
  const key = installedKey(installed);
  return notices.filter(
    ({ case: of, standing, released: { says } }) =>
      of === id &&
      standing === 'released' &&
      says.vulnerabilities.includes(vulnerability) &&
      says.installed.some(one => installedKey(one) === key),
  );
}

function distinct(installed: readonly Installed[]): Installed[] {
  const byKey = new Map(installed.map(one => [installedKey(one), one]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** Each of as many installations as one notice can name. */
function inParts(items: readonly ItemState[]): ItemState[][] {
  const installed = distinct(items.map(one => one.installed)).map(installedKey);
  const parts = Array.from({ length: Math.ceil(installed.length / MAX_NOTICE_ITEMS) }, (_, at) =>
    installed.slice(at * MAX_NOTICE_ITEMS, (at + 1) * MAX_NOTICE_ITEMS),
  );
  return parts.map(keys => items.filter(one => keys.includes(installedKey(one.installed))));
}
