import type { Installed } from '@seqwarden/proof/acts';
import { dayText } from '../calendar/index.ts';
import type { ItemState } from '../state/index.ts';
import { programWords } from '../words/index.ts';
import type { Exposed, ExposedRun, RunsKnown } from './exposed.ts';
import type { NoticeKind, ReceivedDocument, Regard, Urgency } from './regard.ts';

/** All words of notices, in English. Another language is another file of this shape. */
export const LANGUAGE = 'en';

const KINDS: Readonly<Record<NoticeKind, string>> = {
  recall: 'recall',
  safety_notification: 'safety notification',
  quality_notification: 'product quality notification',
};
const STATUS: Readonly<Record<Regard['status'], string>> = {
  ivd: 'diagnostic device (IVD)',
  ruo: 'research use only (RUO)',
  unknown: 'not recorded',
};
const USES: Readonly<Record<Regard['use'], string>> = {
  clinical: 'clinical',
  research: 'research',
  mixed: 'clinical and research',
  unknown: 'not recorded',
};
const VERIFIED: Readonly<Record<ExposedRun['verified'], string>> = {
  unchanged: 'unchanged since it was sealed',
  changed: 'CHANGED since it was sealed',
  not_checked: 'sealed; not compared for this notice',
  not_sealed: 'not sealed: nothing tells',
  cannot_tell: 'cannot be told',
};
const REMEDIATION: Readonly<Record<ItemState['remediation'], string>> = {
  not_needed: 'nothing to do',
  not_remediated: 'no fix recorded',
  in_progress: 'begun, not finished',
  done: 'done',
};
const VERDICTS: Readonly<Record<NonNullable<ItemState['verdict']>, string>> = {
  affected: 'affected',
  review: 'a person must decide',
  not_affected: 'not affected',
  not_listed: 'the advisory says nothing',
  fixed: 'fixed',
};
const SIDES: Readonly<Record<string, string>> = {
  main: 'main system',
  dx: 'Dx side',
  ruo: 'RUO side',
  'lrm-server': 'Local Run Manager server, apart from the instrument',
};

/** What stands where nothing is known. */
export const UNKNOWN = 'unknown';

export const kindWords = (kind: NoticeKind): string => KINDS[kind];
export const urgencyWords = (urgency: Urgency): string => (urgency === 'urgent' ? 'URGENT' : 'normal');
export const verdictWords = (verdict: ItemState['verdict']): string =>
  verdict === null ? 'chosen by a person from the letter' : VERDICTS[verdict];
export const remediationWords = (remediation: ItemState['remediation']): string => REMEDIATION[remediation];
export const verifiedWords = (verified: ExposedRun['verified']): string => VERIFIED[verified];
export const statusWords = (status: Regard['status']): string => STATUS[status];
export const useWords = (use: Regard['use']): string => USES[use];

export function deviceWords({ vendor, model, serial }: Installed): string {
  return [vendor, serial === null ? model : `serial ${serial}`].filter(one => one !== null).join(', ');
}

export function sideWords({ id }: Installed): string {
  return id === null ? 'the device, with all that is installed on it' : (SIDES[id] ?? id);
}

/** A matter that began with a letter has no number yet. */
export function vulnerabilityWords(vulnerability: string): string {
  return vulnerability.startsWith('case:') ? "the matter of the manufacturer's letter" : vulnerability;
}

export function documentWords({ says, subject }: ReceivedDocument): string {
  const what = says.notice === null ? WHAT[says.what] : `${KINDS[says.notice]}, as the manufacturer sends it`;
  const label = says.advisory === null ? '' : ` ${says.advisory.id}, version ${says.advisory.version}`;
  const reference = says.reference === null ? ', without a reference' : `, reference ${says.reference}`;
  const dated = says.dated === null ? '' : `, dated ${says.dated}`;
  return `${says.publisher}: ${what}${label}${reference}${dated}; received on ${says.receivedOn}; SHA-256 ${subject}`;
}

