import { keyFingerprint } from '@seqwarden/proof';
import type { Act, ActName, ActOf, Installed } from '@seqwarden/proof/acts';
import { counted } from '@seqwarden/runfolder';
import { firstNamed } from './first-named.ts';
import { oneLine } from './one-line.ts';

/** What a person, or the service, did, in people's words on one line. Nothing in it is believed. */
export function actText(act: Act): string {
  return oneLine(saidText(act));
}

function saidText(act: Act): string {
  switch (act.kind) {
    case 'acknowledgement':
      return acknowledgementText(act.predicate);
    case 'case':
      return caseText(act.predicate);
    case 'check': {
      const { of, installed, result, reason } = act.predicate;
      return `check: ${result} the record ${short(of)} on ${place(installed)}: ${reason}`;
    }
    case 'correction': {
      const { of, replacement, reason } = act.predicate;
      const by = replacement === null ? '' : `, the record ${short(replacement)} takes its place`;
      return `correction: the record ${short(of)} counts no more${by}: ${reason}`;
    }
    case 'decision': {
      const { verdict, vulnerabilities, installed, reason } = act.predicate;
      return `decision: ${verdict === 'affected' ? 'affected' : 'not affected'}, ${few(vulnerabilities)} on ${place(installed)}: ${reason}`;
    }
    case 'expected':
      return expectedText(act.predicate);
    case 'fact': {
      const { installed, fact, value, on, reason } = act.predicate;
      return `fact: ${FACT_WORDS[fact]} of ${place(installed)} is ${value}, on ${on}: ${reason}`;
    }
    case 'incident':
      return incidentText(act.predicate);
    case 'mitigation': {
      const { action, measure, installed, vulnerabilities, on, text } = act.predicate;
      return `mitigation ${action}: ${spaced(measure)} on ${place(installed)} for ${few(vulnerabilities)}, on ${on}: ${text}`;
    }
    case 'notice':
      return noticeText(act.predicate);
    case 'observation':
      return observationText(act.predicate);
    case 'patch':
      return patchText(act.predicate);
    case 'received': {
      const { what, publisher, reference, receivedOn, case: of } = act.predicate;
      const which = reference === null ? '' : `, ${reference}`;
      return `received: ${what} of ${publisher}${which}, on ${receivedOn} (case ${short(of)})`;
    }
    case 'reply': {
      const { to, sentOn, channel, case: of } = act.predicate;
      return `reply: the response form went to ${to} by ${channel} on ${sentOn} (case ${short(of)})`;
    }
    case 'rights': {
      const { key, rights, sameAs, notSameAs } = act.predicate;
      const also = sameAs === undefined ? '' : `, and has the key ${keyFingerprint(sameAs)} too`;
      const not =
        notSameAs === undefined ? '' : `, and does not have the key ${keyFingerprint(notSameAs)} after all`;
      return `rights: the person ${keyFingerprint(key)} may ${rights.length === 0 ? 'nothing more in cases' : rights.join(', ')}${also}${not}`;
    }
    case 'sending': {
      const { notice, recipient, purpose, channel, state, why } = act.predicate;
      const said = why === null ? '' : `: ${why}`;
      return `sending: the ${purpose} ${short(notice)} to ${person(recipient)} by ${channel}, ${spaced(state)}${said}`;
    }
  }
}

type Says<K extends ActName> = ActOf<K>['predicate'];

const FACT_WORDS = {
  regulatoryStatus: 'the regulatory status',
  use: 'the use',
  retired: 'the retirement',
} as const;
const ABOUT_WORDS = {
  recall: 'a recall',
  safety_notification: 'a safety notification',
  quality_notification: 'a quality notification',
} as const;

function acknowledgementText({ notice, recipient, by, answer, release }: Says<'acknowledgement'>): string {
  const said = answer === 'read' ? 'was read by' : 'is not for';
  const which = release === undefined ? '' : `, of the release ${short(release)}`;
  return `acknowledgement: the notice ${short(notice)} ${said} ${person(recipient)}${by === 'form' ? ', as a form says' : ''}${which}`;
}

function caseText({ case: id, action, title, reason }: Says<'case'>): string {
  return `case ${action === 'reopened' ? 'opened again' : action}: ${short(id)}, ${title ?? reason}`;
}

function expectedText({ action, what, publisher, by, reason, case: of }: Says<'expected'>): string {
  const which = `${what} of ${publisher} (case ${short(of)})`;
  if (action === 'withdrawn') return `no longer expected: ${which}: ${reason}`;
  return `expected: ${which}${by === null ? '' : `, by ${by}`}`;
}

function incidentText({
  incident,
  action,
  title,
  reason,
  decision,
  report,
  ...what
}: Says<'incident'>): string {
  const detail = {
    opened: `${title}, ${counted(what.runs.length, 'run')}, ${counted(what.installed.length, 'installation')}`,
    extended: [
      counted(what.runs.length, 'run'),
      counted(what.installed.length, 'installation'),
      ...(what.duties.length > 0 ? [`to decide: ${few(what.duties.map(({ duty }) => duty))}`] : []),
    ].join(', '),
    decided: `${decision?.duty}, ${decision?.answer === 'report' ? 'to be reported' : 'not to be reported'}`,
    reported: `${report?.duty}, sent on ${report?.sentOn}`,
    closed: '',
  }[action];
  return `incident ${action}: ${[short(incident), detail, reason].filter(text => text !== '').join(', ')}`;
}

function noticeText({ notice, action, recipient, about, urgency, ...what }: Says<'notice'>): string {
  const { installed, acknowledgeBy, reason } = what;
  const end = action === 'withdrawn' ? `: ${reason}` : `, to be acknowledged by ${acknowledgeBy}`;
  return `notice ${action}: ${short(notice)} about ${ABOUT_WORDS[about]}${urgency === 'urgent' ? ', urgent,' : ''} to ${person(recipient)}, ${counted(installed.length, 'installation')}${end}`;
}

function observationText({ installed, advisory, readings, findings }: Says<'observation'>): string {
  const programs = few(readings.map(one => `${one.name ?? one.component} ${one.version ?? '(no version)'}`));
  const verdicts = Map.groupBy(findings, ({ verdict }) => verdict);
  const found = [...verdicts].map(([verdict, all]) => `${all.length} ${spaced(verdict)}`).join(', ');
  const asked = advisory === null ? '' : `; ${advisory.id} ${advisory.version}: ${found || 'no finding'}`;
  return `observation: ${place(installed)}, ${programs || 'no program'}${asked}`;
}

function patchText({ installed, vulnerabilities, software }: Says<'patch'>): string {
  const steps = few(
    software.map(
      one => `${one.name ?? one.component} ${one.before ?? 'unknown'} to ${one.after ?? 'unknown'}`,
    ),
  );
  return `patch: ${place(installed)}, ${steps}, for ${few(vulnerabilities)}`;
}

function place({ model, serial, id }: Installed): string {
  return `${serial ?? `${model} without a serial`}${id === null ? '' : `/${id}`}`;
}

function person(recipient: string): string {
  return recipient.length === 64 ? keyFingerprint(recipient) : `the person ${short(recipient)}`;
}

/** The first three. */
function few(names: readonly string[]): string {
  return firstNamed(names, 3);
}

function spaced(word: string): string {
  return word.replaceAll('_', ' ');
}

/** Enough to find it again. */
function short(hex: string): string {
  return hex.slice(0, 12);
}
