import { compareBytePaths, displayPath } from '@seqwarden/proof';
import type { Fact } from './fact.ts';
import { InflateBudget } from './idat-gzip.ts';
import { identityOfIdat, readIdatFile } from './idat-identity.ts';
import { type Identity, identify } from './identity.ts';
import { MAX_READ } from './inspect-idat.ts';
import type { Inspection } from './inspection.ts';
import { locate } from './location.ts';
import { isSimulated } from './models.ts';
import { RootNames } from './root-files.ts';
import { type DateSource, headOfRunId, type RunDate, runDate } from './run-date.ts';
import type { RunFile, RunFolder } from './run-folder.ts';
import { DATE, type RunInfo } from './run-info.ts';
import { FIELDS, type RunParameters } from './run-parameters.ts';
import { readRunXml } from './run-xml.ts';
import { type Warning, Warnings } from './warnings.ts';

/** What identification may see of a run: the names in its root, and the content of a few files there. */
export interface RunRoot extends Pick<RunFolder, 'read' | 'readRange'> {
  /** Plain files of the root, in any order. */
  rootFiles(): Iterable<RunFile>;
}

/** Who made a run, with what, and when it began: as {@link Inspection} has it, and the time. */
export interface RunIdentity
  extends Pick<Inspection, 'runId' | 'flowCell' | 'simulated' | 'instrument' | 'software'> {
  readonly began: RunDate;
}

export interface IdentifiedRun {
  /**
   * One; or, where a folder holds IDAT files of several chips, one for each chip that could be read, in byte order of its files. The first is what `inspectRun`
   * says of the folder. Everything is unknown where no file says anything.
   */
  readonly identities: readonly [RunIdentity, ...RunIdentity[]];
  readonly warnings: readonly Warning[];
}

export interface IdentifyOptions {
  /** Of asking: see `DateOptions`. */
  readonly now: Date;
  /** The zone of the place where the instrument stands, if somebody stated it. */
  readonly zoneOf?: (instrument: Inspection['instrument']) => string | undefined;
}

/**
 * Which instrument made the run and when, from RunInfo.xml and RunParameters.xml, or for an iScan from an IDAT file of each chip. Base calls are neither listed
 * nor read. Agrees with `inspectRun`, in its errors too.
 *
 * @throws SeqwardenError of RunInfo.xml: RUN_INFO_DAMAGED, XML_REFUSED, FILE_TOO_LARGE; of the folder: RUN_UNREADABLE
 */
export async function identifyRun(run: RunRoot, options: IdentifyOptions): Promise<IdentifiedRun> {
  const warnings = new Warnings();
  const names = new RootNames();
  const idats: RunFile[] = [];
  for (const file of run.rootFiles()) {
    names.add(file.path);
    if (locate(file.path)?.layout === 'idat') idats.push(file);
  }
  const { info, parameters } = await readRunXml(run, names, warnings, false);
  if (info === undefined && parameters === undefined && idats.length > 0)
    return { identities: await identifyChips(run, idats, options, warnings), warnings: warnings.list };
  const identity = identify(info, parameters, warnings);
  const dates = datesOf(info, parameters, identity);
  return { identities: [runIdentity(identity, dates, options)], warnings: warnings.list };
}

function runIdentity(
  identity: Identity,
  dates: readonly DateSource[],
  { now, zoneOf }: IdentifyOptions,
): RunIdentity {
  const { runId, flowCell, instrument, software } = identity;
  const simulated = instrument.serial.value !== null && isSimulated(instrument.serial.value);
  return {
    runId,
    flowCell,
    simulated,
    instrument,
    software,
    began: runDate(dates, { now, zone: zoneOf?.(instrument) }),
  };
}

function datesOf(
  info: RunInfo | undefined,
  parameters: RunParameters | undefined,
  { runId }: Identity,
): DateSource[] {
  const source = (text: string | null | undefined, from: string | null | undefined): DateSource[] =>
    typeof text === 'string' && typeof from === 'string' ? [{ text, from }] : [];
  const of = (fact: Fact<string> | undefined) => source(fact?.value, fact?.from);
  return [
    ...of(info?.fields.fact(DATE)).map(date => ({ ...date, isWriting: true })),
    ...FIELDS.started.flatMap(field => of(parameters?.fields.fact(field))),
    ...source(runId.value === null ? null : headOfRunId(runId.value), runId.from),
  ];
}

/** `204000000001_R01C01_Grn.idat`: what stands before the position. */
function chipOf({ path }: RunFile): string {
  return path.slice(0, path.indexOf('_'));
}

/** Labs put chips together in one folder. Of each, the files are read until one says who scanned it; what is damaged is warned of where none does. */
async function identifyChips(
  run: RunRoot,
  idats: readonly RunFile[],
  options: IdentifyOptions,
  warnings: Warnings,
): Promise<[RunIdentity, ...RunIdentity[]]> {
  const budget = new InflateBudget();
  const sorted = [...idats].sort((a, b) => compareBytePaths(a.path, b.path));
  const found = new Map<string, RunIdentity>();
  /** By chip: it does not matter if the other colour says who scanned it. */
  const damages = new Map<string, Warnings>();
  let looked = 0;
  for (const file of sorted) {
    if (found.has(chipOf(file))) continue;
    if (looked++ >= MAX_READ) {
      warnings.add('IDAT_PARTLY_READ', `of the IDAT files only ${MAX_READ} were read`);
      break;
    }
    const damage = damages.get(chipOf(file)) ?? new Warnings();
    damages.set(chipOf(file), damage);
    const idat = await readIdatFile(run, file, budget, damage);
    if (idat === 'damaged' || idat === undefined) continue;
    const name = displayPath(file.path);
    const time = idat.scan?.time.trim() ?? '';
    found.set(
      chipOf(file),
      runIdentity(identityOfIdat(idat, name), [{ text: time, from: `${name}#Scan/Time` }], options),
    );
  }
  for (const [chip, { list }] of damages)
    if (!found.has(chip)) for (const { code, message } of list) warnings.add(code, message);
  const [first = runIdentity(identityOfIdat(undefined, ''), [], options), ...others] = found.values();
  return [first, ...others];
}
