import { type EnteredStatement, findRuns, statementsOf } from '@seqwarden/agent/seal';
import { auditLog } from '@seqwarden/log';
import { SeqwardenError, sealIdentity } from '@seqwarden/proof';
import { decodeTlogProof } from '@seqwarden/proof/log';
import type { Command } from '../../command.ts';
import {
  type AuditAnswer,
  auditExit,
  auditJson,
  auditText,
  type RunProblem,
} from '../../text/audit-answer.ts';
import { entriesReporter } from '../../text/progress.ts';
import { LOG_OPTIONS, openNamedLog } from './named-log.ts';

export const audit: Command = {
  usage: '[PLACE] [--runs FOLDER...] [OPTION...]',
  summary:
    'Go through a whole register: every record, signature and key, that nothing was changed, taken out or put back. PLACE is its folder, a destination (folder, s3://, sftp://) or https://; default: your own.',
  options: {
    ...LOG_OPTIONS,
    runs: {
      type: 'strings',
      help: 'also: that the register has the seal of this run, or of each run in this folder; may be given again',
    },
  },
  positionals: { least: 0, most: 1 },
  run: async (args, context) => {
    const [place] = args.positionals;
    // Before minutes of reading.
    const runs = args.texts('runs').flatMap(folder => findRuns(folder).runs);
    const { log, at } = await openNamedLog(args, context, place);
    const progress = entriesReporter(context, 'auditing');
    try {
      const places = new Map<string, number>();
      const identities: Promise<void>[] = [];
      const known = log.asOf === null ? [] : [{ label: 'the trust file', checkpoint: log.asOf.checkpoint }];
      const result = await auditLog(
        { key: log.key, read: at.read },
        {
          known,
          policies: log.policies.map(({ policy }) => policy),
          onEntry: ({ index, file, statement }) => {
            if (runs.length === 0 || (statement?.kind !== 'seal' && statement?.kind !== 'addendum')) return;
            identities.push(sealIdentity(file).then(identity => void places.set(identity, index)));
          },
          onProgress: progress.update,
          signal: context.signal,
        },
      );
      await Promise.all(identities);
      const problems = (await Promise.all(runs.map(run => problemsOf(run, places)))).flat();
      progress.end();
      const answer: AuditAnswer = { log, label: at.label, audit: result, runs: runs.length, problems };
      if (args.flag('json')) context.out(`${JSON.stringify(auditJson(answer), null, 2)}\n`);
      else context.out(auditText(answer));
      return auditExit(answer);
    } finally {
      progress.end();
      await at.close();
    }
  },
};

/** What of a run is not in the register, or not where its proof says. */
async function problemsOf(run: string, places: ReadonlyMap<string, number>): Promise<RunProblem[]> {
  try {
    const statements = statementsOf(run);
    if (statements.length === 0) throw new SeqwardenError('UNSIGNED', 'it carries no seal');
    const problems: RunProblem[] = [];
    for (const statement of statements) {
      const error = problemOf(statement, places.get(await sealIdentity(statement.envelope)));
      if (error !== undefined) problems.push({ run, number: statement.number, error });
    }
    return problems;
  } catch (error) {
    if (!(error instanceof SeqwardenError)) throw error;
    return [{ run, number: 0, error }];
  }
}

function problemOf({ proof }: EnteredStatement, place: number | undefined): SeqwardenError | undefined {
  const claimed = proof === undefined ? undefined : decodeTlogProof(proof).index;
  if (place === undefined)
    return claimed === undefined
      ? new SeqwardenError('LOG_PROOF_MISSING', 'the register does not have it, and no proof says so')
      : new SeqwardenError(
          'LOG_PROOF_INVALID',
          'a proof says that it is in a register, and this one does not have it',
        );
  if (claimed === undefined || claimed === place) return undefined;
  return new SeqwardenError(
    'LOG_PROOF_INVALID',
    `its proof says place ${claimed}, and it stands at ${place}`,
  );
}
