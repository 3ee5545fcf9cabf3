import { auditLog, knownTo } from '@seqwarden/log/reading';
import type { Command } from '../../command.ts';
import { type AuditAnswer, auditExit, auditJson, auditText } from '../../text/audit-answer.ts';
import { entriesReporter } from '../../text/progress.ts';
import { LOG_OPTIONS, openNamedLog } from './named-log.ts';
import { RunsInLog } from './runs-in-log.ts';
import { runsToAudit } from './runs-to-audit.ts';

export const audit: Command = {
  usage: '[PLACE] [--runs FOLDER...] [OPTION...]',
  summary:
    'Go through a whole register: every record, signature and key, that nothing was changed, taken out or put back. PLACE is its folder, a destination (folder, s3://, sftp://) or https://; default: your own.',
  options: {
    ...LOG_OPTIONS,
    runs: {
      type: 'strings',
      help: 'also: that the register has the seal of this run (a folder, s3://…/RUN, sftp://…/RUN), or of each run in this folder; may be given again',
    },
  },
  positionals: { least: 0, most: 1 },
  run: async (args, context) => {
    const [place] = args.positionals;
    // Before minutes of reading.
    const where = { endpoint: args.text('endpoint'), signal: context.signal };
    const found = args.texts('runs').map(runs => runsToAudit(runs, where));
    const runs = found.flatMap(one => one.runs);
    const { log, at } = await openNamedLog(args, context, place);
    const progress = entriesReporter(context, 'auditing');
    try {
      const inRuns = await RunsInLog.read(runs, log.key, where);
      const result = await auditLog(
        { key: log.key, read: at.read },
        {
          known: [...knownTo(log), ...inRuns.known],
          policies: log.policies.map(({ policy }) => policy),
          onEntry: entry => inRuns.take(entry),
          onProgress: progress.update,
          signal: context.signal,
        },
      );
      progress.end();
      const answer: AuditAnswer = {
        log,
        label: at.label,
        audit: result,
        runs: runs.length,
        problems: [...found.flatMap(one => one.problems), ...inRuns.problems()],
        otherSeals: inRuns.otherSeals,
      };
      if (args.flag('json')) context.out(`${JSON.stringify(auditJson(answer), null, 2)}\n`);
      else context.out(auditText(answer));
      return auditExit(answer);
    } finally {
      progress.end();
      await at.close();
    }
  },
};