const WHAT: Readonly<Record<ReceivedDocument['says']['what'], string>> = {
  letter: "manufacturer's letter",
  advisory: 'advisory',
  regulator: 'letter of an authority',
  recall: "authority's entry of a recall",
  other: 'document',
};

export function title(about: NoticeKind, documents: readonly ReceivedDocument[], matter: string): string {
  const [document] = documents;
  if (document === undefined) return `Internal notice on "${matter}"`;
  const references = documents.map(({ says }) => says.reference ?? says.dated ?? says.receivedOn);
  return `Internal notice about ${document.says.publisher}'s ${KINDS[about]} (${references.join(', ')})`;
}

export function notOurs(site: string): string {
  return `This is an internal notice of ${site}. It is about what the manufacturer recalls or tells, and is itself no recall: only the manufacturer recalls.`;
}

/** What is known to be installed, and where it was seen. */
export function readingWords({ installed, readings }: Regard): string[] {
  return readings.map(({ reading: { component, name, version, at, run }, record }) => {
    const seen = run === null ? 'by the word of a person' : `in the run ${run.id ?? UNKNOWN}`;
    const when = at === null ? '' : ` of ${dayText(at)}`;
    return `${deviceWords(installed)}, ${sideWords(installed)}: ${programWords({ component, name })} ${version ?? 'in an unknown version'}, seen ${seen}${when} (record ${record.identity.slice(0, 8)})`;
  });
}

/** Why an installation is spoken of as it is. */
export function whyWords({ installed, status, use, about, document, urgency }: Regard): string {
  const by =
    status === 'unknown'
      ? `its regulatory status is not recorded, so it is treated as the stricter kind, a diagnostic device`
      : `the device is recorded as ${STATUS[status]}`;
  const letter =
    document === null
      ? `the manufacturer's ${status === 'ruo' ? KINDS.quality_notification : 'recall or safety notification'} for it has not been received here`
      : `the manufacturer's ${KINDS[about]} applies`;
  const used =
    use === 'unknown'
      ? 'what it is used for is not recorded, so it is urgent'
      : `its use is ${USES[use]}, so it is ${urgency === 'urgent' ? 'urgent' : 'not urgent'}`;
  return `${deviceWords(installed)}, ${sideWords(installed)}: ${by}; ${letter}; ${used}.`;
}

export function exposedWords({ installed, vulnerability, first, last, runs }: Exposed): string {
  const from = first === null ? 'from an unknown time' : `from ${first.slice(0, 10)} or earlier`;
  const until = last === null ? 'still open' : `to ${last.slice(0, 10)}`;
  return `${deviceWords(installed)}, ${sideWords(installed)}, ${vulnerabilityWords(vulnerability)}: ${from}, ${until}; runs known of that time: ${runs.length}.`;
}

export function knownWords({ installed, count, first, last }: RunsKnown): string {
  const days =
    first === null || last === null
      ? 'of unknown days'
      : first === last
        ? `of ${first}`
        : `from ${first} to ${last}`;
  return `${deviceWords(installed)}, ${sideWords(installed)}: nothing here says since when it was exposed, so each of its runs may be meant. ${count === 1 ? '1 run is' : `${count} runs are`} known, ${days}.`;
}

export const HEADINGS = {
  affected: 'What is affected',
  evidence: 'On which evidence',
  untilPatched: 'What to do until it is patched',
  howToPatch: 'How to patch',
  exposed: 'Runs of the time of exposure',
  acknowledge: 'How to acknowledge, and by when',
} as const;

export const FACTS = {
  to: 'To',
  from: 'From',
  date: 'Date',
  about: 'About',
  urgency: 'Urgency',
  acknowledgeBy: 'Acknowledge by',
  patchBy: 'Patched by',
  notice: 'Notice',
  case: 'Case',
} as const;

