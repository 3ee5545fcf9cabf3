import { basename, join, resolve } from 'node:path';
import type { Unread } from '@seqwarden/advisory/answer';
import type { Inventory, Reading, StatedFacts } from '@seqwarden/advisory/inventory';
import type { ExposureWindow } from '@seqwarden/advisory/window';
import { LogReadings, readInventoryRoots } from '@seqwarden/agent/inventory';
import { auditLog } from '@seqwarden/log/reading';
import { counted } from '@seqwarden/runfolder';
import type { Arguments } from '../../arguments.ts';
import type { Context } from '../../context.ts';
import { loadTrust } from '../../keys.ts';
import { countReporter } from '../../text/count-reporter.ts';
import { entriesReporter } from '../../text/progress.ts';
import { knownTo, openNamedLog } from '../log/named-log.ts';
import { sealedReadings } from './sealed-readings.ts';
import { SealsInLog } from './seals-in-log.ts';

export interface RunsRead {
  readonly readings: readonly Reading[];
  readonly unidentified: Inventory['unidentified'];
  /** Records of the register that do not count. */
  readonly unread: readonly Unread[];
  /** undefined: none was asked. */
  readonly log: SealsInLog | undefined;
  /** Where a run may lie. */
  readonly pathsOf: (source: ExposureWindow['runs'][number]['source']) => readonly string[];
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
  const inLog = place === undefined ? undefined : await readLog(place, args, context, stated);
  return {
    readings: [...found.readings, ...sealed, ...(inLog?.readings ?? [])],
    unidentified: found.unidentified,
    unread: inLog?.unread ?? [],
    log: inLog?.seals,
    pathsOf: ({ folder }) => (folder === null ? [] : pathsOf(folder)),
  };
}

async function belowRoots(
  roots: readonly string[],
  context: Context,
  stated: StatedFacts | undefined,
): Promise<Pick<RunsRead, 'readings' | 'unidentified'>> {
  if (roots.length === 0) return { readings: [], unidentified: [] };
  const progress = countReporter(context, 'reading runs');
  const found = await readInventoryRoots(roots, {
    now: context.now(),
    zoneOf: zonesOf(stated),
    onProgress: progress.update,
    signal: context.signal,
  }).finally(progress.end);
  const { links, hidden, deeper } = found.passedOver;
  const passed = [
    ...(links > 0 ? [counted(links, 'link')] : []),
    ...(hidden > 0 ? [counted(hidden, 'hidden folder')] : []),
    ...(deeper > 0 ? [counted(deeper, 'folder', 'folders').concat(' that lie deeper than runs do')] : []),
  ];
  if (passed.length > 0) context.err(`not looked into: ${passed.join(', ')}\n`);
  return found;
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
  return await sealedReadings(
    folders.filter(folder => folder !== null),
    { trust: await loadTrust(args, env), pathsOf, now: now(), zoneOf: zonesOf(stated), signal },
  );
}

/** The zone that was stated for a device, under any of its serials. */
function zonesOf(stated: StatedFacts | undefined) {
  const zones = new Map(
    (stated?.instruments ?? []).flatMap(({ vendor, serial, aliases, zone }) =>
      zone === null ? [] : [serial, ...aliases].map(one => [JSON.stringify([vendor, one]), zone] as const),
    ),
  );
  return ({ vendor, serial }: Pick<Reading['instrument'], 'vendor' | 'serial'>) =>
    zones.get(JSON.stringify([vendor.value, serial.value?.replace(/_RUO$/, '') ?? null])) ??
    zones.get(JSON.stringify([vendor.value, serial.value]));
}

/** A root may itself be the run. */
function placesOf(root: string, folder: string): string[] {
  const whole = resolve(root);
  return basename(whole) === folder ? [whole, join(whole, folder)] : [join(whole, folder)];
}

async function readLog(place: string, args: Arguments, context: Context, stated: StatedFacts | undefined) {
  const { log, at } = await openNamedLog(args, context, place);
  const seals = new SealsInLog(log.id);
  const runs = new LogReadings();
  const progress = entriesReporter(context, 'reading the register');
  try {
    const { findings } = await auditLog(
      { key: log.key, read: at.read },
      {
        known: knownTo(log),
        policies: log.policies.map(({ policy }) => policy),
        onEntry: (entry, problem) => {
          seals.take(entry, problem);
          runs.take(entry, problem);
        },
        onProgress: progress.update,
        signal: context.signal,
      },
    );
    const unread = findings.map(
      ({ code, message, index }): Unread => ({
        what: 'record',
        name: index === undefined ? 'register' : `record ${index}`,
        code,
        text: message,
      }),
    );
    return { seals, unread, readings: runs.readings({ now: context.now(), zoneOf: zonesOf(stated) }) };
  } finally {
    progress.end();
    await at.close();
  }
}
