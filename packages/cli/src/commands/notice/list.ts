import { DraftStore } from '@seqwarden/agent/notices';
import { caseNamed } from '../../casework/named.ts';
import { VIEW_OPTIONS } from '../../casework/options.ts';
import { personsOf } from '../../casework/persons.ts';
import { viewCases } from '../../casework/view-cases.ts';
import type { Command } from '../../command.ts';
import { noticesText } from '../../text/notices-text.ts';
import { draftsOf } from './drafts-of.ts';

export const listNotices: Command = {
  usage: '[--case CASE] [OPTION...]',
  summary: 'List the notices: drafts, and those that were released, with what became of each.',
  options: { case: { type: 'string', help: 'only those of this case' }, ...VIEW_OPTIONS },
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const view = await viewCases(args, context);
    const ofCase = args.text('case');
    const id = ofCase === undefined ? undefined : caseNamed(view, ofCase).id;
    const drafts = draftsOf(DraftStore.at(context.env), id);
    const notices = view.state.notices.filter(one => id === undefined || one.case === id);
    if (args.flag('json'))
      context.out(`${JSON.stringify({ drafts, notices, missed: view.missed }, null, 2)}\n`);
    else {
      const words = { ...personsOf(context, view.trust), own: view.log };
      context.out(noticesText(drafts, notices, words));
    }
    return view.missed.length > 0 ? 3 : 0;
  },
};
