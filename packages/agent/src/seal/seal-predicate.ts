import {
  type ListEvidence,
  type PriorEvidence,
  type SealPredicate,
  type SpecialGroup,
  summarizePriorEvidence,
} from '@seqwarden/proof';
import type { Inspection } from '@seqwarden/runfolder';
import type { ManifestBytes } from './manifest-bytes.ts';
import { sealedFact } from './sealed-fact.ts';

/** Everything that a seal says beside the digest of the file list. */
export interface SealFacts {
  readonly kind: SealPredicate['kind'];
  readonly made: SealPredicate['made'];
  readonly generation: number;
  readonly previousSeal: string | null;
  readonly derivedFrom: string | null;
  readonly sourceLabel: string | null;
  readonly startedAt: Date;
  readonly sealedAt: Date;
  readonly version: string;
  readonly inspection: Inspection;
  readonly manifest: ManifestBytes;
  readonly special: readonly SpecialGroup[];
  /** Checksum lists that were checked, all of them. */
  readonly priorEvidence: readonly ListEvidence[];
}

/** Makes the predicate of FORMATS.md 5.2. Pure; takes over named facts only, and no name that a lab can give a file. */
export function sealPredicate(facts: SealFacts): SealPredicate {
  const { inspection } = facts;
  const { instrument, software, completion, files } = inspection;
  return {
    kind: facts.kind,
    generation: facts.generation,
    previousSeal: facts.previousSeal,
    derivedFrom: facts.derivedFrom,
    made: facts.made,
    sourceLabel: facts.sourceLabel,
    simulated: inspection.simulated,
    startedAt: facts.startedAt.toISOString(),
    sealedAt: facts.sealedAt.toISOString(),
    tool: { name: 'seqwarden', version: facts.version },
    run: { id: sealedFact(inspection.runId), flowCell: sealedFact(inspection.flowCell) },
    instrument: {
      vendor: sealedFact(instrument.vendor),
      model: sealedFact(instrument.model),
      serial: sealedFact(instrument.serial),
      mode: sealedFact(instrument.mode),
    },
    software: {
      control: { name: sealedFact(software.control.name), version: sealedFact(software.control.version) },
      rta: sealedFact(software.rta),
      universalCopyService: sealedFact(software.universalCopyService),
      localRunManager: sealedFact(software.localRunManager),
    },
    completion: { state: completion.state, rule: completion.rule, markers: fitMarkers(completion.markers) },
    baseCalls: {
      layout: inspection.layout,
      expected: files.expected,
      present: files.present,
      missing: files.missing?.count ?? null,
      unexpected: files.unexpected?.count ?? null,
    },
    manifest: { files: facts.manifest.files, bytes: facts.manifest.bytes },
    special: facts.special,
    priorEvidence: withoutNames(summarizePriorEvidence(facts.priorEvidence)),
  };
}

/** A list may come with what is for people only, such as its path. */
function withoutNames({ named, ...totals }: PriorEvidence): PriorEvidence {
  return {
    ...totals,
    named: named.map(({ sha256, algorithm, listed, matched, mismatched, absent }) => ({
      sha256,
      algorithm,
      listed,
      matched,
      mismatched,
      absent,
    })),
  };
}

const MOST_MARKERS = 32;

/** As many as a seal can hold, those of the run itself before those of its analyses; in byte order. */
function fitMarkers(markers: readonly string[]): string[] {
  const ofAnalyses = (marker: string) => marker.includes('/');
  return [...markers.filter(marker => !ofAnalyses(marker)), ...markers.filter(ofAnalyses)]
    .slice(0, MOST_MARKERS)
    .sort();
}
