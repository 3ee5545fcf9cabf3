import { checkBundle, decodeBundle, knownTo, makeBundle } from '@seqwarden/log/reading';
import { SeqwardenError } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { Command } from '../../command.ts';
import { auditExit } from '../../text/audit-answer.ts';
import { oneLine } from '../../text/one-line.ts';
import { entriesReporter } from '../../text/progress.ts';
import { LOG_OPTIONS, openNamedLog } from '../log/named-log.ts';
import { FILTER_OPTIONS, recordFilter } from '../log/record-filter.ts';
import { writeNew } from '../log/write-new.ts';

export const exportBundle: Command = {
  usage: '[PLACE] --all|FILTER... --out FILE [OPTION...]',
  summary:
    'Put records of the register and their proofs into one file, for a site that does not see the register. What it says of keys, and of what persons may do, always comes along. PLACE and FILTER as for `log show`.',
  options: {
    out: { type: 'string', help: 'the new file' },
    all: { type: 'boolean', help: 'every record' },
    from: {
      type: 'strings',
      help: 'size of the register head that the other site knows: the file then shows that nothing of it was taken back; may be given again',
    },
    ...FILTER_OPTIONS,
    ...LOG_OPTIONS,
  },
  positionals: { least: 0, most: 1 },
  run: async (args, context) => {
    const out = args.required('out');
    const isAll = args.flag('all');
    if (isAll === Object.keys(FILTER_OPTIONS).some(name => args.texts(name).length > 0))
      throw new SeqwardenError('USAGE', 'say which records, or --all');
    const isMeant = isAll ? () => true : recordFilter(args);
    const from = args.texts('from').map(sizeOf);
    const { log, at } = await openNamedLog(args, context, args.positionals[0]);
    const progress = entriesReporter(context, 'reading');
    try {
      const known = knownTo(log);
      // Who has the same trust file knows this state.
      const sizes = [...known.map(({ checkpoint }) => checkpoint.size), ...from];
      const question = { isMeant, from: sizes, known };
      const made = await makeBundle(
        { key: log.key, read: at.read },
        { ...question, onProgress: progress.update, signal: context.signal },
      );
      // What would be refused there is not handed out here.
      const { size } = await checkBundle(decodeBundle(made.file), log.key, []);
      writeNew(out, made.file);
      progress.end();
      const answer = {
        log: log.id,
        records: made.records,
        size,
        counts: Object.fromEntries(made.audit.counts),
      };
      if (args.flag('json')) context.out(`${JSON.stringify(answer, null, 2)}\n`);
      else {
        context.out(
          `${oneLine(out)}: ${counted(made.records, 'record')}, as of the register head of size ${size}\n`,
        );
        if (made.audit.counts.size > 0)
          context.err(
            `not everything in this register is as it should be: ${[...made.audit.counts.keys()].join(', ')}\n  log audit tells all\n`,
          );
      }
      return auditExit({ audit: made.audit, problems: [] });
    } finally {
      progress.end();
      await at.close();
    }
  },
};

function sizeOf(text: string): number {
  const size = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(size))
    throw new SeqwardenError('USAGE', '--from takes the size of a register head');
  return size;
}
