import {
  type ConfirmOptions,
  type ConfirmResult,
  type CopyResult,
  confirmRun,
  copyRun,
  type DestinationResult,
} from '@seqwarden/agent/copy';
import { type DestinationSpec, parseDestination } from '@seqwarden/agent/destinations';
import type { Failure } from '@seqwarden/agent/engine';
import { ERRORS, type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { publishTo } from '../register.ts';
import { requireOneRun } from '../require-one-run.ts';
import { factText } from '../text/facts.ts';
import { oneLine } from '../text/one-line.ts';
import { humanBytes, progressReporter } from '../text/progress.ts';
import {
  bytesPerSecond,
  failuresJson,
  failuresText,
  SEALING_OPTIONS,
  sealingKeys,
  sourceLabel,
  specialJson,
  specialText,
  worstExit,
} from './shared.ts';

export const copy: Command = {
  usage: 'RUN --to DEST [--to DEST...] [OPTION...]',
  summary: 'Copy one finished run to DEST/<folder name> and seal it; one read feeds all destinations.',
  options: {
    to: {
      type: 'strings',
      help: 'a destination: a folder that exists, s3://BUCKET[/PREFIX] or sftp://USER@HOST/PATH; up to eight',
    },
    endpoint: { type: 'string', help: 'https address of an S3 store that is not Amazon' },
    reread: { type: 'boolean', help: 'hash what the destination returns before a file gets its name' },
    confirm: { type: 'boolean', help: 'then read everything back from each destination and record it' },
    watch: { type: 'boolean', help: 'RUN is a folder of runs: copy what grows there, until it is stopped' },
    quiet: {
      type: 'string',
      help: 'with --watch: seconds without a change before a file is copied; default 20',
    },
    ...SEALING_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const destinations = destinationsOf(args);
    if (args.flag('watch')) return (await import('./watch.ts')).watchRoot(args, context, destinations);
    if (args.text('quiet') !== undefined) throw new SeqwardenError('USAGE', '--quiet goes with --watch');
    const label = sourceLabel(args);
    if (!args.flag('incomplete'))
      requireOneRun(args.first(), {
        runs: 'name one of them, or this folder with --watch',
        seals: 'name the run itself',
      });
    await using keys = await sealingKeys(args, context, destinations);
    const { signer, trust, log } = keys;
    const common = {
      signer,
      trust,
      version: context.version,
      now: context.now,
      bytesPerSecond: bytesPerSecond(args),
      signal: context.signal,
    };
    const result = await withProgress(context, 'copying', onProgress =>
      copyRun({
        ...common,
        source: args.first(),
        destinations,
        sourceLabel: label,
        incomplete: args.flag('incomplete'),
        reread: args.flag('reread'),
        onProgress,
      }),
    );
    const places: Place[] = [];
    for (const [at, one] of result.destinations.entries()) {
      const spec = destinations[at];
      const asked = args.flag('confirm') && one.outcome !== 'failed' && spec !== undefined;
      const confirmed = asked
        ? await withProgress(context, 'reading back', onProgress =>
            confirmOrFail(one, {
              ...common,
              destination: spec,
              run: result.run,
              seal: one.seal ?? undefined,
              onProgress,
            }),
          )
        : null;
      places.push({ ...one, confirmed });
    }
    const reached = destinations.filter((_, at) => places[at]?.outcome !== 'failed');
    if (args.flag('json')) context.out(`${JSON.stringify(copyJson(result, places), null, 2)}\n`);
    else context.err(copyText(result, places));
    await publishTo(log, reached, context);
    return worstExit(codesOf(result, places));
  },
};

/** A destination, and what came back from it; null where nobody asked, or where there was nothing to read back. */
type Place = DestinationResult & { readonly confirmed: Confirmed | null };
type Confirmed = Omit<ConfirmResult, 'seal' | 'isUnproven'> & { readonly seal: string | null };

/** The seals are made by then and must be told of: what ends the second read at one destination is that destination's failure. */
async function confirmOrFail({ seal }: DestinationResult, options: ConfirmOptions): Promise<Confirmed> {
  try {
    options.signal?.throwIfAborted();
    return await confirmRun(options);
  } catch (error) {
    if (!(error instanceof SeqwardenError)) throw error;
    const { code, message, path = '' } = error;
    return { seal, files: 0, bytes: 0, failures: [{ row: -1, path, code, message }], failed: 1 };
  }
}

function destinationsOf(args: Arguments): DestinationSpec[] {
  const named = args.texts('to');
  const endpoint = args.text('endpoint');
  if (named.length === 0) throw new SeqwardenError('USAGE', '--to is missing');
  const specs = named.map(text => parseDestination(text, endpoint));
  if (new Set(specs.map(spec => JSON.stringify(spec))).size < specs.length)
    throw new SeqwardenError('USAGE', '--to names one destination twice');
  if (endpoint !== undefined && !specs.some(({ kind }) => kind === 's3'))
    throw new SeqwardenError('USAGE', '--endpoint is for s3:// destinations');
  return specs;
}

async function withProgress<T>(
  context: Context,
  doing: string,
  work: (update: ReturnType<typeof progressReporter>['update']) => Promise<T>,
): Promise<T> {
  const progress = progressReporter(context, doing);
  try {
    return await work(progress.update);
  } finally {
    progress.end();
  }
}

function codesOf(result: CopyResult, places: readonly Place[]): ErrorCode[] {
  const failures = [
    ...result.failures,
    ...places.flatMap(place => [...place.failures, ...(place.confirmed?.failures ?? [])]),
  ];
  const codes = [...failures.map(({ code }) => code), ...places.flatMap(({ unproven }) => unproven)];
  return result.quarantined === null ? codes : [...codes, 'SOURCE_CUSTODY_QUARANTINED'];
}

const OUTCOMES: Readonly<Record<CopyResult['outcome'], string>> = {
  sealed: 'copied and sealed',
  carried: 'copied, with the seal that it had',
  present: 'all there and equal already',
  failed: 'not sealed',
};

function copyText(result: CopyResult, places: readonly Place[]): string {
  const { inspection } = result;
  const simulated = inspection.simulated ? ' (simulated)' : '';
  const run = `${factText(inspection.runId)}${simulated}, ${inspection.completion.state}\n`;
  const [only] = places;
  const head =
    only && places.length === 1 ? onePlaceText(run, result, only) : severalText(run, result, places);
  return head + quarantinedText(result);
}

/** One destination is the rule, and needs no list. */
function onePlaceText(run: string, result: CopyResult, place: Place): string {
  const head = `${OUTCOMES[place.outcome]}: ${run}  ${oneLine(place.place)}\n`;
  if (place.outcome === 'failed') {
    const all: Failure[] = [...result.failures, ...place.failures];
    return `${head}${failuresText(all, result.failed + place.failed)}`;
  }
  return `${head}${totals(result)}, ${place.written} written\n${specialText(result.special)}${sealText(place)}\n${unprovenText(place)}${confirmedText(place)}`;
}

/** Whoever copies shall not learn from the recipient that the seal does not verify. */
function unprovenText({ unproven }: Place): string {
  return unproven
    .map(code => `[${code}] the seal was carried on, and does not verify\n  ${ERRORS[code].advice}\n`)
    .join('');
}

function sealText({ seal, addenda }: Place): string {
  return `seal ${seal}${addenda === 0 ? '' : `, and ${counted(addenda, 'addendum', 'addenda')} that came after it`}`;
}

function severalText(run: string, result: CopyResult, places: readonly Place[]): string {
  const isAnywhere = places.some(({ outcome }) => outcome !== 'failed');
  const lines = places.map(place =>
    place.outcome === 'failed'
      ? `  ${oneLine(place.place)}\n    ${OUTCOMES.failed}\n${indented(failuresText(place.failures, place.failed))}`
      : `  ${oneLine(place.place)}\n    ${OUTCOMES[place.outcome]}, ${place.written} written, ${sealText(place)}\n${indented(unprovenText(place) + confirmedText(place))}`,
  );
  const rest = isAnywhere ? `${totals(result)}\n${specialText(result.special)}` : '';
  const ofSource = failuresText(result.failures, result.failed);
  return `${counted(places.length, 'destination')}: ${run}${lines.join('')}${ofSource}${rest}`;
}

function totals({ files, bytes }: CopyResult): string {
  return `${counted(files, 'file')}, ${humanBytes(bytes)}`;
}

function confirmedText({ confirmed }: Place): string {
  if (confirmed === null) return '';
  if (confirmed.failed > 0) return `not confirmed\n${failuresText(confirmed.failures, confirmed.failed)}`;
  return `confirmed: ${counted(confirmed.files, 'file')} read back and equal\n`;
}

function quarantinedText({ quarantined }: CopyResult): string {
  if (quarantined === null) return '';
  const { failed, failures } = quarantined;
  const leftOut =
    failed === 0
      ? ''
      : `  not set aside at each destination, keep the source:\n${indented(failuresText(failures, failed))}`;
  return `[SOURCE_CUSTODY_QUARANTINED] the source's Custody folder did not verify (${oneLine(quarantined.reason)}); it was set aside in .seqwarden/${oneLine(quarantined.folder)}\n  ${ERRORS.SOURCE_CUSTODY_QUARANTINED.advice}\n${leftOut}`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '    ');
}

function copyJson(result: CopyResult, places: readonly Place[]): object {
  const { inspection, failures, special, quarantined, destinations: _, run: __, ...rest } = result;
  const { runId, simulated, completion } = inspection;
  return {
    ...rest,
    destinations: places.map(({ confirmed, ...place }) => ({
      ...place,
      failures: failuresJson(place.failures),
      confirmed: confirmed && { ...confirmed, failures: failuresJson(confirmed.failures) },
    })),
    runId,
    simulated,
    completion,
    ...specialJson(special),
    failures: failuresJson(failures),
    quarantined: quarantined && { ...quarantined, failures: failuresJson(quarantined.failures) },
  };
}
