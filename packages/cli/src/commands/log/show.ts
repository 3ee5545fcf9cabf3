import { createHash } from 'node:crypto';
import { auditLog, type ReadEntry } from '@seqwarden/log';
import type { Command } from '../../command.ts';
import { auditExit, findingText } from '../../text/audit-answer.ts';
import { recordText } from '../../text/record-text.ts';
import { knownTo, LOG_OPTIONS, openNamedLog } from './named-log.ts';
import { FILTER_OPTIONS, recordFilter } from './record-filter.ts';

export const show: Command = {
  usage: '[PLACE] [FILTER...] [OPTION...]',
  summary:
    'Show the records of a register. All of it is checked on the way, as `log audit` does. PLACE is its folder, a destination (folder, s3://, sftp://) or https://; default: your own.',
  options: { ...FILTER_OPTIONS, ...LOG_OPTIONS },
  positionals: { least: 0, most: 1 },
  run: async (args, context) => {
    const filter = recordFilter(args);
    const wantsJson = args.flag('json');
    const { log, at } = await openNamedLog(args, context, args.positionals[0]);
    try {
      const records: object[] = [];
      const audit = await auditLog(
        { key: log.key, read: at.read },
        {
          known: knownTo(log),
          policies: log.policies.map(({ policy }) => policy),
          onEntry: entry => {
            if (!filter(entry)) return;
            if (wantsJson) records.push(recordJson(entry));
            else context.out(recordText(entry));
          },
          signal: context.signal,
        },
      );
      const { checkpoint, findings, counts } = audit;
      if (wantsJson)
        context.out(
          `${JSON.stringify({ log: log.id, origin: log.key.name, size: checkpoint.size, entries: records, counts: Object.fromEntries(counts) }, null, 2)}\n`,
        );
      if (counts.size > 0) {
        const shown = findings.slice(0, 10).map(findingText);
        context.err(
          `not everything in this register is as it was signed:\n${shown.join('\n')}\n  log audit tells all\n`,
        );
      }
      return auditExit({ audit, problems: [] });
    } finally {
      await at.close();
    }
  },
};

/** FORMATS.md 21. */
function recordJson({ index, file, envelope, statement }: ReadEntry): object {
  return {
    index,
    identity: createHash('sha256').update(file).digest('hex'),
    kind: statement?.kind ?? null,
    statedAt: statement?.statedAt ?? null,
    signedBy: envelope?.keyid ?? null,
    subject: statement?.subject ?? null,
    payload: envelope === undefined ? null : Buffer.from(envelope.payload).toString('base64'),
  };
}
