import { basename } from 'node:path';
import { configFolder, requireSupersedable, stateFolder, supersede } from '@seqwarden/agent/config';
import {
  type FoundRuns,
  findRuns,
  type SealOptions,
  type SealResult,
  type SkippedRun,
  sealInPlace,
  sealOfRun,
} from '@seqwarden/agent/seal';
import { displayPath, ERRORS, type ErrorCode, jsonPath, SeqwardenError } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { requireOneRun } from '../require-one-run.ts';
import { factText } from '../text/facts.ts';
import { oneLine } from '../text/one-line.ts';
import { humanBytes, progressReporter } from '../text/progress.ts';
import { sealAddendum } from './addendum.ts';
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

export const seal: Command = {
  usage: 'RUN|ROOT [--custody DIR] [--addendum] [OPTION...]',
  summary:
    'Seal what lies somewhere already, in place and without a copy: one run, or all runs directly below a root.',
  options: {
    custody: { type: 'string', help: 'put Custody/ there, under the run’s name, and nothing into the run' },
    'derived-from': {
      type: 'string',
      help: 'seal FASTQ or analysis output, and name as its source the seal in this folder: a run, or what --custody made for it',
    },
    addendum: {
      type: 'boolean',
      help: 'sign what came into this one sealed run since; what was sealed must be unchanged',
    },
    'next-generation': {
      type: 'boolean',
      help: 'replace a seal that verifies, but no longer fits the files or was made with another key',
    },
    'despite-mismatch': {
      type: 'boolean',
      help: 'seal although a checksum list in the run does not match; the seal says so',
    },
    ...SEALING_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    if (args.flag('addendum')) return sealAddendum(args, context);
    const source = args.text('derived-from');
    if (source === undefined)
      requireOneRun(args.first(), {
        runs: undefined,
        seals: 'name the folder of the runs, and this one with --custody',
      });
    const common = optionsFrom(args, context);
    await using keys = await sealingKeys(args, context, []);
    const { signer, trust } = keys;
    const derivedFrom = source === undefined ? null : await sealOfRun(source, trust);
    if (args.flag('next-generation')) await requireSupersedable(configFolder(context.env));
    const only = { runs: [args.first()], skipped: [] };
    const { runs, skipped }: FoundRuns = derivedFrom === null ? findRuns(args.first()) : only;
    const outcomes: Outcome[] = [];
    for (const run of runs) {
      const options = { run, signer, trust, derivedFrom, ...common };
      outcomes.push(await sealOne(options, context));
      if (context.signal.aborted) break;
      if (!args.flag('json')) context.err(outcomeText(outcomes.at(-1)));
    }
    context.signal.throwIfAborted();
    if (args.flag('json')) {
      const document = { runs: outcomes.map(outcomeJson), skipped: skipped.map(skippedJson) };
      context.out(`${JSON.stringify(document, null, 2)}\n`);
    } else {
      const sealed = outcomes.filter(one => codesOf(one).length === 0).length;
      if (runs.length > 1) context.err(`${sealed} of ${runs.length} runs carry a seal\n`);
      context.err(skipped.map(skippedText).join(''));
    }
    return worstExit([...outcomes.flatMap(codesOf), ...skipped.flatMap(skippedCode)]);
  },
};

function optionsFrom(args: Arguments, context: Context) {
  return {
    custody: args.text('custody'),
    version: context.version,
    stateFolder: stateFolder(context.env),
    now: context.now,
    sourceLabel: sourceLabel(args),
    incomplete: args.flag('incomplete'),
    nextGeneration: args.flag('next-generation'),
    despiteMismatch: args.flag('despite-mismatch'),
    bytesPerSecond: bytesPerSecond(args),
    signal: context.signal,
  };
}

type Outcome = SealResult | { readonly run: string; readonly error: SeqwardenError };

