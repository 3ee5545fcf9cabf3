import { configFolder, logFolder, stateFolder } from '@seqwarden/agent/config';
import { requireInitDone } from '@seqwarden/agent/keys';
import { type AdoptResult, type AdoptTerms, adoptSeal, adoptSealAt } from '@seqwarden/agent/seal';
import { addendumFolder, type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { loadTrust } from '../../keys.ts';
import { accountLog, requireOpen, tellShortfall } from '../../register.ts';
import { withRegister } from '../../register-at-hand.ts';
import { oneLine } from '../../text/one-line.ts';
import { worstExit } from '../shared.ts';
import { addressOf, type WhereRunsLie } from './statements-at.ts';

export const adopt: Command = {
  usage: 'RUN... [--trust FILE] [--json]',
  summary:
    'Enter seals and addenda in the register that were made without one, and put the proofs beside them; proofs that lack countersigners are replaced. RUN is a folder, s3://BUCKET/…/RUN or sftp://USER@HOST/…/RUN.',
  options: {
    trust: { type: 'strings', help: 'a trust file; may be given again; default: your own' },
    endpoint: { type: 'string', help: 'https address of an S3 store that is not Amazon' },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 1, most: Number.POSITIVE_INFINITY },
  run: async (args, context) => {
    const where = { endpoint: args.text('endpoint'), signal: context.signal };
    for (const run of args.positionals) addressOf(run, where);
    requireInitDone(configFolder(context.env));
    const log = await accountLog(context, []);
    if (log === undefined)
      throw new SeqwardenError(
        'LOG_KEY_MISSING',
        `this account has no register at ${logFolder(context.env)}`,
      );
    try {
      const trust = withRegister(await loadTrust(args, context.env), log);
      await requireOpen(log, context, []);
      const outcomes: Outcome[] = [];
      for (const run of args.positionals) {
        context.signal.throwIfAborted();
        outcomes.push(await adoptOne(run, { register: log, log: log.id, trust }, where, context));
        if (!args.flag('json')) context.err(outcomes.slice(-1).map(outcomeText).join(''));
      }
      if (args.flag('json')) context.out(`${JSON.stringify({ runs: outcomes.map(outcomeJson) }, null, 2)}\n`);
      return worstExit(outcomes.flatMap(codesOf));
    } finally {
      tellShortfall(log, context);
      await log.close();
    }
  },
};

type Outcome = AdoptResult | { readonly run: string; readonly error: SeqwardenError };

/** One bad run stops no other. */
async function adoptOne(
  run: string,
  terms: AdoptTerms,
  where: WhereRunsLie,
  { env, signal }: Context,
): Promise<Outcome> {
  try {
    const address = addressOf(run, where);
    return address === undefined
      ? await adoptSeal({ ...terms, run, stateFolder: stateFolder(env) })
      : await adoptSealAt({ ...terms, destination: address.place, run: address.run, signal });
  } catch (error) {
    if (error instanceof SeqwardenError && error.code !== 'INTERRUPTED') return { run, error };
    throw error;
  }
}

function codesOf(outcome: Outcome): ErrorCode[] {
  if ('error' in outcome) return [outcome.error.code];
  return outcome.unsigned > 0 ? ['QUORUM_MISSING'] : [];
}

function outcomeText(outcome: Outcome): string {
  const run = oneLine(outcome.run);
  if ('error' in outcome) {
    const { message, code, advice } = outcome.error;
    return `not adopted: ${run}\n  ${oneLine(message)} [${code}]\n  ${advice}\n`;
  }
  const { adopted, seal, unsigned } = outcome;
  if (adopted.length === 0 && unsigned > 0) return `in the register, and not countersigned: ${run}\n`;
  if (adopted.length === 0) return `in a register already: ${run}\n`;
  const lines = adopted.map(({ number, index }) => {
    const what = number === 0 ? `seal ${seal}` : `addendum ${addendumFolder(number)}`;
    return `  ${what}, at place ${index} of the register\n`;
  });
  return `adopted: ${run}\n${lines.join('')}`;
}

function outcomeJson(outcome: Outcome): object {
  if (!('error' in outcome)) return outcome;
  const { code, message, advice } = outcome.error;
  return { run: outcome.run, error: { code, message, advice } };
}
