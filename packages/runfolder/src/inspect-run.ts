import { type BytePath, compareBytePaths, displayPath } from '@seqwarden/proof';
import { type Completion, type CompletionEvidence, hasCopyService, judgeCompletion } from './completion.ts';
import { compareFiles, type ExpectedFiles } from './expected-files.ts';
import { expectedSlots, isPerTile } from './expected-slots.ts';
import { read, unknown } from './fact.ts';
import { type Identity, identify } from './identity.ts';
import { inspectIdat } from './inspect-idat.ts';
import type { Inspection } from './inspection.ts';
import { type Layout, locate } from './location.ts';
import { isMarker } from './markers.ts';
import { type Family, isSimulated } from './models.ts';
import { optional, readRootFile } from './root-files.ts';
import {
  MAX_RUN_COMPLETION_STATUS_BYTES,
  type Outcome,
  type RunCompletionStatus,
  readRunCompletionStatus,
} from './run-completion-status.ts';
import type { RunFile, RunFolder } from './run-folder.ts';
import { MAX_RUN_INFO_BYTES, READS, readRunInfo } from './run-info.ts';
import { MAX_RUN_PARAMETERS_BYTES, type RunParameters, readRunParameters } from './run-parameters.ts';
import { LAYOUTS, StructuralFiles } from './structural-files.ts';
import { type FlowCell, flowCellOf } from './tiles.ts';
import { Warnings } from './warnings.ts';

const MAX_MARKERS = 100;

/**
 * What run this is, which instrument made it, whether it is over and whole. Reads nothing but RunInfo.xml,
 * RunParameters.xml, RunCompletionStatus.xml and the ends of IDAT files; goes over the names once.
 *
 * RunInfo.xml decides what a run is, so a damaged one is an error. Without the others the rest still holds, so
 * there it is a warning and their facts are unknown. A folder without any of them is a run of unknown everything.
 *
 * @throws SeqwardenError of RunInfo.xml: RUN_INFO_DAMAGED, XML_REFUSED, FILE_TOO_LARGE; of the folder: RUN_UNREADABLE
 */
export async function inspectRun(run: RunFolder): Promise<Inspection> {
  const warnings = new Warnings();
  const names = surveyNames(run, warnings);
  const { files } = names;

  const infoFile = await readRootFile(run, names.root, 'RunInfo.xml', MAX_RUN_INFO_BYTES, warnings);
  const info = infoFile && readRunInfo(infoFile.bytes, infoFile.file, warnings);
  const parameters = await optional('RUN_PARAMETERS_DAMAGED', warnings, async () => {
    const file = await readRootFile(
      run,
      names.root,
      'RunParameters.xml',
      MAX_RUN_PARAMETERS_BYTES,
      warnings,
      true,
    );
    return file && readRunParameters(file.bytes, file.file, warnings);
  });
  const statusThere = names.root.has('runcompletionstatus.xml');
  const status = await optional('RUN_COMPLETION_STATUS_DAMAGED', warnings, async () => {
    const limit = MAX_RUN_COMPLETION_STATUS_BYTES;
    const file = await readRootFile(run, names.root, 'RunCompletionStatus.xml', limit, warnings, true);
    return file && readRunCompletionStatus(file.bytes, file.file, warnings);
  });

  const flowCell = flowCellOf(info, warnings);
  const reads = info?.reads;
  const shared = {
    folderName: displayPath(run.name),
    reads: info && reads ? read(reads, info.fields.from(READS)) : unknown<NonNullable<typeof reads>>(),
    lanes: flowCell.lanes,
    surfaces: flowCell.surfaces,
    tiles: flowCell.tiles,
  };
  if (info === undefined && parameters === undefined && names.idats.length > 0) {
    const chip = await inspectIdat(run, names.idats, warnings);
    const completion = { ...chip.completion, markers: names.markers.map(displayPath) };
    return assemble(shared, chip.identity, 'idat', completion, chip.files, warnings);
  }

  const identity = identify(info, parameters, warnings);
  const layout = layoutOf(files, identity.family, warnings);
  const outcome = outcomeOf(status, statusThere, parameters);
  const planned = reads?.reduce((sum, { cycles }) => sum + cycles, 0);
  const cycles = cyclesToExpect(planned, outcome, status, parameters);
  const expected = expectedFiles(
    { layout, family: identity.family, flowCell, cycles, files },
    info !== undefined,
    parameters,
    warnings,
  );
  const evidence: CompletionEvidence = {
    isRun: info !== undefined || parameters !== undefined || layout !== 'unknown',
    family: identity.family,
    softwareVersion: identity.software.control.version.value ?? undefined,
    markers: new Set(names.markers),
    outcome,
    missing: expected.missing?.count ?? null,
  };
  warnOfMarkers(names.markers, evidence, warnings);
  const completion = { ...judgeCompletion(evidence), markers: names.markers.map(displayPath) };
  return assemble(shared, identity, layout, completion, expected, warnings);
}

