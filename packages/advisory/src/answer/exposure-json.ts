import type { Installation, Instrument } from '../inventory/inventory.ts';
import { runSourceKey } from '../inventory/run-source.ts';
import { compareText } from '../inventory/span.ts';
import type { Finding } from '../match/finding.ts';
import { countVerdicts, type ExposureAnswer, exitOf, type WindowedFinding } from './exposure-answer.ts';
import { localTime } from './local-time.ts';
import { compareAdvisories, compareFindings, compareInstalled } from './order.ts';

/** FORMATS.md 27.1. The same whatever the order in which runs and advisories were named. */
export function exposureJson(answer: ExposureAnswer): object {
  const { inventory, advisories, findings, unmatched, unread, zone } = answer;
  const { instruments } = inventory;
  const exit = exitOf(answer);
  const builtIn = new Set(advisories.filter(one => one.builtIn).map(({ advisory }) => advisory.sha256));
  const zones = new Map(instruments.map(one => [keyOf(one), one.zone]));
  const installations = instruments.flatMap(one => one.installations);
  return {
    answer: exit === 1 ? 'affected' : exit === 3 ? 'review' : 'none',
    exit,
    counts: {
      ...countVerdicts(findings),
      instruments: instruments.length,
      installations: installations.length,
      runs: installations.reduce((sum, { runs }) => sum + runs.length, 0),
      simulatedLeftOut: inventory.simulatedLeftOut,
      unmatched: unmatched.filter(({ findings: other }) => other === 0).length,
      unread: unread.length,
    },
    instruments: instruments.map(instrumentJson),
    findings: findings
      .toSorted((a, b) => compareFindings(a.finding, b.finding))
      .map(one => findingJson(one, builtIn, zones.get(keyOf(one.finding.instrument)) ?? zone)),
    unmatched: unmatched
      .toSorted(compareInstalled)
      .map(({ instrument, installation, findings: other, asked }) => ({
        instrument: instrumentName(instrument),
        installation,
        findings: other,
        advisories: asked,
      })),
    advisories: advisories
      .toSorted((a, b) => compareAdvisories(a.advisory, b.advisory))
      .map(({ advisory, builtIn: own, received }) => ({
        publisher: advisory.label.publisher,
        id: advisory.label.id,
        version: advisory.label.version,
        sha256: advisory.sha256,
        title: advisory.title,
        currentReleaseDate: advisory.currentReleaseDate,
        builtIn: own,
        received,
        damaged: advisory.damaged,
      })),
    vulnerabilities: answer.vulnerabilities,
    overlay: { version: answer.overlay },
    zone,
    unread: unread.toSorted(
      (a, b) => compareText(a.what, b.what) || compareText(a.name, b.name) || compareText(a.code, b.code),
    ),
    passedOver: answer.passedOver,
    tool: answer.tool,
  };
}

function keyOf({ vendor, model, serial }: Finding['instrument']): string {
  return JSON.stringify([vendor, model, serial]);
}

function instrumentName({ serial, model, vendor }: Finding['instrument']): object {
  return { serial, model, vendor };
}

function instrumentJson({ installations, ...instrument }: Instrument): object {
  return { ...instrument, installations: installations.map(installationJson) };
}

function installationJson({ id, mode, components, runs, fixes, mitigations }: Installation): object {
  const dated = runs.flatMap(({ at }) => at ?? []);
  return {
    id,
    mode,
    components,
    runs: runs.length,
    first: dated[0] ?? null,
    last: dated.at(-1) ?? null,
    fixes,
    mitigations,
  };
}

function findingJson(
  { finding, window, proofs }: WindowedFinding,
  builtIn: ReadonlySet<string>,
  zone: string | null,
): object {
  const { id, sha256, publisher, version } = finding.advisory;
  const local = (moment: string | null) =>
    moment === null || zone === null ? null : localTime(moment, zone);
  return {
    instrument: instrumentName(finding.instrument),
    installation: finding.installation,
    vulnerability: finding.vulnerability,
    advisory: { id, sha256, publisher, version, builtIn: builtIn.has(sha256) },
    product: finding.product,
    verdict: finding.verdict,
    reasons: finding.reasons,
    evidence: finding.evidence,
    window: window && {
      first: window.first,
      openStart: window.openStart,
      last: window.last,
      local: zone && { zone, first: local(window.first), last: local(window.last) },
      mitigated: window.mitigated,
      runs: window.runs.map(({ source, flowCell, at, certain, mitigated }) => ({
        runId: source.runId,
        folder: source.folder,
        seal: source.seal,
        flowCell: flowCell ?? null,
        at,
        certain,
        mitigated,
        proof: proofs.get(runSourceKey(source)) ?? null,
      })),
    },
  };
}
