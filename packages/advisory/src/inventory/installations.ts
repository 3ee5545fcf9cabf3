import type { Fact } from '@seqwarden/proof';
import { type Device, withoutMode } from './devices.ts';
import type { ComponentKind, FlowCellRead, Installation, Reading } from './inventory.ts';
import { compareSpans, compareText } from './span.ts';
import type { StatedInstallation } from './stated-facts.ts';
import { compareSources, componentsOf, type Observation } from './states.ts';

/** Models that boot into a diagnostic or into a research system. */
const DUAL_BOOT: readonly (string | null)[] = ['MiSeqDx', 'NextSeq 550Dx', 'NovaSeq 6000Dx'];

const NOTHING: Omit<StatedInstallation, 'id'> = { software: [], fixes: [], mitigations: [] };

/** What is installed on a device: at least one, by id. */
export function installationsOf(device: Device): Installation[] {
  const isDual = bootsTwice(device);
  const readings = new Map<string, Reading[]>();
  for (const reading of [...device.readings].sort(compareReadings)) {
    const id = (isDual ? reading.instrument.mode.value : null) ?? 'main';
    const known = readings.get(id);
    if (known === undefined) readings.set(id, [reading]);
    else known.push(reading);
  }
  const stated = new Map((device.stated?.installations ?? []).map(one => [one.id, one]));
  const ids = [...new Set([...readings.keys(), ...stated.keys()])].sort(compareText);
  return (ids.length === 0 ? ['main'] : ids).map(id =>
    installation(id, readings.get(id) ?? [], stated.get(id) ?? NOTHING),
  );
}

function bootsTwice({ readings, stated }: Device): boolean {
  const modes = new Set(
    readings.map(({ instrument }) => instrument.mode.value).filter(mode => mode !== null),
  );
  return (
    modes.size > 1 ||
    DUAL_BOOT.includes(stated?.model ?? null) ||
    (stated?.installations.some(({ id }) => id === 'dx' || id === 'ruo') ?? false) ||
    readings.some(({ instrument: { model, serial } }) => {
      const recorded = serial.value ?? '';
      return DUAL_BOOT.includes(model.value) || withoutMode(recorded) !== recorded;
    })
  );
}

function installation(
  id: string,
  readings: readonly Reading[],
  stated: Omit<StatedInstallation, 'id'>,
): Installation {
  const recorded = readings.map(({ instrument }) => instrument.mode.value).findLast(mode => mode !== null);
  const mode = recorded ?? id;
  const observations = [
    ...readings.flatMap(observationsOf),
    ...stated.software.map(
      ({ component, name, version, at, source }): Observation => ({
        kind: component,
        name,
        version,
        confidence: 'stated',
        from: null,
        at,
        source,
      }),
    ),
  ];
  return {
    id,
    mode: mode === 'dx' || mode === 'ruo' ? mode : null,
    components: componentsOf(observations),
    runs: readings.map(({ source, flowCell, at }) => ({ source, flowCell: flowCellRead(flowCell), at })),
    fixes: stated.fixes,
    mitigations: stated.mitigations,
  };
}

function flowCellRead(fact: Reading['flowCell']): FlowCellRead | null {
  return fact?.value == null ? null : { value: fact.value, from: fact.from };
}

function observationsOf({ software, source, at }: Reading): Observation[] {
  const { control, rta, universalCopyService, localRunManager } = software;
  const seen = (kind: ComponentKind, name: Fact | null, version: Fact): Observation[] => {
    const isThere = [name, version].some(
      fact => fact !== null && (fact.value !== null || fact.from !== null),
    );
    if (!isThere) return [];
    const { value, confidence } = version;
    const from = version.from ?? name?.from ?? null;
    return [{ kind, name: name?.value ?? null, version: value, confidence, from, at, source }];
  };
  return [
    ...seen('control', control.name, control.version),
    ...seen('rta', null, rta),
    ...seen('universal-copy-service', null, universalCopyService),
    ...seen('local-run-manager', null, localRunManager),
  ];
}

/** In order of time, those without one last. */
export function compareReadings(a: Reading, b: Reading): number {
  return (
    compareSpans(a.at, b.at) ||
    compareSources(a.source, b.source) ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  );
}
