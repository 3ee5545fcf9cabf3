import { optional, type RootNames, readRootFile } from './root-files.ts';
import type { RunFolder } from './run-folder.ts';
import { MAX_RUN_INFO_BYTES, type RunInfo, readRunInfo } from './run-info.ts';
import { MAX_RUN_PARAMETERS_BYTES, type RunParameters, readRunParameters } from './run-parameters.ts';
import type { Warnings } from './warnings.ts';

/** The two files that say which run this is, and of which instrument. */
export interface RunXml {
  readonly info: RunInfo | undefined;
  readonly parameters: RunParameters | undefined;
}

/**
 * RunInfo.xml decides what a run is, so a damaged one is an error; a damaged RunParameters.xml is a warning.
 *
 * @throws SeqwardenError of RunInfo.xml: RUN_INFO_DAMAGED, XML_REFUSED, FILE_TOO_LARGE; of the folder: RUN_UNREADABLE
 */
export async function readRunXml(
  run: Pick<RunFolder, 'read'>,
  names: RootNames,
  warnings: Warnings,
  wantsTiles = true,
): Promise<RunXml> {
  const infoFile = await readRootFile(run, names, 'RunInfo.xml', MAX_RUN_INFO_BYTES, warnings);
  const info = infoFile && readRunInfo(infoFile.bytes, infoFile.file, warnings, wantsTiles);
  const parameters = await optional('RUN_PARAMETERS_DAMAGED', warnings, async () => {
    const limit = MAX_RUN_PARAMETERS_BYTES;
    const file = await readRootFile(run, names, 'RunParameters.xml', limit, warnings, true);
    return file && readRunParameters(file.bytes, file.file, warnings);
  });
  return { info, parameters };
}
