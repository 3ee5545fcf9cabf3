import { type BytePath, displayPath } from '@seqwarden/proof';
import { type Completion, type CompletionEvidence, hasCopyService, judgeCompletion } from './completion.ts';
import { cyclesToExpect, expectedFiles, layoutOf, outcomeOf } from './expectation.ts';
import type { ExpectedFiles } from './expected-files.ts';
import { read, unknown } from './fact.ts';
import { type Identity, identify } from './identity.ts';
import { inspectIdat } from './inspect-idat.ts';
import type { Inspection } from './inspection.ts';
import { isMarkerAsWritten } from './markers.ts';
import { isSimulated } from './models.ts';
import { optional, readRootFile } from './root-files.ts';
import { rtaExitedEarly } from './rta-log.ts';
import { MAX_RUN_COMPLETION_STATUS_BYTES, readRunCompletionStatus } from './run-completion-status.ts';
import type { RunFolder } from './run-folder.ts';
import { READS } from './run-info.ts';
import { readRunXml } from './run-xml.ts';
import { surveyNames } from './survey-names.ts';
import { flowCellOf } from './tiles.ts';
import { Warnings } from './warnings.ts';

/**
 * What run this is, which instrument made it, whether it is over and whole. Reads nothing but RunInfo.xml,
 * RunParameters.xml, RunCompletionStatus.xml, IDAT files and, where no end marker stands, the ends of a few RTA logs;
 * goes over the names once.
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

  const { info, parameters } = await readRunXml(run, names.root, warnings);
  const statusThere = names.root.spellings('RunCompletionStatus.xml').length > 0;
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
  const planned = reads?.reduce((sum, { cycles }) => sum + cycles, 0);
  const outcome = outcomeOf(status, statusThere, parameters, planned);
  const cycles = cyclesToExpect(planned, outcome, status, parameters);
  const expectation = { layout, family: identity.family, flowCell, cycles, files };
  const expected = expectedFiles(expectation, info !== undefined, parameters, warnings);
  const shorter =
    cycles !== undefined && files.lastCycle > 0 && files.lastCycle < cycles
      ? expectedFiles({ ...expectation, cycles: files.lastCycle }, info !== undefined, parameters, warnings)
      : undefined;
  const evidence: CompletionEvidence = {
    isRun: info !== undefined || parameters !== undefined || layout !== 'unknown',
    family: identity.family,
    softwareVersion: identity.software.control.version.value ?? undefined,
    markers: new Set(names.markers),
    outcome,
    missing: expected.missing?.count ?? null,
    endsAtWholeCycle: shorter?.missing?.count === 0,
    rtaExitedEarly: false,
  };
  warnOfMarkers(names.markers, evidence, warnings);
  let verdict = judgeCompletion(evidence);
  if (verdict.rule === 'no-end-marker' && (await rtaExitedEarly(run, names.rtaLogs, warnings))) {
    verdict = judgeCompletion({ ...evidence, rtaExitedEarly: true });
  }
  const completion = { ...verdict, markers: names.markers.map(displayPath) };
  const endsEarly = shorter !== undefined && completion.rule === 'ends-at-whole-cycle';
  if (endsEarly) {
    warnings.add(
      'ENDS_EARLY',
      `base calls end with cycle ${files.lastCycle} of ${cycles}, and nothing records why`,
    );
  }
  return assemble(shared, identity, layout, completion, endsEarly ? shorter : expected, warnings);
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

/** Markers that no instrument writes so: a lab, or a share that changes letter case, did. They do not count. */
function warnOfMarkers(markers: readonly BytePath[], evidence: CompletionEvidence, warnings: Warnings): void {
  for (const marker of markers) {
    if (isMarkerAsWritten(marker)) continue;
    const message = `${displayPath(marker)} is in a letter case that no instrument writes`;
    warnings.add('MARKER_LETTER_CASE', message);
  }
  const { family, softwareVersion } = evidence;
  const foreign = family !== undefined && hasCopyService(family, softwareVersion) === false;
  if (foreign && evidence.markers.has('CopyComplete.txt')) {
    warnings.add('MARKER_FOREIGN', 'CopyComplete.txt: this instrument has no copy service that writes it');
  }
}