type Shared = Pick<Inspection, 'folderName' | 'reads' | 'lanes' | 'surfaces' | 'tiles'>;

function assemble(
  shared: Shared,
  identity: Identity,
  layout: Inspection['layout'],
  completion: Completion,
  files: ExpectedFiles,
  warnings: Warnings,
): Inspection {
  const { serial } = identity.instrument;
  return {
    runId: identity.runId,
    folderName: shared.folderName,
    layout,
    simulated: serial.value !== null && isSimulated(serial.value),
    instrument: identity.instrument,
    software: identity.software,
    flowCell: identity.flowCell,
    reads: shared.reads,
    lanes: shared.lanes,
    surfaces: shared.surfaces,
    tiles: shared.tiles,
    completion,
    files,
    warnings: warnings.list,
  };
}

interface Names {
  readonly files: StructuralFiles;
  readonly idats: readonly RunFile[];
  /** In byte order, at most {@link MAX_MARKERS}. */
  readonly markers: readonly BytePath[];
  /** The files of the root that inspection reads, by lower-case name. */
  readonly root: ReadonlyMap<string, readonly BytePath[]>;
}

const READ_FROM_ROOT = /^(?:RunInfo|RunParameters|RunCompletionStatus)\.xml$/i;

/** The one pass over the names of a run, which may be a million. */
function surveyNames(run: RunFolder, warnings: Warnings): Names {
  const files = new StructuralFiles();
  const idats: RunFile[] = [];
  const markers: BytePath[] = [];
  const root = new Map<string, BytePath[]>();
  for (const file of run.files()) {
    const { path } = file;
    const location = locate(path);
    if (location?.layout === 'idat') idats.push(file);
    else if (location !== undefined || path.startsWith('Data/')) files.add(path, location);
    else if (path.length <= 64) {
      if (isMarker(path) && markers.length < MAX_MARKERS) markers.push(path);
      if (READ_FROM_ROOT.test(path)) {
        const key = path.toLowerCase();
        root.set(key, [...(root.get(key) ?? []), path]);
      }
    }
  }
  for (const paths of root.values()) paths.sort(compareBytePaths);
  markers.sort(compareBytePaths);
  if (idats.length > 0 && root.size > 0)
    warnings.add('LAYOUT_MIXED', 'IDAT files lie beside the XML of a sequencer');
  return { files, idats, markers, root };
}

/** The layout of most base-call files; without any, that of the model. */
function layoutOf(
  files: StructuralFiles,
  family: Family | undefined,
  warnings: Warnings,
): Layout | 'unknown' {
  const there = LAYOUTS.filter(layout => files.count(layout) > 0);
  if (there.length > 1)
    warnings.add('LAYOUT_MIXED', `base calls of ${there.join(' and ')} lie beside each other`);
  const [most, next] = there.toSorted((a, b) => files.count(b) - files.count(a));
  if (most !== undefined) {
    return next !== undefined && files.count(next) === files.count(most) ? 'unknown' : most;
  }
  return (family && LAYOUT_OF_FAMILY[family]) ?? 'unknown';
}

