import type { CaseState, IncidentState, NoticeState, RecordRef, State } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { type Installed, installedKey, ordered } from '@seqwarden/proof/acts';
import { shortId } from '../text/case-words.ts';
import type { CaseView } from './desk.ts';
import { recordsOf } from './records-of.ts';

type Known = Pick<CaseView, 'state'>;

/** A case by the first digits of its id; else, since any register may call a document so, by what one of its documents is called: `ICSMA-23-117-01`. Throws CASE_UNKNOWN. */
export function caseNamed({ state }: Known, text: string): CaseState {
  const isById = state.cases.some(({ id }) => isDigits(text) && id.startsWith(text.toLowerCase()));
  const labelled = isById ? [] : state.cases.filter(one => labelsOf(one).has(text.toLowerCase()));
  if (labelled.length > 0) return only(labelled, 'case', text, ({ id }) => enoughOf(id, labelled));
  return byDigits(state.cases, ({ id }) => id, 'case', text);
}

/** Any record by the first digits of its identity. Throws CASE_UNKNOWN. */
export function recordNamed({ state }: Known, text: string): RecordRef {
  const records = new Map([...recordsOf(state)].map(record => [record.identity, record]));
  return byDigits([...records.values()], ({ identity }) => identity, 'record', text);
}

/** A notice by the first digits of its id, as `REGISTER/NOTICE` where several registers released one of that id. Throws CASE_UNKNOWN. */
export function noticeNamed(known: Known, text: string): NoticeState {
  return ofRegister(noticesCalled(known, text), noticeRegister, 'notice', text);
}

/** Those that are meant by what `noticeNamed` takes; it throws where they are none or several. */
export function noticesCalled({ state }: Known, text: string): NoticeState[] {
  return calledIn(state.notices, noticeRegister, text);
}

/** An incident, named as a notice is. Throws CASE_UNKNOWN. */
export function incidentNamed(known: Known, text: string): IncidentState {
  return ofRegister(incidentsCalled(known, text), incidentRegister, 'incident', text);
}

/** The id alone, whichever registers have an incident under it. Throws CASE_UNKNOWN. */
export function incidentIdNamed(known: Known, text: string): string {
  const [id, another] = new Set(incidentsCalled(known, text).map(one => one.id));
  return id === undefined || another !== undefined ? incidentNamed(known, text).id : id;
}

function incidentsCalled({ state }: Known, text: string): IncidentState[] {
  return calledIn(state.incidents, incidentRegister, text);
}

/**
 * An incident of which something is to be entered. What a register says that has one of the same id is of that one. Throws CASE_UNKNOWN, ACT_REFUSED.
 */
export function incidentToExtend(known: Known & Pick<CaseView, 'log'>, text: string): IncidentState {
  const one = incidentNamed(known, text);
  if (incidentRegister(one) !== known.log && known.state.incidents.some(isOwnOf(known.log, one.id)))
    throw new SeqwardenError(
      'ACT_REFUSED',
      `this register has an incident of the same id: name that one, ${shortId(known.log)}/${one.id}`,
    );
  return one;
}

/** That of which this register speaks under an id. Throws CASE_UNKNOWN. */
export function incidentOf({ state, log }: Known & Pick<CaseView, 'log'>, id: string): IncidentState {
  return state.incidents.find(isOwnOf(log, id)) ?? incidentNamed({ state }, id);
}

function isOwnOf(log: string, id: string): (one: IncidentState) => boolean {
  return one => one.id === id && incidentRegister(one) === log;
}

export function noticeRegister({ released }: Pick<NoticeState, 'released'>): string {
  return released.record.log;
}

export function incidentRegister({ opened }: Pick<IncidentState, 'opened'>): string {
  return opened.record.log;
}

/**
 * An installation as `SERIAL/ID`, or with the serial alone a device; where no serial is known, its model stands for it. Only what was observed, stated or chosen before: what is
 * mistyped would else become an instrument. Throws CASE_UNKNOWN, also where two vendors have the serial and none is named.
 */
