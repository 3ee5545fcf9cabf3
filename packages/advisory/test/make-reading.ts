import type { Fact } from '@seqwarden/proof';
import type { Reading, TimeSpan } from '../src/inventory/index.ts';

export interface ReadingParts {
  readonly runId?: string | null;
  readonly folder?: string | null;
  readonly seal?: string | null;
  /** A day, `YYYY-MM-DD`: all of it; or a span; null: nothing says. */
  readonly at?: string | TimeSpan | null;
  readonly vendor?: string | null;
  readonly model?: string | null;
  readonly serial?: string | null;
  readonly mode?: 'dx' | 'ruo' | null;
  readonly name?: string | null;
  readonly version?: string | null;
  readonly rta?: string | null;
  readonly copyService?: string | null;
  /** `there`: there is one, and no version. */
  readonly localRunManager?: string | null | 'there';
  readonly simulated?: boolean;
  /** Its own fields exclude each other. */
  readonly contradicted?: boolean;
}

let count = 0;

/** What a run says, by default one of a NovaSeq 6000. */
export function reading(parts: ReadingParts = {}): Reading {
  const { serial = 'A00291', model = 'NovaSeq 6000', vendor = 'Illumina', mode = null } = parts;
  const { name = 'NovaSeq Control Software', version = '1.7.5', rta = null, copyService = null } = parts;
  const { at = '2020-06-01', localRunManager = null, simulated = false, contradicted = false } = parts;
  const { runId = `run-${count++}`, folder = runId, seal = null } = parts;
  const fact = (value: string | null, from: string): Fact =>
    value === null
      ? { value, confidence: 'unknown', from: null }
      : { value, confidence: 'read', from: `RunParameters.xml#${from}` };
  const serialFact = fact(serial, 'InstrumentName');
  return {
    source: { kind: 'run', runId, folder, seal },
    at: typeof at === 'string' ? { from: `${at}T00:00:00.000Z`, until: `${at}T23:59:59.999Z` } : at,
    atFrom: at === null ? null : 'RunInfo.xml#Run/Date',
    simulated,
    instrument: {
      vendor: fact(vendor, 'InstrumentName'),
      model: contradicted
        ? { value: null, confidence: 'unknown', from: serialFact.from }
        : fact(model, 'InstrumentName'),
      serial: serialFact,
      mode: fact(mode, 'DxRuoRunType'),
    },
    software: {
      control: { name: fact(name, 'Application'), version: fact(version, 'ApplicationVersion') },
      rta: fact(rta, 'RtaVersion'),
      universalCopyService: fact(copyService, 'UcsVersion'),
      localRunManager:
        localRunManager === 'there'
          ? { value: null, confidence: 'unknown', from: 'RunParameters.xml#LocalRunManagerRunId' }
          : fact(localRunManager, 'LocalRunManagerVersion'),
    },
  };
}
