import { type Fact, firstKnown, inferred, read, unknown } from './fact.ts';
import type { Inspection, Mode } from './inspection.ts';
import {
  FAMILY,
  type Family,
  isSimulated,
  type Model,
  modelOfInstrumentType,
  modelOfSerial,
  modelsOfSoftware,
} from './models.ts';
import type { RunInfo } from './run-info.ts';
import { FIELDS, type RunParameters } from './run-parameters.ts';
import type { Warnings } from './warnings.ts';
import { XmlFields } from './xml-fields.ts';

export type Identity = Pick<Inspection, 'runId' | 'instrument' | 'software' | 'flowCell'> & {
  readonly family: Family | undefined;
};

const NOTHING = new XmlFields('', new Map());

/** Which instrument made the run, with which software. RunInfo.xml goes before RunParameters.xml. */
export function identify(
  info: RunInfo | undefined,
  parameters: RunParameters | undefined,
  warnings: Warnings,
): Identity {
  const told = info?.fields ?? NOTHING;
  const set = parameters?.fields ?? NOTHING;

  const runId = firstKnown(told.fact('Run/@Id'), set.fact(...FIELDS.runId));
  const runIds = [told.value('Run/@Id'), set.fact(...FIELDS.runId).value];
  if (differ(...runIds)) warnings.add('RUN_ID_DIFFERS', `${told.file} and ${set.file} name different runs`);
  const flowCells = [told.fact('Run/Flowcell'), set.fact(...FIELDS.flowCell)];
  if (differ(...flowCells.map(fact => fact.value))) {
    warnings.add('FLOW_CELL_DIFFERS', `${told.file} and ${set.file} name different flow cells`);
  }

  const serial = serialOf(told, set, warnings);
  const name = set.fact(...FIELDS.softwareName);
  const version = softwareVersionOf(set, name.value);
  const rta = set.fact(...FIELDS.rta);
  const model = modelOf(serial, name, set, warnings);
  return {
    runId,
    instrument: {
      vendor: model.value !== null ? inferred('Illumina', model.from) : vendorOf(told, name),
      model,
      serial,
      mode: modeOf(set, serial, warnings),
    },
    software: {
      control: { name, version },
      rta,
      universalCopyService: copyServiceOf(set, name.value, version),
      localRunManager: firstKnown(set.fact(...FIELDS.localRunManager), trace(set, FIELDS.localRunManagerRun)),
    },
    flowCell: firstKnown(...flowCells),
    family: familyOf(model.value, name.value, rta.value),
  };
}

/**
 * The one that some model has; labs put aliases ("NV1") into either file. A simulated one counts only where no file names another: else one edited file would make
 * a real run the simulator's.
 */
function serialOf(told: XmlFields, set: XmlFields, warnings: Warnings): Fact<string> {
  const candidates = [told.fact('Run/Instrument'), set.fact(...FIELDS.serial)];
  const named = candidates.filter(({ value }) => value !== null);
  const real = named.filter(({ value }) => value !== null && !isSimulated(value));
  const known = named.filter(isOfModel);
  const isMixed = real.length > 0 && real.length < named.length;
  if (isMixed || differ(...known.map(({ value }) => value))) {
    const [one, two] = named;
    warnings.add('SERIAL_DIFFERS', `${one?.from} and ${two?.from} name different instruments`);
  }
  const first = real.find(isOfModel) ?? (isMixed ? undefined : known[0]);
  const serial = first ?? firstKnown(...(isMixed ? real : candidates));
  if (first === undefined && serial.value !== null) {
    warnings.add('SERIAL_UNRECOGNISED', `${serial.from} is no serial of a known model`);
  }
  return serial;
}

function isOfModel({ value }: Fact<string>): boolean {
  return value !== null && modelOfSerial(value) !== undefined;
}

function softwareVersionOf(set: XmlFields, name: string | null): Fact<string> {
  const version = set.fact(...FIELDS.softwareVersion);
  if (version.confidence !== 'unknown') return version;
  const suiteIsSoftware =
    set.has('InstrumentType') ||
    (name !== null && /^(?:control-software|NovaSeqXSeries|MiSeqi100Series)/.test(name));
  return suiteIsSoftware ? firstKnown(set.fact(...FIELDS.suiteVersion), version) : version;
}

/**
 * The instrument type says it; else the serial's prefix, or a software name that only one model has. What they
 * exclude together is unknown.
 */
