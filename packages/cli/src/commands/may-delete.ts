import { mayDelete as decide, type RetentionTerms } from '@seqwarden/agent/retention';
import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { loadTrust } from '../keys.ts';
import { accountLog } from '../register.ts';
import { withRegister } from '../register-at-hand.ts';
import { DELETION_EXIT, deletionJson, deletionText } from '../text/deletion-answer.ts';
import { progressReporter } from '../text/progress.ts';
import { PLACE_OPTIONS, type Places, placesOf } from './places.ts';

export const mayDelete: Command = {
  usage: 'RUN --config FILE | --at DEST... --read-back-within DAYS --keep DAYS [OPTION...]',
  summary:
    'Say whether a run may be deleted; deletes nothing. Exit 0: yes; 1: no, and what is missing; 3: cannot tell.',
  options: {
    ...PLACE_OPTIONS,
    destinations: { type: 'string', help: 'with --at: how many have to hold the run; default: all' },
    'read-back-within': { type: 'string', help: 'with --at: read back no longer than so many days ago' },
    keep: { type: 'string', help: 'with --at: days after the seal before the run may go' },
    reread: {
      type: 'boolean',
      help: 'compare the bytes of all files; else of those whose times of change say too little',
    },
    trust: { type: 'strings', help: 'a trust file; may be given again; default: your own' },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const run = args.first();
    const places = placesOf(args);
    const terms = termsOf(args, places);
    const log = await accountLog(context, places.specs);
    const trust = withRegister(await loadTrust(args, context.env, run), log);
    const progress = progressReporter(context, 'reading');
    try {
      const decision = await decide({
        run,
        destinations: places.specs,
        terms,
        trust,
        reread: args.flag('reread'),
        now: context.now,
        onProgress: progress.update,
        signal: context.signal,
      });
      progress.end();
      const answer = { run, terms, decision };
      context.out(
        args.flag('json') ? `${JSON.stringify(deletionJson(answer), null, 2)}\n` : deletionText(answer),
      );
      return DELETION_EXIT[decision.answer];
    } finally {
      progress.end();
      await log?.close();
    }
  },
};

const OF_AT = ['destinations', 'read-back-within', 'keep'] as const;
const MOST_DAYS = 36_525;

function termsOf(args: Arguments, { specs, terms }: Places): RetentionTerms {
  if (args.text('config') !== undefined) {
    const strange = OF_AT.find(option => args.text(option) !== undefined);
    if (strange !== undefined) throw new SeqwardenError('USAGE', `--${strange} goes with --at`);
    if (terms !== undefined) return terms;
    throw new SeqwardenError(
      'CONFIG_UNUSABLE',
      'the configuration has no [retention]: nothing may be deleted by it',
    );
  }
  return {
    destinations: whole(args, 'destinations', 1, specs.length) ?? specs.length,
    readBackWithinDays: required(args, 'read-back-within', 1),
    keepDays: required(args, 'keep', 0),
  };
}

function required(args: Arguments, option: string, least: number): number {
  const days = whole(args, option, least, MOST_DAYS);
  if (days === undefined) throw new SeqwardenError('USAGE', `--${option} is missing`);
  return days;
}

function whole(args: Arguments, option: string, least: number, most: number): number | undefined {
  const value = args.number(option);
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return value;
  throw new SeqwardenError('USAGE', `--${option} takes a whole number from ${least} to ${most}`);
}
