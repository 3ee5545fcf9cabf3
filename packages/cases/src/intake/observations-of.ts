import type { Installation, Instrument } from '@seqwarden/advisory/inventory';
import type { Finding } from '@seqwarden/advisory/match';
import { findingsOf } from './findings-of.ts';
import {
  type AnswerToObserve,
  type InstallationObserved,
  installedOf,
  type Unfit,
  unchanged,
} from './observed.ts';
import { readingsOf, spanOf } from './readings-of.ts';

/** What an answer of `exposure` says of each installation, in the words of observations. Pure. */
export function observationsOf(answer: AnswerToObserve): {
  readonly installations: readonly InstallationObserved[];
  readonly unfit: readonly Unfit[];
} {
  const advisories = new Map(answer.advisories.map(({ advisory }) => [advisory.sha256, advisory]));
  const findings = Map.groupBy(
    answer.findings.map(({ finding }) => finding),
    ({ instrument, installation }) => keyOf(instrument, installation),
  );
  const unfit: Unfit[] = [];
  const installations = answer.inventory.instruments.flatMap(instrument =>
    instrument.installations.flatMap((installation): InstallationObserved[] => {
      const installed = installedOf(instrument, installation.id);
      if (installed === undefined) {
        unfit.push({ what: 'installation', name: instrument.serial ?? instrument.model ?? '' });
        return [];
      }
      const readings = readingsOf(installation);
      const found = findingsOf(findings.get(keyOf(instrument, installation.id)) ?? [], advisories);
      unfit.push(...readings.unfit, ...found.unfit);
      const frame = { installed, readings: readings.now, runs: runsOf(installation) };
      const asked = found.asked.map(one => ({
        installed,
        advisory: one.advisory,
        overlay: unchanged(answer.overlay),
        readings: frame.readings,
        findings: one.findings,
        runs: frame.runs,
      }));
      const [first = { ...frame, advisory: null, overlay: null, findings: [] }, ...more] = asked;
      return [{ now: [first, ...more], before: readings.before }];
    }),
  );
  return { installations, unfit };
}

function keyOf({ vendor, model, serial }: Finding['instrument'] | Instrument, id: string): string {
  return JSON.stringify([vendor, model, serial, id]);
}

function runsOf({ runs }: Installation): InstallationObserved['now'][0]['runs'] {
  const dated = runs.flatMap(({ at }) => spanOf(at) ?? []);
  return { count: runs.length, first: dated[0] ?? null, last: dated.at(-1) ?? null };
}