export function installedNamed({ state }: Known, text: string, vendor?: string): Installed {
  const [instrument, id] = partsOf(text);
  const known = [...installedIn(state)].filter(
    one => (one.serial ?? one.model) === instrument && (vendor === undefined || one.vendor === vendor),
  );
  const meant = known.flatMap(one => (id === null ? [{ ...one, id }] : one.id === id ? [one] : []));
  const each = [...new Map(meant.map(one => [installedKey(one), one])).values()];
  return only(each, 'instrument', text, one => `that of ${one.vendor}`);
}

/** What the device of an installation is called, named as for `installedNamed`: its serial, or its model. */
export function deviceCalled(text: string): string {
  return partsOf(text)[0];
}

function partsOf(text: string): readonly [device: string, id: string | null] {
  const slash = text.lastIndexOf('/');
  return slash < 0 ? [text, null] : [text.slice(0, slash), text.slice(slash + 1)];
}

/** What is known to be installed on a device, each once; of an installation itself nothing. */
export function installedOn({ state }: Known, device: Installed): Installed[] {
  const key = installedKey(device);
  const here = [...installedIn(state)].filter(
    one => one.id !== null && installedKey({ ...one, id: null }) === key,
  );
  return ordered(here, installedKey);
}

/** All that anything is known of. */
function* installedIn({ items, installations, cases, incidents }: State): Generator<Installed> {
  for (const { installed } of items) yield installed;
  for (const { installed } of installations) yield installed;
  for (const { documents } of cases) for (const { says } of documents) yield* says.products;
  for (const { installed } of incidents) yield* installed;
}

function labelsOf({ documents }: CaseState): ReadonlySet<string> {
  return new Set(
    documents.flatMap(({ says: { reference, advisory } }) =>
      [reference, advisory?.id].flatMap(label => label?.toLowerCase() ?? []),
    ),
  );
}

function byDigits<T>(list: readonly T[], digitsOf: (one: T) => string, noun: string, text: string): T {
  requireDigits(text, noun);
  return only(
    list.filter(one => digitsOf(one).startsWith(text.toLowerCase())),
    noun,
    text,
    digitsOf,
  );
}

function isDigits(text: string): boolean {
  return /^[0-9a-f]{8,64}$/i.test(text);
}

/** The whole id where a short one is another's, too: whoever opens a case may choose it. */
function enoughOf(id: string, among: readonly { readonly id: string }[]): string {
  return among.filter(one => shortId(one.id) === shortId(id)).length > 1 ? id : shortId(id);
}

function requireDigits(text: string, noun: string): void {
  if (!isDigits(text))
    throw new SeqwardenError(
      'CASE_UNKNOWN',
      `no ${noun} is called so: it is named by the first 8 or more of its digits`,
    );
}

/** By the first digits of the id, and of the register where that is named before it. */
function calledIn<T extends { readonly id: string }>(
  list: readonly T[],
  registerOf: (one: T) => string,
  text: string,
): T[] {
  const [, register = '', digits] =
    /^(?:([0-9a-f]{8,32})\/)?([0-9a-f]{8,32})$/.exec(text.toLowerCase()) ?? [];
  if (digits === undefined) return [];
  return list.filter(one => one.id.startsWith(digits) && registerOf(one).startsWith(register));
}

/** The one that was found. Throws CASE_UNKNOWN, and says how each of several is named. */
function ofRegister<T extends { readonly id: string }>(
  found: readonly T[],
  registerOf: (one: T) => string,
  noun: string,
  text: string,
): T {
  if (!text.includes('/')) requireDigits(text, noun);
  const ids = new Set(found.map(({ id }) => id));
  if (found.length > 1 && ids.size === 1)
    throw new SeqwardenError(
      'CASE_UNKNOWN',
      `${found.length} registers have one under this id: name one of ${found.map(one => `${shortId(registerOf(one))}/${one.id}`).join(', ')}`,
    );
  return only(found, noun, text, ({ id }) => id);
}

/** Of several `nameOf` says by which each can be named. */
function only<T>(found: readonly T[], noun: string, text: string, nameOf: (one: T) => string): T {
  const [one, another] = found;
  if (one !== undefined && another === undefined) return one;
  throw new SeqwardenError(
    'CASE_UNKNOWN',
    one === undefined
      ? `no ${noun} is called ${text}`
      : `more than one ${noun} is called ${text}: ${found.map(nameOf).join(', ')}`,
  );
}
