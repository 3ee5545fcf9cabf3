import type { Unread } from '@seqwarden/advisory/answer';
import type { NoticeDraft } from '@seqwarden/agent/notices';
import { kindWords } from '@seqwarden/cases/notice';
import type { Installed } from '@seqwarden/proof/acts';
import { counted } from '@seqwarden/runfolder';
import { installedText, shortId } from './case-words.ts';
import { columns } from './columns.ts';
import { oneLine } from './one-line.ts';

/** What `notice draft` did. */
export interface DraftedAnswer {
  readonly case: string;
  readonly drafts: readonly { readonly draft: NoticeDraft; readonly folder: string }[];
  readonly unassigned: readonly Installed[];
  /** Of other sites. */
  readonly elsewhere: readonly Installed[];
  /** Recipients who have it already. */
  readonly told: readonly string[];
  /** Recipients who said that a notice was not theirs. */
  readonly declined: readonly string[];
  /** May hide runs. */
  readonly unread: readonly Unread[];
  /** Handles. */
  readonly notEnrolled: readonly string[];
  readonly unknownYears: readonly string[];
}

/** Without what the site's file alone knows. */
export function draftedJson({
  case: of,
  drafts,
  unassigned,
  elsewhere,
  told,
  declined,
  unread,
}: DraftedAnswer): string {
  const shown = drafts.map(({ draft, folder }) => ({ ...draft, folder }));
  return `${JSON.stringify({ case: of, drafts: shown, unassigned, elsewhere, told, declined, unread }, null, 2)}\n`;
}

export function draftedText(answer: DraftedAnswer, nameOf: (recipient: string) => string): string {
  const { drafts, unassigned, elsewhere, told, declined, unread, notEnrolled, unknownYears } = answer;
  const rows = drafts.map(({ draft }) => [
    shortId(draft.notice),
    nameOf(draft.recipient),
    `about a ${kindWords(draft.about)}`,
    draft.urgency,
    counted(draft.installed.length, 'installation'),
    `acknowledge by ${draft.acknowledgeBy}`,
  ]);
  const [first] = drafts;
  return [
    columns(rows),
    drafts.length === 0 ? 'there is nothing to tell anybody\n' : '',
    first === undefined
      ? ''
      : `Drafts to read, and to change, before \`notice release\`: ${oneLine(parent(first.folder))}\n`,
    ...told.map(recipient => `${nameOf(recipient)} has a notice that says it already\n`),
    ...declined.map(
      recipient =>
        `${nameOf(recipient)} said that a notice was not theirs: if that is so, name who it is in the site's file, and draft again\n`,
    ),
    ...unassigned.map(
      one => `NOBODY is named for ${oneLine(installedText(one))}: name a person in the site's file\n`,
    ),
    elsewhere.length === 0
      ? ''
      : `${counted(elsewhere.length, 'installation')} of other sites left to these\n`,
    ...unread.map(({ name, code }) => `${oneLine(name)} could not be read, and may hide runs [${code}]\n`),
    ...notEnrolled.map(
      handle => `[person.${handle}] has a key that the register does not know, and gets nothing\n`,
    ),
    ...unknownYears.map(year => `The site's file names no holiday of ${year}: the days may fall on one\n`),
  ].join('');
}

function parent(folder: string): string {
  return folder.slice(0, folder.lastIndexOf('/'));
}
