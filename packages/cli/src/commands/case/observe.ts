import { configFolder, logFolder } from '@seqwarden/agent/config';
import { loadOwnLogKey } from '@seqwarden/agent/register';
import {
  type Consequences,
  consequencesOf,
  knownBy,
  type News,
  newsOf,
  type WhatIsNew,
} from '@seqwarden/cases/intake';
import type { ItemState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { Arguments } from '../../arguments.ts';
import { confinedExposure } from '../../casework/confined-exposure.ts';
import type { CaseView, EnteredAct } from '../../casework/desk.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { viewCases } from '../../casework/view-cases.ts';
import { withDesk } from '../../casework/with-desk.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { defaultTrustPath } from '../../keys.ts';
import { consequencesText, newsText, unfitText, unreadText } from '../../text/observed-text.ts';
import { type ObservationsRead, readObservations } from './read-observations.ts';
import { leavesOpen, settledNews } from './settled-news.ts';

export const observe: Command = {
  usage: '[ROOT...] [--kept | --advisories PATH...] [OPTION...]',
  summary:
    'Enter what is new of the instruments since the last time: versions that runs show, and what advisories say of them. Reads the runs below ROOT and those of your own register. Name the archive as ROOT where instruments give their runs no date, as an iScan does: what a seal tells of these has no day. The seal key of this account signs it, so it can be done at night.',
  options: {
    advisories: {
      type: 'strings',
      help: 'CSAF documents: a file, a folder or a bundle; may be given again; without them, and without --kept, only versions are entered',
    },
    kept: { type: 'boolean', help: 'the advisories that `advisories update` and `case receive` keep' },
    inventory: { type: 'string', help: 'TOML file of what persons state: versions, fixes, aliases' },
    log: {
      type: 'string',
      help: 'in place of your own register another one, as `exposure --log` takes it',
    },
    simulated: { type: 'boolean', help: 'take runs of the simulator in' },
    'dry-run': { type: 'boolean', help: 'only tell what would be entered' },
    ...DESK_OPTIONS,
    signer: {
      type: 'string',
      help: "the key that signs: a file, or ssh-agent[:FINGERPRINT]; default: the account's seal key",
    },
  },
  isAnswer: true,
  positionals: { least: 0, most: 1000 },
  run: async (args, context) => {
    const read = await readObservations(confinedExposure(argumentsFor(args, context), context));
    const done = args.flag('dry-run')
      ? await looked(read, args, context)
      : await withDesk(
          args,
          context,
          async desk => {
            const found = whatIsNew(read, desk, args);
            const entered: EnteredAct[] = [];
            for (const one of found.enter) entered.push(await desk.enter('observation', one));
            const after = entered.length === 0 ? desk.state : desk.after();
            const { missed } = desk;
            const settled = settledNews(after.items, true);
            return { ...found, entered, ...consequencesOf(desk.state, after), settled, missed };
          },
          { service: true },
        );
    tell(read, done, args, context);
    return exitOf(read, done);
  },
};

interface Done extends WhatIsNew, Consequences {
  readonly entered: readonly EnteredAct[];
  /** As `settledNews`. */
  readonly settled: (news: News) => ItemState | undefined;
  readonly missed: CaseView['missed'];
}

async function looked(read: ObservationsRead, args: Arguments, context: Context): Promise<Done> {
  const view = await viewCases(args, context);
  const nothing = { entered: [], reopened: [], effects: [] };
  const settled = settledNews(view.state.items, false);
  return { ...whatIsNew(read, view, args), ...nothing, settled, missed: view.missed };
}

/** Throws USAGE: an empty name would be the working folder. */
function argumentsFor(args: Arguments, { env }: Context): string[] {
  if (args.positionals.includes('')) throw new SeqwardenError('USAGE', 'a ROOT has no name');
  const log = args.text('log');
  const own = loadOwnLogKey(configFolder(env), env).id;
  const named = (option: string) => args.texts(option).flatMap(value => [`--${option}`, value]);
  const single = (option: string) => {
    const value = args.text(option);
    return value === undefined ? [] : [`--${option}`, value];
  };
  // What seals say counts beside the files of their runs, which may have been changed since.
  const trusted = args.texts('trust').length > 0 ? args.texts('trust') : [defaultTrustPath(env)];
  return [
    ...['--format', 'observations', '--fail-on', 'none'],
    ...(log === undefined
      ? ['--log', logFolder(env), '--register', own]
      : ['--log', log, ...single('endpoint')]),
    ...named('advisories'),
    ...(args.flag('kept') ? ['--kept'] : []),
    ...single('inventory'),
    ...trusted.flatMap(path => ['--trust', path]),
    ...(args.flag('simulated') ? ['--simulated'] : []),
    '--',
    ...args.positionals,
  ];
}

/** Where no advisory was named, `exposure` asked the program's own two: they are none of anybody's. */
function whatIsNew(
  { installations, advisories }: ObservationsRead,
  { state, log }: Pick<CaseView, 'state' | 'log'>,
  args: Arguments,
): WhatIsNew {
  const isAsked = args.flag('kept') || args.texts('advisories').length > 0;
  const known = knownBy(state, log);
  const enter: WhatIsNew['enter'][number][] = [];
  const news: News[] = [];
  for (const { now, before } of installations) {
    const [first] = now;
    const shown = isAsked ? now : ([{ ...first, advisory: null, overlay: null, findings: [] }] as const);
    const found = newsOf({ now: shown, before }, known(first.installed), isAsked ? advisories : []);
    enter.push(...found.enter);
    news.push(...found.news);
  }
  return { enter, news };
}

function tell(read: ObservationsRead, done: Done, args: Arguments, { out, err }: Context): void {
  const { entered, news, reopened, effects, settled, missed } = done;
  err(unreadText(read.unread) + unfitText(read.unfit));
  if (args.flag('json')) {
    const { unread, unfit, installations } = read;
    const counts = { installations: installations.length, observations: done.enter.length };
    const answer = { counts, entered, news, reopened, effects, unread, unfit, missed };
    out(`${JSON.stringify(answer, null, 2)}\n`);
    return;
  }
  out(newsText(news, settled) + consequencesText({ reopened, effects }));
  const records = counted(done.enter.length, 'record');
  const seen = counted(read.installations.length, 'installation');
  err(`${seen} seen; ${records} ${args.flag('dry-run') ? 'would be ' : ''}entered\n`);
}

/** What was known to be affected is no news, whatever else is told of it. */
function exitOf({ unread, unfit }: ObservationsRead, { news, reopened, settled, missed }: Done): number {
  const changed = news.filter(one => one.kind !== 'finding' || one.before?.verdict !== one.now.verdict);
  const isAffected = changed.some(one => one.kind === 'finding' && one.now.verdict === 'affected');
  if (isAffected || reopened.length > 0) return 1;
  const isOpen = changed.some(one => leavesOpen(one) && settled(one) === undefined);
  return isOpen || unread.length + unfit.length + missed.length > 0 ? 3 : 0;
}
