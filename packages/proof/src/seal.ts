import type { Bytes } from './bytes.ts';
import { type PriorEvidence, readPriorEvidence } from './prior-evidence.ts';
import {
  boolean,
  count,
  digest,
  isPlainText,
  list,
  nullable,
  object,
  oneOf,
  ShapeError,
  text,
  time,
} from './shape.ts';
import { readSpecial, type SpecialGroup } from './special.ts';
import { decodeStatement, encodeStatement, type StatementType } from './statement.ts';

/** What was observed, how surely, and where it stood; a value never stands without its source. */
export interface Fact {
  readonly value: string | null;
  readonly confidence: 'read' | 'inferred' | 'unknown';
  readonly from: string | null;
}

const LAYOUTS = ['bcl', 'bcl.gz', 'bgzf', 'cbcl', 'idat', 'unknown'] as const;
const STATES = ['running', 'complete', 'ended_early', 'failed', 'unknown'] as const;

export interface Tool {
  readonly name: 'seqwarden';
  readonly version: string;
}

/** Predicate `urn:seqwarden:seal:v1`; docs/FORMATS.md section 5.2 says what each key means. */
export interface SealPredicate {
  readonly kind: 'run' | 'derived';
  readonly generation: number;
  readonly previousSeal: string | null;
  readonly derivedFrom: string | null;
  readonly made: 'at-copy' | 'retrospective';
  readonly sourceLabel: string | null;
  readonly simulated: boolean;
  readonly startedAt: string;
  readonly sealedAt: string;
  readonly tool: Tool;
  readonly run: { readonly id: Fact; readonly flowCell: Fact };
  readonly instrument: {
    readonly vendor: Fact;
    readonly model: Fact;
    readonly serial: Fact;
    readonly mode: Fact;
  };
  readonly software: {
    readonly control: { readonly name: Fact; readonly version: Fact };
    readonly rta: Fact;
    readonly universalCopyService: Fact;
    readonly localRunManager: Fact;
  };
  readonly completion: {
    readonly state: (typeof STATES)[number];
    readonly rule: string | null;
    readonly markers: readonly string[];
  };
  readonly baseCalls: {
    readonly layout: (typeof LAYOUTS)[number];
    readonly expected: number | null;
    readonly present: number | null;
    readonly missing: number | null;
    readonly unexpected: number | null;
  };
  readonly manifest: { readonly files: number; readonly bytes: number };
  readonly special: readonly SpecialGroup[];
  readonly priorEvidence: PriorEvidence;
}

const MAX_FACT = 256;
const MAX_LABEL = 200;
const MAX_MARKERS = 32;
const MAX_MARKER = 128;

export const SEAL: StatementType<SealPredicate> = {
  predicateType: 'urn:seqwarden:seal:v1',
  subjectName: 'SHA256SUMS',
  readPredicate,
};

/** The statement that seals the file list with this digest. Throws `STATEMENT_TOO_LARGE`, or `INTERNAL` for a false shape. */
export function encodeSeal(manifestSha256: string, predicate: SealPredicate): Bytes {
  return encodeStatement(SEAL, manifestSha256, predicate);
}

/** Throws `STATEMENT_MALFORMED` or `STATEMENT_NOT_CANONICAL`. That somebody signed it is not checked here. */
export function decodeSeal(bytes: Uint8Array): { manifestSha256: string; predicate: SealPredicate } {
  const { subject, predicate } = decodeStatement(SEAL, bytes);
  return { manifestSha256: subject, predicate };
}

/** The fact as a seal can hold it: a value that is too long or holds control characters becomes unknown. */
export function fitFact(fact: Fact): Fact {
  const fits = (part: string | null) => part === null || isPlainText(part, MAX_FACT);
  if (!fits(fact.from)) return { value: null, confidence: 'unknown', from: null };
  return fits(fact.value) ? fact : { value: null, confidence: 'unknown', from: fact.from };
}

function readPredicate(value: unknown, place: string): SealPredicate {
  const p = object(value, place, [
    ...(['kind', 'generation', 'previousSeal', 'derivedFrom', 'made', 'sourceLabel', 'simulated'] as const),
    ...(['startedAt', 'sealedAt', 'tool', 'run', 'instrument', 'software', 'completion'] as const),
    ...(['baseCalls', 'manifest', 'special', 'priorEvidence'] as const),
  ]);
  const predicate: SealPredicate = {
    kind: oneOf(p.kind, 'kind', ['run', 'derived']),
    generation: count(p.generation, 'generation'),
    previousSeal: nullable(p.previousSeal, value => digest(value, 'previousSeal')),
    derivedFrom: nullable(p.derivedFrom, value => digest(value, 'derivedFrom')),
    made: oneOf(p.made, 'made', ['at-copy', 'retrospective']),
    sourceLabel: nullable(p.sourceLabel, value => text(value, 'sourceLabel', MAX_LABEL)),
    simulated: boolean(p.simulated, 'simulated'),
    startedAt: time(p.startedAt, 'startedAt'),
    sealedAt: time(p.sealedAt, 'sealedAt'),
    tool: readTool(p.tool),
    run: readRun(p.run),
    instrument: readInstrument(p.instrument),
    software: readSoftware(p.software),
    completion: readCompletion(p.completion),
    baseCalls: readBaseCalls(p.baseCalls),
    manifest: readTotals(p.manifest, 'manifest'),
    special: readSpecial(p.special, 'special'),
    priorEvidence: readPriorEvidence(p.priorEvidence, 'priorEvidence'),
  };
  if (predicate.generation < 1 || (predicate.generation === 1) !== (predicate.previousSeal === null)) {
    throw new ShapeError('generation and previousSeal contradict each other');
  }
  if ((predicate.kind === 'run') !== (predicate.derivedFrom === null)) {
    throw new ShapeError('kind and derivedFrom contradict each other');
  }
  return predicate;
}