/** MiSeq and HiSeq 2000/2500 write bcl or bcl.gz, as they were set up. */
const LAYOUT_OF_FAMILY: Readonly<Partial<Record<Family, Layout>>> = {
  'hiseq-4000': 'bcl.gz',
  'nextseq-500': 'bgzf',
  miniseq: 'bgzf',
  iseq: 'bgzf',
  'nextseq-2000': 'cbcl',
  'novaseq-6000': 'cbcl',
  'novaseq-x': 'cbcl',
  'miseq-i100': 'cbcl',
};

function outcomeOf(
  status: RunCompletionStatus | undefined,
  statusThere: boolean,
  parameters: RunParameters | undefined,
): CompletionEvidence['outcome'] {
  if (status !== undefined) return status.outcome;
  if (statusThere) return 'damaged';
  const { plannedCycles, completedCycles } = parameters ?? {};
  if (plannedCycles === undefined || completedCycles === undefined) return undefined;
  return completedCycles > 0 && completedCycles < plannedCycles ? 'fewer cycles than planned' : undefined;
}

const ENDED_BEFORE_PLAN: readonly (Outcome | CompletionEvidence['outcome'])[] = [
  'user ended early',
  'exception ended early',
  'errored',
  'fewer cycles than planned',
];

/** A run that ended early has the cycles that it says it completed; undefined where it does not say. */
function cyclesToExpect(
  planned: number | undefined,
  outcome: CompletionEvidence['outcome'],
  status: RunCompletionStatus | undefined,
  parameters: RunParameters | undefined,
): number | undefined {
  if (planned === undefined || !ENDED_BEFORE_PLAN.includes(outcome)) return planned;
  const completed = status?.completedCycles ?? parameters?.completedCycles;
  return completed === undefined ? undefined : Math.min(planned, completed);
}

interface Expectation {
  readonly layout: Layout | 'unknown';
  readonly family: Family | undefined;
  readonly flowCell: FlowCell;
  readonly cycles: number | undefined;
  readonly files: StructuralFiles;
}

function expectedFiles(
  { layout, family, flowCell, cycles, files }: Expectation,
  hasRunInfo: boolean,
  parameters: RunParameters | undefined,
  warnings: Warnings,
): ExpectedFiles {
  const untold = (why: string): ExpectedFiles => {
    warnings.add('EXPECTED_UNKNOWN', why);
    const present = [...files.counts.values()].reduce((sum, count) => sum + count, 0);
    return { expected: null, present, missing: null, unexpected: null };
  };
  if (!hasRunInfo) return untold('there is no RunInfo.xml');
  if (cycles === undefined) return untold('the number of cycles is not recorded');
  // NovaSeq X from 1.2 on can leave the base calls on the instrument.
  if (parameters?.fields.value('DisableBclCopy')?.toLowerCase() === 'true') {
    return untold('the instrument was told not to copy base calls');
  }
  if (layout === 'unknown' && !isPerTile(layout, family)) {
    return untold('neither file names nor model tell the layout');
  }
  const slots = expectedSlots({ layout, family, flowCell, cycles, files });
  return typeof slots === 'string' ? untold(slots) : compareFiles(slots, files);
}

/** Markers that no instrument writes so: a lab, or a share that changes letter case, did. They do not count. */
function warnOfMarkers(markers: readonly BytePath[], evidence: CompletionEvidence, warnings: Warnings): void {
  for (const marker of markers) {
    const other = /^copycomplete\.txt$/i.test(marker) && marker !== 'CopyComplete.txt';
    if (other)
      warnings.add(
        'MARKER_LETTER_CASE',
        `${displayPath(marker)} is in a letter case that no instrument writes`,
      );
  }
  const { family, softwareVersion } = evidence;
  const foreign = family !== undefined && hasCopyService(family, softwareVersion) === false;
  if (foreign && evidence.markers.has('CopyComplete.txt')) {
    warnings.add('MARKER_FOREIGN', 'CopyComplete.txt: this instrument has no copy service that writes it');
  }
}
