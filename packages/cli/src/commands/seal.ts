import { basename } from 'node:path';
import {
  configFolder,
  findRuns,
  type SealOptions,
  type SealResult,
  sealInPlace,
  sealOfRun,
  stateFolder,
  supersede,
} from '@seqwarden/agent';
import { displayPath, type ErrorCode, jsonPath, SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { factText } from '../text/facts.ts';
import { humanBytes, progressReporter } from '../text/progress.ts';
import {
  bytesPerSecond,
  failuresJson,
  failuresText,
  SEALING_OPTIONS,
  sealingKeys,
  specialJson,
  specialText,
  worstExit,
} from './shared.ts';

export const seal: Command = {
  usage: 'RUN|ROOT [--custody DIR] [OPTION...]',
  summary:
    'Seal what lies somewhere already, in place and without a copy: one run, or all runs directly below a root.',
  options: {
    custody: { type: 'string', help: 'put Custody/ there, under the run’s name, and nothing into the run' },
    'derived-from': {
      type: 'string',
      help: 'seal FASTQ or analysis output, and name the seal of this run as its source',
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
    const { signer, trust } = await sealingKeys(args, context);
    const source = args.text('derived-from');
    const derivedFrom = source === undefined ? null : await sealOfRun(source, trust);
    const runs = derivedFrom === null ? findRuns(args.first()) : [args.first()];
    const outcomes: Outcome[] = [];
    for (const run of runs) {
      const options = { run, signer, trust, derivedFrom, ...optionsFrom(args, context) };
      outcomes.push(await sealOne(options, context));
      if (context.signal.aborted) break;
      if (!args.flag('json')) context.err(outcomeText(outcomes.at(-1)));
    }
    context.signal.throwIfAborted();
    if (args.flag('json')) context.out(`${JSON.stringify({ runs: outcomes.map(outcomeJson) }, null, 2)}\n`);
    else if (runs.length > 1)
      context.err(
        `${outcomes.filter(one => codesOf(one).length === 0).length} of ${runs.length} runs carry a seal\n`,
      );
    return worstExit(outcomes.flatMap(codesOf));
  },
};

function optionsFrom(args: Arguments, context: Context) {
  return {
    custody: args.text('custody'),
    version: context.version,
    stateFolder: stateFolder(context.env),
    now: context.now,
    sourceLabel: args.text('source-label') ?? null,
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
    if (result.seal !== null && result.previousSeal !== null)
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
  if ('error' in outcome)
    return `not sealed: ${outcome.run}\n  ${outcome.error.message} [${outcome.error.code}]\n  ${outcome.error.advice}\n`;
  if (outcome.outcome === 'failed')
    return `not sealed: ${outcome.run}\n${failuresText(outcome.failures, outcome.failed)}`;
  if (outcome.outcome === 'already sealed')
    return `sealed before, signature good, files not read now: ${outcome.run}\n`;
  const { inspection } = outcome;
  const what =
    inspection === null
      ? ''
      : `${factText(inspection.runId)}${inspection.simulated ? ' (simulated)' : ''}, ${inspection.completion.state}\n`;
  const resumed = outcome.resumed > 0 ? `, ${outcome.resumed} of them read by an earlier try` : '';
  const evidence = outcome.priorEvidence.map(
    ({ path, algorithm, matched, listed }) =>
      `prior evidence: ${displayPath(path)}, ${matched} of ${listed} lines match (${algorithm})\n`,
  );
  return `sealed: ${outcome.run}\n  ${what}  ${outcome.files} files, ${humanBytes(outcome.bytes)}${resumed}\n${specialText(outcome.special)}${evidence.join('')}seal ${outcome.seal}, generation ${outcome.generation}\n`;
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
    priorEvidence: priorEvidence.map(({ path, ...evidence }) => ({ ...jsonPath(path), ...evidence })),
    failures: failuresJson(failures),
  };
}
