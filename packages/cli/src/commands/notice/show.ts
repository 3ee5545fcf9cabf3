import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EvidenceStore } from '@seqwarden/agent/evidence';
import { errno } from '@seqwarden/agent/host';
import { DraftStore, RENDERINGS } from '@seqwarden/agent/notices';
import type { NoticeState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import type { CaseView } from '../../casework/desk.ts';
import { noticeNamed, noticesCalled } from '../../casework/named.ts';
import { VIEW_OPTIONS } from '../../casework/options.ts';
import { personsOf } from '../../casework/persons.ts';
import { viewCases } from '../../casework/view-cases.ts';
import type { Command } from '../../command.ts';
import { noticeText } from '../../text/notices-text.ts';
import { draftNamed } from './drafts-of.ts';

const LARGEST = 16 * 2 ** 20;

export const showNotice: Command = {
  usage: 'NOTICE [--to FOLDER] [OPTION...]',
  summary:
    'Show a notice: what it is about, to whom it went, what became of each sending, who read it. Of a draft its text. --to writes its files into a folder, to print them.',
  options: {
    to: {
      type: 'string',
      help: 'folder for notice.txt, notice.html, notice.pdf and form.pdf; nothing there is replaced',
    },
    ...VIEW_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const view = await viewCases(args, context);
    const drafts = DraftStore.at(context.env);
    const one = releasedNamed(view, args.first());
    const draft = one === undefined ? draftNamed(drafts, args.first()) : undefined;
    const folder = args.text('to');
    if (one !== undefined && folder !== undefined) await writeFiles(one, folder, context.env);
    if (draft !== undefined && folder !== undefined)
      throw new SeqwardenError('USAGE', `a draft lies in ${drafts.folderOf(draft.notice)}`);
    if (args.flag('json'))
      context.out(`${JSON.stringify({ ...(one ?? { draft }), missed: view.missed }, null, 2)}\n`);
    else if (draft !== undefined)
      context.out(Buffer.from(drafts.renderings(draft.notice).text).toString('utf8'));
    else if (one !== undefined) {
      const words = { ...personsOf(context, view.trust), own: view.log };
      context.out(noticeText(one, words));
    }
    return view.missed.length > 0 ? 3 : 0;
  },
};

/** undefined: no released one is called so. Throws CASE_UNKNOWN where several are. */
function releasedNamed(view: CaseView, text: string): NoticeState | undefined {
  return noticesCalled(view, text).length === 0 ? undefined : noticeNamed(view, text);
}

/** Throws CASE_INPUT_UNUSABLE for the folder, EVIDENCE_*. */
async function writeFiles({ released }: NoticeState, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const store = EvidenceStore.at(env);
  for (const key of ['text', 'html', 'pdf', 'form'] as const) {
    const bytes = await store.readWhole(released.says.documents[key], LARGEST);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(join(folder, RENDERINGS[key]), bytes, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      throw new SeqwardenError('CASE_INPUT_UNUSABLE', `${folder}: ${errno(error) || String(error)}`, {
        cause: error,
      });
    }
  }
}
