import { hash } from 'node:crypto';
import { knownTo, proveEntry } from '@seqwarden/log/reading';
import { SeqwardenError } from '@seqwarden/proof';
import { checkPolicy, decodeTlogProof, parseNote } from '@seqwarden/proof/log';
import type { Command } from '../../command.ts';
import { oneLine } from '../../text/one-line.ts';
import { entriesReporter } from '../../text/progress.ts';
import { LOG_OPTIONS, openNamedLog } from './named-log.ts';
import { statementsAt, type WhereRunsLie } from './statements-at.ts';
import { writeNew } from './write-new.ts';

export const prove: Command = {
  usage: 'RUN|SEAL [PLACE] --out FILE [OPTION...]',
  summary:
    "Make a proof that the register has a run's seal, or the record with these 64 digits, as of its latest head. RUN is a folder, s3://BUCKET/…/RUN or sftp://USER@HOST/…/RUN; PLACE as for `log show`.",
  options: {
    out: { type: 'string', help: 'where the proof goes, a new file; as a rule its name ends in .tlog-proof' },
    record: { type: 'string', help: 'where the record itself goes, a new file: of a run that is gone' },
    ...LOG_OPTIONS,
  },
  positionals: { least: 1, most: 2 },
  run: async (args, context) => {
    const out = args.required('out');
    const record = args.text('record');
    const asked = await askedFor(args.first(), {
      endpoint: args.text('endpoint'),
      signal: context.signal,
    });
    const { log, at } = await openNamedLog(args, context, args.positionals[1]);
    const progress = entriesReporter(context, 'looking');
    try {
      const question = { ...asked, known: knownTo(log), onProgress: progress.update, signal: context.signal };
      const proven = await proveEntry({ key: log.key, read: at.read }, question);
      progress.end();
      const note = parseNote(decodeTlogProof(proven.proof).checkpoint);
      const checks = await Promise.all(log.policies.map(({ policy }) => checkPolicy(policy, note)));
      const cosigners = [
        ...new Set(checks.flatMap(one => one.cosigners.map(({ witness }) => witness.key.name))),
      ];
      const isQuorum = checks.every(one => one.isQuorum);
      if (record !== undefined) writeNew(record, proven.entry);
      writeNew(out, proven.proof);
      const { index, checkpoint } = proven;
      const answer = { log: log.id, identity: asked.identity, index, size: checkpoint.size };
      if (args.flag('json'))
        context.out(`${JSON.stringify({ ...answer, cosignedBy: cosigners, isQuorum }, null, 2)}\n`);
      else
        context.out(
          `${oneLine(out)}: at place ${index}, under the register head of size ${checkpoint.size}\n${countersignedText(cosigners, isQuorum)}\n`,
        );
      return 0;
    } finally {
      progress.end();
      await at.close();
    }
  },
};

/** What is to be proven, and where its own proof says that it stands; that one need not hold. */
async function askedFor(
  what: string,
  where: WhereRunsLie,
): Promise<{ readonly identity: string; readonly place?: number }> {
  if (/^[0-9a-f]{64}$/.test(what)) return { identity: what };
  const [seal] = await statementsAt(what, where);
  if (seal === undefined) throw new SeqwardenError('UNSIGNED', 'the run carries no seal');
  const identity = hash('sha256', seal.envelope, 'hex');
  if (seal.proof === undefined) return { identity };
  try {
    return { identity, place: decodeTlogProof(seal.proof).index };
  } catch {
    return { identity };
  }
}

function countersignedText(cosigners: readonly string[], isQuorum: boolean): string {
  const names =
    cosigners.length === 0 ? 'nobody whom the trust file names' : cosigners.map(oneLine).join(', ');
  return `countersigned by ${names}${isQuorum ? '' : ', which is less than the trust file demands'}`;
}