function modelOf(serial: Fact<string>, name: Fact<string>, set: XmlFields, warnings: Warnings): Fact<Model> {
  const type = set.fact(...FIELDS.instrumentType);
  const byType = type.value === null ? undefined : modelOfInstrumentType(type.value);
  const bySerial = serial.value === null ? undefined : modelOfSerial(serial.value);
  const byName = name.value === null ? [] : modelsOfSoftware(name.value);
  const hinted = [byType, bySerial].filter(model => model !== undefined);
  const [first] = hinted;
  const contradiction =
    hinted.some(model => model !== first) ||
    (first !== undefined && byName.length > 0 && !byName.includes(first));
  if (contradiction) {
    const sources = [type.from, serial.from, name.from].filter(from => from !== null);
    warnings.add('MODEL_CONTRADICTED', `${sources.join(', ')} are not of one model`);
    return unknown(serial.from);
  }
  if (byType !== undefined && type.from !== null) return read(byType, type.from);
  if (bySerial !== undefined && serial.from !== null) return inferred(bySerial, serial.from);
  if (name.from === null || name.value === null) return unknown();
  const [only] = byName;
  if (byName.length === 1 && only !== undefined) return inferred(only, name.from);
  if (name.value === 'NextSeq 1000/2000 Control Software') return inferred('NextSeq 1000/2000', name.from);
  if (name.value === 'HiSeq Control Software' && set.value('Setup/Flowcell') === 'HiSeq X') {
    return inferred('HiSeq X', set.from('Setup/Flowcell'));
  }
  return unknown(name.from);
}

/** Models of one software name write alike, but for HiSeq: there, RTA 1 and RTA 2 do. */
function familyOf(model: Model | null, name: string | null, rta: string | null): Family | undefined {
  if (model !== null) return FAMILY[model];
  if (name === null) return undefined;
  if (name === 'HiSeq Control Software') {
    return rta?.startsWith('1.') ? 'hiseq-2500' : rta?.startsWith('2.') ? 'hiseq-4000' : undefined;
  }
  const [first] = modelsOfSoftware(name);
  return first && FAMILY[first];
}

function vendorOf(told: XmlFields, name: Fact<string>): Fact<'Illumina'> {
  if (name.value !== null && modelsOfSoftware(name.value).length > 0) return inferred('Illumina', name.from);
  return told.file === '' ? unknown() : inferred('Illumina', told.file);
}

/** MiSeq 4.1 says it; a NextSeq 550Dx in research mode writes `_RUO` after its serial. Nothing else does. */
function modeOf(set: XmlFields, serial: Fact<string>, warnings: Warnings): Fact<Mode> {
  const said = set.fact(...FIELDS.mode);
  if (said.value !== null) {
    const word = said.value.toLowerCase();
    if (word === 'dx' || word === 'ruo') return read(word, said.from);
    warnings.add('MODE_UNRECOGNISED', `${said.from} is neither Dx nor Ruo`);
    return unknown(said.from);
  }
  if (serial.value !== null && modelOfSerial(serial.value) !== undefined && serial.value.endsWith('_RUO')) {
    return inferred('ruo', serial.from);
  }
  return unknown(said.from);
}

/** Pairs seen in real NovaSeq 6000 runs. */
const COPY_SERVICE_OF_NOVASEQ: Readonly<Record<string, string>> = {
  '1.0.0.104': '1.1.2.553',
  '1.3.1': '1.4.2.927',
  '1.4.0': '1.4.2.927',
  '1.6.0': '1.5.6.1074',
  '1.7.0': '1.6.3.1575',
  '1.7.5': '1.6.3.1575',
  '1.8.0': '2.7.2.4320',
  '1.8.1': '2.7.3.4836',
};

/**
 * NovaSeq 6000 writes an empty `UcsVersion` now and then, beside a filled `UcsRunId`: a copy service was there, and
 * its version goes with that of the control software. Without either there is no sign of one.
 */
function copyServiceOf(set: XmlFields, name: string | null, version: Fact<string>): Fact<string> {
  const recorded = set.fact(...FIELDS.copyService);
  if (recorded.value !== null) return recorded;
  const evidence = firstKnown(recorded, trace(set, FIELDS.copyServiceRun));
  if (evidence.from === null || name !== 'NovaSeq Control Software' || version.value === null)
    return evidence;
  const pair = Object.hasOwn(COPY_SERVICE_OF_NOVASEQ, version.value)
    ? COPY_SERVICE_OF_NOVASEQ[version.value]
    : undefined;
  return pair === undefined ? evidence : inferred(pair, version.from);
}

/** An unknown that names the field which shows that there is such a thing. */
function trace(set: XmlFields, names: readonly string[]): Fact<string> {
  const { value, from } = set.fact(...names);
  return unknown(value === null ? null : from);
}

function differ(...values: readonly (string | null | undefined)[]): boolean {
  return new Set(values.filter(value => value !== null && value !== undefined)).size > 1;
}
