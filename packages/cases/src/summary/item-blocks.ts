import type { Installed } from '@seqwarden/proof/acts';
import type { Block } from '../paper/index.ts';
import type { InstallationState, ItemState, PatchState, Reopening, State } from '../state/index.ts';
import {
  CHECK_WORDS,
  EFFECT_WORDS,
  PROOF_WORDS,
  programWords,
  REASON_WORDS,
  REOPENING_WORDS,
  VERDICT_WORDS,
} from '../words/index.ts';
import { byWhom, instrument, isSame, short, vulnerabilityName } from './describe.ts';
import type { Observed } from './observed.ts';
import { REMEDIATION, VERIFIED } from './words.ts';
import { spanIn, timeIn } from './zone.ts';

/** One vulnerability on one installation: the chain of evidence, row by row. Pure. */
export function itemBlocks(item: ItemState, { installations }: State, observed: Observed): Block[] {
  const { installed, vulnerability, remediation, reasons } = item;
  return [
    {
      kind: 'heading',
      level: 2,
      text: `${instrument(installed)}: ${vulnerabilityName(vulnerability)}`,
    },
    {
      kind: 'facts',
      facts: [
        ['State', REMEDIATION[remediation]],
        ['Why', reasons.map(({ code }) => REASON_WORDS[code]).join('; ')],
        ['Applies?', applies(item, observed)],
        ...readings(installed, installations, observed),
        ...item.mitigations.map(({ says, record, endedOn }): [string, string] => [
          'Mitigated',
          `${says.measure.replace('_', ' ')} on ${says.on}: ${says.text}${endedOn === null ? '' : `; ended ${endedOn}`} (${byWhom(observed, record)})${files(says.evidence)}`,
        ]),
        ...item.patches.flatMap(patch => patchFacts(patch, observed)),
        ...custody(item, observed),
        ...item.reopened.map((one): [string, string] => ['Opened again', reopening(one, observed)]),
      ],
    },
    ...windowBlocks(item, observed),
  ];
}

function applies({ verdict, findings, decision }: ItemState, observed: Observed): string {
  const found = findings.map(
    ({ record, advisory, finding: { verdict, product, range, reason } }) =>
      `${VERDICT_WORDS[verdict]} by ${advisory.id} version ${advisory.version}${product === null ? '' : `, as "${product.name}"`}${range === null ? '' : `, ${range}`}${reason === null ? '' : `: ${reason.text}`} (${byWhom(observed, record)})`,
  );
  const decided =
    decision === null
      ? []
      : [
          `decided: ${decision.verdict.replace('_', ' ')}, ${decision.reason} (${byWhom(observed, decision.record)})`,
        ];
  const all = [...found, ...decided];
  return all.length > 0
    ? all.join('; ')
    : verdict === null
      ? 'no advisory was asked'
      : VERDICT_WORDS[verdict];
}

/** What it was judged by now: the newest of each program, and where it stands. */
function readings(installed: Installed, all: readonly InstallationState[], observed: Observed) {
  return all
    .filter(one => isSame(one.installed, installed))
    .flatMap(one => [
      ...one.readings.map(({ reading: { component, name, version, run }, record }): [string, string] => [
        'Read',
        `${programWords({ component, name })} ${version ?? 'unknown'}${run === null ? '' : `, run ${run.id ?? short(run.seal ?? '')}`} (${byWhom(observed, record)})`,
      ]),
      ...one.facts.map(({ fact, value, on, record }): [string, string] => [
        'Stated',
        `${fact.replaceAll('_', ' ')}: ${value}, as of ${on} (${byWhom(observed, record)})`,
      ]),
    ]);
}

function patchFacts(
  { record, says, checks, proof, checked, effect, effectFrom }: PatchState,
  observed: Observed,
) {
  const versions = says.software.map(
    ({ name, component, before, after }) =>
      `${programWords({ component, name })} ${before ?? 'unknown'} to ${after ?? 'unknown'}`,
  );
  const installer =
    says.installer === null
      ? 'no installer given'
      : `installer SHA-256 ${says.installer.sha256}${says.installer.namedSigner === null ? '' : `, names as its signer ${says.installer.namedSigner}`}`;
  const rows: [string, string][] = [
    [
      'Patched',
      `${spanIn(observed.zone, says.at)}, ${versions.join(', ')}; ${installer} (${byWhom(observed, record)})${files(says.evidence)}`,
    ],
    ['Proof', PROOF_WORDS[proof]],
    ['Second person', CHECK_WORDS[checked]],
    ...checks.map(({ says: { result, reason, noRunBecause }, record }): [string, string] => [
      'Check',
      `${result}: ${reason}${noRunBecause === null ? '' : `; no run can show it: ${noRunBecause}`} (${byWhom(observed, record)})`,
    ]),
    ['Effective', `${EFFECT_WORDS[effect]}${effectFrom === null ? '' : `, record ${short(effectFrom)}`}`],
  ];
  return rows;
}

function custody({ installed }: ItemState, observed: Observed): [string, string][] {
  return observed.custody
    .filter(one => isSame(one.installed, installed))
    .map(({ record, text }) => ['Copies since', `record ${short(record)}: ${text}`]);
}

function reopening({ why, record, run, change }: Reopening, observed: Observed): string {
  const shown =
    run === null
      ? ''
      : `: run ${run.id ?? short(run.seal ?? '')} shows ${programWords({ ...run, name: null })} ${run.version}`;
  const differs =
    change === null
      ? ''
      : `: from ${VERDICT_WORDS[change.from.verdict]} (${change.from.range ?? 'no range'}, advisory ${short(change.from.advisory)}) to ${VERDICT_WORDS[change.to.verdict]} (${change.to.range ?? 'no range'}, advisory ${short(change.to.advisory)})`;
  return `${REOPENING_WORDS[why]}${shown}${differs} (${byWhom(observed, record)})`;
}

function windowBlocks({ installed, vulnerability }: ItemState, { windows, zone }: Observed): Block[] {
  const time = (moment: string) => timeIn(zone, moment);
  const seen = windows.filter(one => one.vulnerability === vulnerability && isSame(one.installed, installed));
  return seen.flatMap(({ first, last, runs }): Block[] => [
    {
      kind: 'paragraph',
      text: `Exposed from ${first === null ? 'a time that nothing tells' : time(first)} to ${last === null ? 'now: it goes on' : time(last)}; runs of that time that were there to be read: ${runs.length}.`,
    },
    ...(runs.length === 0
      ? []
      : [
          {
            kind: 'table',
            head: ['Run', 'Made', 'In that time', 'Its files'],
            rows: runs.map(({ id, at, certain, verified }) => [
              id ?? 'unknown',
              at ?? 'unknown',
              certain ? 'yes' : 'perhaps',
              VERIFIED[verified],
            ]),
          } as const,
        ]),
  ]);
}

function files(evidence: readonly string[]): string {
  return evidence.length === 0 ? '' : `; evidence ${evidence.map(short).join(', ')}`;
}
