import { basename } from 'node:path';
import { stateFolder } from '@seqwarden/agent/config';
import { type AddendumResult, addendumInPlace } from '@seqwarden/agent/seal';
import { addendumFolder, SeqwardenError } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { Arguments } from '../arguments.ts';
import type { Context } from '../context.ts';
import { requireOneRun } from '../require-one-run.ts';
import { oneLine } from '../text/one-line.ts';
import { humanBytes, progressReporter } from '../text/progress.ts';
import {
  bytesPerSecond,
  failuresJson,
  failuresText,
  sealingKeys,
  specialJson,
  specialText,
  worstExit,
} from './shared.ts';

/** What says something about a new seal, and nothing about an addendum. */
const OF_A_SEAL = ['derived-from', 'source-label'] as const;
const FLAGS_OF_A_SEAL = ['next-generation', 'despite-mismatch', 'incomplete'] as const;

/** `seal RUN --addendum`. */
export async function sealAddendum(args: Arguments, context: Context): Promise<number> {
  const strange = [
    ...OF_A_SEAL.filter(option => args.text(option) !== undefined),
    ...FLAGS_OF_A_SEAL.filter(option => args.flag(option)),
  ][0];
  if (strange !== undefined) throw new SeqwardenError('USAGE', `--${strange} does not go with --addendum`);
  requireOneRun(args.first(), { runs: 'name one of them', seals: 'name the run itself' });
  await using keys = await sealingKeys(args, context, []);
  const { signer, trust } = keys;
  const progress = progressReporter(context, `sealing ${basename(args.first())}`);
  let result: AddendumResult;
  try {
    result = await addendumInPlace({
      run: args.first(),
      custody: args.text('custody'),
      signer,
      trust,
      version: context.version,
      stateFolder: stateFolder(context.env),
      now: context.now,
      bytesPerSecond: bytesPerSecond(args),
      onProgress: progress.update,
      signal: context.signal,
    });
  } finally {
    progress.end();
  }
  context.signal.throwIfAborted();
  if (args.flag('json')) context.out(`${JSON.stringify(addendumJson(result), null, 2)}\n`);
  else context.err(addendumText(result));
  return worstExit(result.failures.map(({ code }) => code));
}

function addendumText(result: AddendumResult): string {
  const { outcome, added, number, addendum, special, failures, failed } = result;
  const run = oneLine(result.run);
  if (outcome === 'failed') return `no addendum: ${run}\n${failuresText(failures, failed)}`;
  if (outcome === 'nothing new') return `nothing new since the seal, files read, unchanged: ${run}\n`;
  const files = `${counted(added.files, 'file')}, ${humanBytes(added.bytes)}`;
  return `added: ${run}\n  ${files}\n${specialText(special)}addendum ${addendumFolder(number ?? 0)}, ${addendum}, to the seal ${result.seal}\n`;
}

function addendumJson({ special, failures, ...result }: AddendumResult): object {
  return { ...result, ...specialJson(special), failures: failuresJson(failures) };
}
