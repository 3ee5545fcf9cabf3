import type { Task } from '@seqwarden/cases/state';
import { installedText, shortId, vulnerabilitiesText } from './case-words.ts';
import { oneLine } from './one-line.ts';

const WHAT: Readonly<Record<Task['kind'], string>> = {
  decide_finding: 'decide whether it is affected',
  patch: 'patch, and record it',
  prove_patch: 'prove the patch: installer or document',
  check_patch: 'check the patch, as a second person',
  see_effect: 'see the new version in a later run',
  look_at_reopened: 'look at it: it was done, or decided not to apply, and came back',
  release_notice: 'release a notice',
  send_notice: 'send the notice',
  resolve_sending: 'find out whether the notice went out',
  acknowledge: 'acknowledge the notice',
  receive_document: 'get the document that should have come',
  return_form: "return the manufacturer's response form",
  name_products:
    'name the instruments that it is about, or close the case: no record of its register names one',
  close_case: 'close the case: nothing in it is open',
  decide_duty: 'decide whether the incident has to be reported',
  report_duty: 'report the incident',
  close_incident: 'close the incident',
};

/** What is to be done, in people's words. */
export function taskWhat({ kind, about }: Task): string {
  return about === null ? WHAT[kind] : `${WHAT[kind]} (${oneLine(about)})`;
}

/** What it is about, as it is named on the command line. `vulnerabilities`: of all that one act is about. */
export function taskAbout(
  { installed, vulnerability, notice, incident, case: ofCase }: Task,
  vulnerabilities: readonly string[] = vulnerability === null ? [] : [vulnerability],
): string {
  return [
    installed === null ? [] : installedText(installed),
    vulnerabilities.length === 0 ? [] : vulnerabilitiesText(vulnerabilities),
    notice === null ? [] : `notice ${shortId(notice)}`,
    incident === null ? [] : `incident ${shortId(incident)}`,
    ofCase === null ? [] : `case ${shortId(ofCase)}`,
  ]
    .flat()
    .join(', ');
}

/** Who can do it. `person` gives the name of a key or a pseudonym. */
export function taskWho({ who }: Task, person: (recipient: string) => string): string {
  if (who === null) return 'anybody with a key';
  return 'right' in who ? `who may ${who.right}` : person(who.recipient);
}
