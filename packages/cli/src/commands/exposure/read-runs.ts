import { basename, join, resolve } from 'node:path';
import { NOTHING_PASSED_OVER, type PassedOver, type Unread } from '@seqwarden/advisory/answer';
import type { Inventory, Reading, RunSource, StatedFacts } from '@seqwarden/advisory/inventory';
import { readInventoryRoots } from '@seqwarden/agent/inventory';
import type { Arguments } from '../../arguments.ts';
import type { Context } from '../../context.ts';
import { loadTrust } from '../../keys.ts';
import { countReporter } from '../../text/count-reporter.ts';
import type { RegisterRead } from './read-register.ts';
import type { SealsInLog } from './seals-in-log.ts';
import { zonesOf } from './zones-of.ts';

export interface RunsRead {
  readonly readings: readonly Reading[];
  readonly unidentified: Inventory['unidentified'];
  readonly passedOver: PassedOver;
  /** Records of the register that do not count. */
  readonly unread: readonly Unread[];
  /** undefined: none was asked. */
  readonly log: SealsInLog | undefined;
  /** Where a run may lie. */
  readonly pathsOf: (source: RunSource) => readonly string[];
}

/** The runs below the roots, and those of the register. Throws RUN_*, LOG_*, TRUST_*, DESTINATION_*, USAGE, and the signal's reason. */
export async function readRuns(
  args: Arguments,
  context: Context,
  stated: StatedFacts | undefined,
): Promise<RunsRead> {
  const roots = args.positionals;
  const found = await belowRoots(roots, context, stated);
  const pathsOf = (folder: string) => roots.flatMap(root => placesOf(root, folder));
  const sealed = await inSeals(found, pathsOf, args, context, stated);
  const place = args.text('log');
  const inLog = place === undefined ? undefined : await registerAt(place, args, context, stated);
  return {
    readings: [...found.readings, ...sealed, ...(inLog?.readings ?? [])],
    unidentified: found.unidentified,
    passedOver: found.passedOver,
    unread: inLog?.unread ?? [],
    log: inLog?.seals,
    pathsOf: ({ folder }) => (folder === null ? [] : pathsOf(folder)),
  };
}

async function belowRoots(
  roots: readonly string[],
  context: Context,
  stated: StatedFacts | undefined,
): Promise<Pick<RunsRead, 'readings' | 'unidentified' | 'passedOver'>> {
  if (roots.length === 0) return { readings: [], unidentified: [], passedOver: NOTHING_PASSED_OVER };
  const progress = countReporter(context, 'reading runs');
  return await readInventoryRoots(roots, {
    now: context.now(),
    zoneOf: zonesOf(stated),
    onProgress: progress.update,
    signal: context.signal,
  }).finally(progress.end);
}

/** Where seals are judged, what they say counts beside the files of their runs. */
async function inSeals(
  { readings, unidentified }: Pick<RunsRead, 'readings' | 'unidentified'>,
  pathsOf: (folder: string) => readonly string[],
  args: Arguments,
  { env, now, signal }: Context,
  stated: StatedFacts | undefined,
): Promise<Reading[]> {
  if (args.texts('trust').length === 0 && !args.flag('verify-runs')) return [];
  const folders = [
    ...readings.map(({ source }) => source.folder),
    ...unidentified.map(({ folder }) => folder),
  ];
  const { sealedReadings } = await import('./sealed-readings.ts');
  return await sealedReadings(
    folders.filter(folder => folder !== null),
    { trust: await loadTrust(args, env), pathsOf, now: now(), zoneOf: zonesOf(stated), signal },
  );
}

/** A root may itself be the run. */
function placesOf(root: string, folder: string): string[] {
  const whole = resolve(root);
  return basename(whole) === folder ? [whole, join(whole, folder)] : [join(whole, folder)];
}

/** Loaded only where it is asked, as all that judges seals is: the first question on an archive needs none of it. */
async function registerAt(
  place: string,
  args: Arguments,
  context: Context,
  stated: StatedFacts | undefined,
): Promise<RegisterRead> {
  const { readRegister } = await import('./read-register.ts');
  return await readRegister(place, args, context, zonesOf(stated));
}
