import { type CopyResult, copyRun } from '@seqwarden/agent';
import { ERRORS } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { Command } from '../command.ts';
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
  usage: 'RUN --to DEST [OPTION...]',
  summary: 'Copy one finished run to DEST/<folder name> and seal it.',
  options: {
    to: { type: 'string', help: 'the destination: a folder that exists' },
    reread: { type: 'boolean', help: 'hash what the destination returns before a file gets its name' },
    ...SEALING_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const destination = args.required('to');
    const label = sourceLabel(args);
    const { signer, trust } = await sealingKeys(args, context);
    const progress = progressReporter(context, 'copying');
    let result: CopyResult;
    try {
      result = await copyRun({
        source: args.first(),
        destination,
        signer,
        trust,
        version: context.version,
        now: context.now,
        sourceLabel: label,
        incomplete: args.flag('incomplete'),
        reread: args.flag('reread'),
        bytesPerSecond: bytesPerSecond(args),
        onProgress: progress.update,
        signal: context.signal,
      });
    } finally {
      progress.end();
    }
    if (args.flag('json')) context.out(`${JSON.stringify(copyJson(result), null, 2)}\n`);
    else context.err(copyText(result));
    return result.outcome === 'failed'
      ? worstExit(result.failures.map(failure => failure.code))
      : result.quarantined === null
        ? 0
        : worstExit(['SOURCE_CUSTODY_QUARANTINED']);
  },
};

const OUTCOMES: Readonly<Record<CopyResult['outcome'], string>> = {
  sealed: 'copied and sealed',
  carried: 'copied, with the seal that it had',
  present: 'all there and equal already',
  failed: 'not sealed',
};

function copyText(result: CopyResult): string {
  const { inspection } = result;
  const simulated = inspection.simulated ? ' (simulated)' : '';
  const head = `${OUTCOMES[result.outcome]}: ${factText(inspection.runId)}${simulated}, ${inspection.completion.state}\n  ${oneLine(result.folder)}\n`;
  if (result.outcome === 'failed') return `${head}${failuresText(result.failures, result.failed)}`;
  const quarantined =
    result.quarantined === null
      ? ''
      : `[SOURCE_CUSTODY_QUARANTINED] the source's Custody folder did not verify (${oneLine(result.quarantined.reason)}); it was set aside in .seqwarden/${oneLine(result.quarantined.folder)}\n  ${ERRORS.SOURCE_CUSTODY_QUARANTINED.advice}\n`;
  return `${head}${counted(result.files, 'file')}, ${humanBytes(result.bytes)}, ${result.written} written\n${specialText(result.special)}seal ${result.seal}\n${quarantined}`;
}

function copyJson(result: CopyResult): object {
  const { inspection, failures, special, ...rest } = result;
  const { runId, simulated, completion } = inspection;
  return { ...rest, runId, simulated, completion, ...specialJson(special), failures: failuresJson(failures) };
}
