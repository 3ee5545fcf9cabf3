import { setTimeout } from 'node:timers/promises';
import type { JournalReader, RunRecord } from '@seqwarden/agent/journal';
import { heldUp, type ReleaseRequest, releasesAsked } from '@seqwarden/agent/service/status';
import { SeqwardenError } from '@seqwarden/proof';
import { journalOf, stateFolderOf } from '../agent-config-file.ts';
import type { Command } from '../command.ts';
import { namedRun } from '../named-run.ts';
import { oneLine } from '../text/one-line.ts';

/** Milliseconds between two looks into the journal. */
const PAUSE = 1000;

export const wait: Command = {
  usage: 'RUN --for sealed|confirmed [--timeout SECONDS] [--config FILE]',
  summary:
    'Wait until the agent has sealed or confirmed a run. Exit 0 then; 1: it is set aside or damaged; 3: too late.',
  options: {
    for: { type: 'string', help: 'sealed, or confirmed: read a second time from every destination' },
    timeout: { type: 'string', help: 'give up after so many seconds; default: never' },
    config: {
      type: 'string',
      help: 'the configuration of the agent; default: the state folder of this account',
    },
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const wanted = args.required('for');
    if (wanted !== 'sealed' && wanted !== 'confirmed')
      throw new SeqwardenError('USAGE', '--for takes sealed or confirmed');
    const isMeant = namedRun(args.first());
    const seconds = args.number('timeout') ?? Number.POSITIVE_INFINITY;
    const until = performance.now() + seconds * 1000;
    for (;;) {
      context.signal.throwIfAborted();
      // Before the journal: a request is gone only when that says what became of it.
      const asked = releasesAsked(stateFolderOf(args, context.env));
      const journal = journalOf(args, context.env);
      const answer = journal === undefined ? 'unknown' : answerFrom(journal, asked, isMeant, wanted);
      journal?.close();
      if (answer === 'yes' || answer === 'no') {
        context.err(
          answer === 'yes' ? `${wanted}\n` : `${oneLine(args.first())} is set aside or damaged; see status\n`,
        );
        return answer === 'yes' ? 0 : 1;
      }
      const left = until - performance.now();
      if (left <= 0) {
        context.err(
          `not ${wanted} after ${seconds} seconds${answer === 'unknown' ? ': the agent knows no such run' : ''}\n`,
        );
        return 3;
      }
      await setTimeout(Math.min(PAUSE, left), undefined, { signal: context.signal }).catch(() => {});
    }
  },
};

/** Of several roots with a run of this name each has to have come so far. What a person has released is not held up any more. */
function answerFrom(
  journal: JournalReader,
  asked: readonly ReleaseRequest[],
  isMeant: (run: RunRecord) => boolean,
  wanted: 'sealed' | 'confirmed',
): 'yes' | 'no' | 'not yet' | 'unknown' {
  const runs = [...journal.runs()].filter(isMeant);
  if (runs.length === 0) return 'unknown';
  const troubles = runs.flatMap(run => {
    const trouble = heldUp(run, journal.deliveries(run.id));
    return trouble === undefined ? [] : [{ run, since: trouble.since.getTime() }];
  });
  const isReleased = ({ run, since }: (typeof troubles)[number]) =>
    asked.some(one => one.root === run.root && one.run === run.name && one.since === since);
  if (!troubles.every(isReleased)) return 'no';
  if (troubles.length > 0) return 'not yet';
  // What came after the seal, and is not signed or not read back yet, holds up nobody.
  const isSo = ({ state, readBack }: RunRecord) =>
    state === 'confirmed' || (state === 'sealed' && (wanted === 'sealed' || readBack !== undefined));
  return runs.every(isSo) ? 'yes' : 'not yet';
}
