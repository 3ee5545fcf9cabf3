import { type Installed, installedKey } from '@seqwarden/proof/acts';
import type { CaseState, InstallationState } from '../state/index.ts';

export type NoticeKind = 'recall' | 'safety_notification' | 'quality_notification';
export type Urgency = 'urgent' | 'normal';
/** What a manufacturer sent, as it came into the case. */
export type ReceivedDocument = CaseState['documents'][number];

/** How one installation is to be spoken of in a notice. */
export interface Regard {
  readonly installed: Installed;
  /** The device's; what its manufacturer sends follows from it, never from the mode of a run. */
  readonly status: 'ivd' | 'ruo' | 'unknown';
  readonly use: 'clinical' | 'research' | 'mixed' | 'unknown';
  readonly about: NoticeKind;
  /** The manufacturer's notice of that kind; null: none came in. */
  readonly document: ReceivedDocument | null;
  readonly urgency: Urgency;
  /** The newest of each program. */
  readonly readings: InstallationState['readings'];
}

/** From the strictest down. */
const KINDS: readonly NoticeKind[] = ['recall', 'safety_notification', 'quality_notification'];

/**
 * The kind by the device's regulatory status: a diagnostic device has the manufacturer's recall or safety notification, whichever came in; a research device the quality
 * notification; what is not known gets the stricter one. Urgent is all but research. Where records contradict each other, it is not known.
 */
export function regardOf(
  installed: Installed,
  installations: readonly InstallationState[],
  documents: readonly ReceivedDocument[],
): Regard {
  const device = { ...installed, id: null };
  const [ofDevice, own] = [factsOf(installations, device), factsOf(installations, installed)];
  const status = agreed(ofDevice, 'regulatoryStatus', ['ivd', 'ruo']);
  const use = agreed(own.some(({ fact }) => fact === 'use') ? own : ofDevice, 'use', [
    'clinical',
    'research',
    'mixed',
  ]);
  const current = documents.filter(one => isCurrent(one, documents) && speaksOf(one, installed));
  const document = documentFor(status, current);
  return {
    installed,
    status,
    use,
    about: document?.says.notice ?? (status === 'ruo' ? 'quality_notification' : 'recall'),
    document,
    urgency: use === 'research' ? 'normal' : 'urgent',
    readings: stateFor(installations, installed)?.readings ?? [],
  };
}

/** Of several, the one that all must be told of. */
export function strictestKind(kinds: readonly NoticeKind[]): NoticeKind {
  return KINDS.find(kind => kinds.includes(kind)) ?? 'recall';
}

function documentFor(
  status: Regard['status'],
  documents: readonly ReceivedDocument[],
): ReceivedDocument | null {
  const wanted: readonly NoticeKind[] =
    status === 'ruo' ? ['quality_notification'] : ['recall', 'safety_notification'];
  const fitting = wanted.flatMap(kind => documents.filter(({ says }) => says.notice === kind).toReversed());
  return fitting[0] ?? null;
}

/** No later version took its place. */
function isCurrent({ subject }: ReceivedDocument, documents: readonly ReceivedDocument[]): boolean {
  return documents.every(({ says }) => says.replaces !== subject);
}

/** A letter to which a person chose products is of these, and of what is installed on them. */
function speaksOf({ says: { products } }: ReceivedDocument, installed: Installed): boolean {
  const keys = [installed, { ...installed, id: null }].map(installedKey);
  return (
    products.length === 0 ||
    products.some(
      one => keys.includes(installedKey(one)) || keys.includes(installedKey({ ...one, id: null })),
    )
  );
}

type Facts = InstallationState['facts'];

function factsOf(installations: readonly InstallationState[], installed: Installed): Facts {
  return stateFor(installations, installed)?.facts ?? [];
}

function stateFor(
  installations: readonly InstallationState[],
  installed: Installed,
): InstallationState | undefined {
  const key = installedKey(installed);
  return installations.find(one => installedKey(one.installed) === key);
}

function agreed<const T extends string>(
  facts: Facts,
  fact: Facts[number]['fact'],
  known: readonly T[],
): T | 'unknown' {
  const values = new Set(facts.filter(one => one.fact === fact).map(({ value }) => value));
  const [value] = values;
  return values.size === 1 ? (known.find(one => one === value) ?? 'unknown') : 'unknown';
}
