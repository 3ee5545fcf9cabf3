import { statSync } from 'node:fs';
import type { AskedInstead } from '@seqwarden/agent/retention';
import {
  parseRunAddress,
  type RunAddress,
  verifyRemote,
  verifyRun,
  verifyTar,
} from '@seqwarden/agent/verify';
import { mergeTrust, parsePolicy, SeqwardenError, type Trust } from '@seqwarden/proof';
import type { Command } from '../command.ts';
import { loadTrusts, readGuarded } from '../keys.ts';
import { requireOneRun } from '../require-one-run.ts';
import { progressReporter } from '../text/progress.ts';
import { answerJson, answerOf, answerText } from '../text/verify-answer.ts';
import { askRegister } from './verify-log.ts';

export const verify: Command = {
  usage: 'RUN|FILE.zip|- [--trust FILE] [OPTION...]',
  summary:
    'Say whether a run is as it was sealed, since when, by which key; if not, what differs. RUN is a folder, s3://BUCKET/…/RUN or sftp://USER@HOST/…/RUN; `-` reads a tar stream. FILE.zip is a file of `case export`.',
  options: {
    trust: { type: 'strings', help: 'a trust file; may be given again; default: your own' },
    custody: { type: 'string', help: 'where `seal --custody` put Custody/' },
    log: {
      type: 'string',
      help: 'judge by the register as it is now: its folder, a destination (folder, s3://, sftp://) or https://',
    },
    endpoint: {
      type: 'string',
      help: 'https address of an S3 store that is not Amazon',
    },
    policy: { type: 'string', help: 'site policy: additions and omissions that are tolerated' },
    'require-complete': { type: 'boolean', help: 'a run that was sealed incomplete is exit 3' },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    // The launcher starts this command confined; whoever calls the code otherwise must not believe that it is.
    if (process.permission === undefined)
      context.err('seqwarden: verify runs without the permission model here; start it with the command\n');
    const run = args.first();
    if (isExport(run)) return (await import('./verify-dossier.ts')).verifyExport(run, args, context);
    const fromStream = run === '-';
    const custody = args.text('custody');
    const endpoint = args.text('endpoint');
    const place = args.text('log');
    const isLogInStore = place !== undefined && /^s3:/i.test(place);
    if (fromStream && (custody !== undefined || (endpoint !== undefined && !isLogInStore)))
      throw new SeqwardenError('USAGE', '--custody and --endpoint do not go with a stream');
    const address = fromStream ? undefined : parseRunAddress(run, endpointOf(run, endpoint, isLogInStore));
    if (address !== undefined && custody !== undefined)
      throw new SeqwardenError('USAGE', '--custody does not go with a run on a server');
    const folder = fromStream || address !== undefined ? undefined : run;
    if (folder !== undefined && custody === undefined)
      requireOneRun(folder, {
        runs: 'name one of them',
        seals: 'name the run, and this folder with --custody',
      });
    const trusts = await loadTrusts(args, context.env, folder);
    const trust = mergeTrust(trusts);
    const policyPath = args.text('policy');
    const policy =
      policyPath === undefined
        ? undefined
        : parsePolicy(readGuarded(policyPath, 'POLICY_UNUSABLE', 'POLICY_UNUSABLE', folder));

    await using register =
      place === undefined ? undefined : await askRegister(place, endpoint, trusts, context);
    const progress = progressReporter(context, 'verifying');
    const options = {
      trust,
      policy,
      requireComplete: args.flag('require-complete'),
      register: register?.question,
      onProgress: progress.update,
      signal: context.signal,
    };
    const asked = { openLog: register?.question.open, signal: context.signal };
    try {
      const result = fromStream
        ? await verifyTar(context.input, options)
        : address !== undefined
          ? await verifyRemote(address, options).catch(error => failed(error, address, trust, asked))
          : await verifyRun(run, custody, options).catch(error => failed(error, run, trust, asked));
      progress.end();
      const answer = answerOf(result);
      if (args.flag('json')) context.out(`${JSON.stringify(answerJson(answer), null, 2)}\n`);
      else context.out(answerText(answer));
      return result.verdict.exit;
    } finally {
      progress.end();
    }
  },
};

/** Whether it is a file of `case export`, by its name; a run may be called so too. */
function isExport(path: string): boolean {
  return /\.zip$/i.test(path) && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** The endpoint may be meant for the register alone. */
function endpointOf(run: string, endpoint: string | undefined, isLogInStore: boolean): string | undefined {
  return isLogInStore && !/^s3:/i.test(run) ? undefined : endpoint;
}

/** A run that is not there may have been disposed of; what finds that out is loaded then. */
async function failed(
  error: unknown,
  run: string | RunAddress,
  trust: Trust,
  asked: AskedInstead,
): Promise<never> {
  const { disposedInstead } = await import('@seqwarden/agent/retention');
  throw await disposedInstead(error, run, trust, asked);
}