export const AFFECTED_HEAD = ['Instrument', 'System', 'Vulnerability', 'What is said', 'State'] as const;
export const RUNS_HEAD = ['Run', 'Made', 'In that time', 'Its files'] as const;

export const TEXTS = {
  eachSystem:
    'Each system of an instrument is patched for itself: the Dx side, the RUO side, and a Local Run Manager that stands apart from it.',
  noAdvice:
    "No document at hand here says more than the manufacturer's letter. Do what that letter says; ask the manufacturer where it leaves something open.",
  quoted:
    'What follows is said by others, each with its source; what stands in quotation marks is theirs word for word. Do what the manufacturer says: this notice adds nothing to it.',
  suspicion:
    'If anything on an instrument looks as if somebody had tampered with it: take it off the network, do not re-image it, keep its logs, and tell whoever sent this notice at once.',
  record:
    'Keep the installer file, and record what was done for each system (`seqwarden record patch`). A second person checks it; a later run shows the new version.',
  noRuns: 'No run of these systems is known here, or none falls into the time of exposure.',
  unread: 'Advisories that are named in records and not at hand here were not quoted: ',
  withKey: 'With your own key:',
  withoutKey:
    'Without a key: fill in the response form that comes with this notice, sign it, and give it back on paper or as a scan. An answer by e-mail alone proves nothing and is not counted.',
  notMine: 'If an instrument is not in your charge, say so on the form, or with `--not-mine`.',
  missed: (count: number) =>
    `${count} ${count === 1 ? 'thing' : 'things'} (runs, records or advisories) could not be read: what follows may lack runs.`,
  more: (count: number) =>
    `... and ${count} more; \`seqwarden notice show\` and \`seqwarden exposure\` list all.`,
  byWhen: (acknowledgeBy: string, patchBy: string | null, isEscalated: boolean) =>
    `Acknowledge by ${acknowledgeBy}.${patchBy === null ? '' : ` Have it patched by ${patchBy}.`} Days are working days of this site.${isEscalated ? ' After that somebody else is told.' : ''}`,
  certain: (isCertain: boolean) => (isCertain ? 'yes' : 'perhaps'),
} as const;

export const FORM = {
  title: (notice: string) => `Response form to internal notice ${notice.slice(0, 8)}`,
  lead: 'Fill in, sign, and give it back to whoever sent the notice. One form for one notice and one person.',
  boxes: [
    '[  ]  I have read the notice and will do what it asks for the instruments below.',
    '[  ]  The notice, or an instrument in it, is not in my charge. Whose it is, if I know, stands below.',
  ],
  head: ['Instrument', 'System', 'Done on', 'Version after', 'Initials'],
  blanks: [
    ['What else is to be said', 3],
    ['Name', 1],
    ['Date', 1],
    ['Signature', 1],
  ],
} as const;

export const REMINDER = {
  title: (purpose: 'reminder' | 'escalation', notice: string) =>
    purpose === 'reminder'
      ? `Reminder: internal notice ${notice.slice(0, 8)}`
      : `Not acknowledged: internal notice ${notice.slice(0, 8)}`,
  lead: (purpose: 'reminder' | 'escalation', acknowledgeBy: string, today: string) => {
    const due =
      today > acknowledgeBy
        ? `was to be acknowledged by ${acknowledgeBy} and was not`
        : `is to be acknowledged by ${acknowledgeBy}`;
    return purpose === 'reminder'
      ? `The notice that came to you before, and is attached again, ${due}.`
      : `The attached notice ${due}. You are named as the person who is told then. See to it that the instruments in it are taken care of.`;
  },
  notice: 'Notice',
  of: 'Sent to',
  acknowledgeBy: 'Acknowledge by',
  patchBy: 'Patched by',
  how: 'It is acknowledged by the person to whom it went: with a key as below, or with the attached form, signed, on paper or as a scan. An answer by e-mail alone is not counted.',
} as const;