/** One bad run stops no other: its error becomes its outcome. */
async function sealOne(options: SealOptions, context: Context): Promise<Outcome> {
  const progress = progressReporter(context, `sealing ${basename(options.run)}`);
  try {
    const result = await sealInPlace({ ...options, onProgress: progress.update });
    // Also for a seal that was there before: the process that made it may have died before it came to this. Of its own seals only,
    // since another lab's word about what is superseded is not for this trust file.
    if (result.seal !== null && result.previousSeal !== null && result.keyid === options.signer.keyid)
      await supersede(configFolder(context.env), result.previousSeal, result.seal, context.now());
    return result;
  } catch (error) {
    if (error instanceof SeqwardenError) return { run: options.run, error };
    throw error;
  } finally {
    progress.end();
  }
}

function codesOf(outcome: Outcome): ErrorCode[] {
  if ('error' in outcome) return [outcome.error.code];
  return outcome.failures.map(failure => failure.code);
}

function outcomeText(outcome: Outcome | undefined): string {
  if (outcome === undefined) return '';
  const run = oneLine(outcome.run);
  if ('error' in outcome) {
    const { message, code, advice } = outcome.error;
    return `not sealed: ${run}\n  ${oneLine(message)} [${code}]\n  ${advice}\n`;
  }
  if (outcome.outcome === 'failed')
    return `not sealed: ${run}\n${failuresText(outcome.failures, outcome.failed)}`;
  if (outcome.outcome === 'already sealed') {
    const files = outcome.inspection === null ? 'files not read now' : 'files read, unchanged';
    return `sealed before, signature good, ${files}: ${run}\n`;
  }
  const { inspection } = outcome;
  const what =
    inspection === null
      ? ''
      : `${oneLine(factText(inspection.runId))}${inspection.simulated ? ' (simulated)' : ''}, ${inspection.completion.state}\n`;
  const resumed = outcome.resumed > 0 ? `, ${outcome.resumed} of them read by an earlier try` : '';
  const evidence = evidenceText(outcome.priorEvidence);
  return `sealed: ${run}\n  ${what}  ${counted(outcome.files, 'file')}, ${humanBytes(outcome.bytes)}${resumed}\n${specialText(outcome.special)}${evidence}seal ${outcome.seal}, generation ${outcome.generation}\n`;
}

/** Each list that the seal holds, and where there are more, all together. */
function evidenceText({ lists, listed, matched, named }: SealResult['priorEvidence']): string {
  const lines = named.map(
    list =>
      `prior evidence: ${displayPath(list.path)}, ${matching(list.matched, list.listed)} (${list.algorithm})\n`,
  );
  const all = `prior evidence: ${matching(matched, listed)} in ${lists} checksum lists, of which these are ${named.length}\n`;
  return lines.join('') + (lists > named.length ? all : '');
}

function matching(matched: number, listed: number): string {
  return `${matched} of ${counted(listed, 'line matches', 'lines match')}`;
}

const SKIPPED: Readonly<Record<SkippedRun['reason'], string>> = {
  name: 'its name is not UTF-8',
  link: 'a link; name the run itself to seal it',
};

function skippedCode({ reason }: SkippedRun): ErrorCode[] {
  return reason === 'name' ? ['RUN_NAME_NOT_UTF8'] : [];
}

function skippedText(run: SkippedRun): string {
  const [code] = skippedCode(run);
  const advice = code === undefined ? '' : ` [${code}]\n  ${ERRORS[code].advice}`;
  return `skipped: ${displayPath(run.name)}, ${SKIPPED[run.reason]}${advice}\n`;
}

function skippedJson(run: SkippedRun): object {
  return { ...jsonPath(run.name), code: skippedCode(run)[0] ?? null, message: SKIPPED[run.reason] };
}

function outcomeJson(outcome: Outcome): object {
  if ('error' in outcome) {
    const { code, message, advice } = outcome.error;
    return { outcome: 'failed', run: outcome.run, error: { code, message, advice } };
  }
  const { inspection, failures, special, priorEvidence, ...rest } = outcome;
  return {
    ...rest,
    ...(inspection && {
      runId: inspection.runId,
      simulated: inspection.simulated,
      completion: inspection.completion,
    }),
    ...specialJson(special),
    priorEvidence: {
      ...priorEvidence,
      named: priorEvidence.named.map(({ path, ...list }) => ({ ...jsonPath(path), ...list })),
    },
    failures: failuresJson(failures),
  };
}