/** `tool` and `manifest` are the same in a delivery and an addendum. */
export function readTool(value: unknown): Tool {
  const tool = object(value, 'tool', ['name', 'version']);
  return {
    name: oneOf(tool.name, 'tool.name', ['seqwarden']),
    version: text(tool.version, 'tool.version', MAX_FACT),
  };
}

export function readTotals(value: unknown, place: string): SealPredicate['manifest'] {
  const totals = object(value, place, ['files', 'bytes']);
  return { files: count(totals.files, `${place}.files`), bytes: count(totals.bytes, `${place}.bytes`) };
}

function readFact(value: unknown, place: string): Fact {
  const fact = object(value, place, ['value', 'confidence', 'from']);
  const read = {
    value: nullable(fact.value, value => text(value, `${place}.value`, MAX_FACT)),
    confidence: oneOf(fact.confidence, `${place}.confidence`, ['read', 'inferred', 'unknown']),
    from: nullable(fact.from, value => text(value, `${place}.from`, MAX_FACT)),
  };
  const isUnknown = read.confidence === 'unknown';
  if ((read.value === null) !== isUnknown)
    throw new ShapeError(`${place} has a value but is unknown, or none`);
  if (!isUnknown && read.from === null) throw new ShapeError(`${place} has a value without its source`);
  return read;
}

function readRun(value: unknown): SealPredicate['run'] {
  const run = object(value, 'run', ['id', 'flowCell']);
  return { id: readFact(run.id, 'run.id'), flowCell: readFact(run.flowCell, 'run.flowCell') };
}

function readInstrument(value: unknown): SealPredicate['instrument'] {
  const instrument = object(value, 'instrument', ['vendor', 'model', 'serial', 'mode']);
  return {
    vendor: readFact(instrument.vendor, 'instrument.vendor'),
    model: readFact(instrument.model, 'instrument.model'),
    serial: readFact(instrument.serial, 'instrument.serial'),
    mode: readFact(instrument.mode, 'instrument.mode'),
  };
}

function readSoftware(value: unknown): SealPredicate['software'] {
  const software = object(value, 'software', ['control', 'rta', 'universalCopyService', 'localRunManager']);
  const control = object(software.control, 'software.control', ['name', 'version']);
  return {
    control: {
      name: readFact(control.name, 'software.control.name'),
      version: readFact(control.version, 'software.control.version'),
    },
    rta: readFact(software.rta, 'software.rta'),
    universalCopyService: readFact(software.universalCopyService, 'software.universalCopyService'),
    localRunManager: readFact(software.localRunManager, 'software.localRunManager'),
  };
}

function readCompletion(value: unknown): SealPredicate['completion'] {
  const completion = object(value, 'completion', ['state', 'rule', 'markers']);
  const markers = list(completion.markers, 'completion.markers', MAX_MARKERS, readMarker);
  if (markers.some((marker, at) => marker <= (markers[at - 1] ?? ''))) {
    throw new ShapeError('completion.markers is not in byte order');
  }
  return {
    state: oneOf(completion.state, 'completion.state', STATES),
    rule: nullable(completion.rule, value => text(value, 'completion.rule', MAX_FACT)),
    markers,
  };
}

/** Markers are names that instruments are known to write, so they are ASCII that JSON need not escape. */
function readMarker(value: unknown, place: string): string {
  const marker = text(value, place, MAX_MARKER);
  if (!/^[ !#-[\]-~]+$/.test(marker)) throw new ShapeError(`${place} is no marker's name`);
  return marker;
}

function readBaseCalls(value: unknown): SealPredicate['baseCalls'] {
  const calls = object(value, 'baseCalls', ['layout', 'expected', 'present', 'missing', 'unexpected']);
  const known = (value: unknown) => nullable(value, value => count(value, 'a count of baseCalls'));
  return {
    layout: oneOf(calls.layout, 'baseCalls.layout', LAYOUTS),
    expected: known(calls.expected),
    present: known(calls.present),
    missing: known(calls.missing),
    unexpected: known(calls.unexpected),
  };
}
