import type { JournalReader, RunRecord } from '@seqwarden/agent/journal';
import { askRelease, type HeldUp, heldUp } from '@seqwarden/agent/service/status';
import { displayPath, ERRORS, SeqwardenError } from '@seqwarden/proof';
import { journalOf, stateFolderOf } from '../agent-config-file.ts';
import type { Command } from '../command.ts';
import { namedRun } from '../named-run.ts';
import { oneLine } from '../text/one-line.ts';

export const release: Command = {
  usage: 'RUN [--config FILE]',
  summary: 'Let the agent take up again a run that it set aside. Nothing is replaced at a destination by it.',
  options: {
    config: {
      type: 'string',
      help: 'the configuration of the agent; default: the state folder of this account',
    },
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const journal = journalOf(args, context.env);
    try {
      const { run, trouble } = runToRelease(journal, args.first());
      const { root, name } = run;
      askRelease(stateFolderOf(args, context.env), { root, run: name, since: trouble.since.getTime() });
      const codes = trouble.codes.map(code => `[${code}] ${ERRORS[code].advice}\n`).join('');
      context.out(
        `${displayPath(name)}: released. ${codes === '' ? '' : `It was set aside for:\n${codes}`}` +
          'The agent takes it up within seconds, or when it is started, and looks at all of it anew.\n' +
          'What still conflicts is set aside again; see `seqwarden status`.\n',
      );
      return 0;
    } finally {
      journal?.close();
    }
  },
};

/** `wanted`: as {@link namedRun} takes it. Throws UNKNOWN_RUN, USAGE. */
function runToRelease(
  journal: JournalReader | undefined,
  wanted: string,
): { readonly run: RunRecord; readonly trouble: HeldUp } {
  const all = journal === undefined ? [] : [...journal.runs()];
  const found = all.filter(namedRun(wanted));
  if (journal === undefined || found.length === 0)
    throw new SeqwardenError('UNKNOWN_RUN', `the agent knows no run ${oneLine(wanted)}`);
  const waiting = found.flatMap(run => {
    const trouble = heldUp(run, journal.deliveries(run.id));
    return trouble === undefined ? [] : [{ run, trouble }];
  });
  const [one, ...others] = waiting;
  if (one === undefined)
    throw new SeqwardenError('USAGE', `${oneLine(wanted)} is not set aside: it is ${found[0]?.state}`);
  if (others.length > 0)
    throw new SeqwardenError('USAGE', `several roots have a run ${oneLine(wanted)}: give its path`);
  return one;
}
