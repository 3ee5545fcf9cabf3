import type { Unread } from '@seqwarden/advisory/answer';
import type { Missed } from '@seqwarden/agent/casebook';
import type { NoticeDraft } from '@seqwarden/agent/notices';
import { kindWords, type NoticePlan } from '@seqwarden/cases/notice';
import { keyFingerprint } from '@seqwarden/proof';
import type { Installed } from '@seqwarden/proof/acts';
import { counted } from '@seqwarden/runfolder';
import { devicesText, installedText, shortId } from './case-words.ts';
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
  /** Key ids: recipients who cannot answer with that key. */
  readonly cannotAnswer: readonly string[];
  /** Nobody else is named who would be told. */
  readonly unescalated: readonly NoticePlan[];
  /** Handles. */
  readonly notEnrolled: readonly string[];
  readonly unknownYears: readonly string[];
  /** May hide findings. */
  readonly missed: readonly Missed[];
}

/** Without what the site's file alone knows. */
export function draftedJson({
  case: of,
  drafts,
  unassigned,
  elsewhere,
  told,
  declined,
  cannotAnswer,
  unescalated,
  unread,
  missed,
}: DraftedAnswer): string {
  const shown = drafts.map(({ draft, folder }) => ({ ...draft, folder }));
  const alone = unescalated.map(({ recipient }) => recipient);
  const document = {
    ...{ case: of, drafts: shown, unassigned, elsewhere, told, declined, cannotAnswer, unescalated: alone },
    ...{ unread, missed },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

export function draftedText(answer: DraftedAnswer, nameOf: (recipient: string) => string): string {
  const { drafts, unassigned, elsewhere, told, declined, unread } = answer;
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
    siteText(answer, nameOf),
  ].join('');
}

/** What is to be mended in the site's file, or with its persons. */
function siteText(
  { cannotAnswer, unescalated, notEnrolled, unknownYears }: DraftedAnswer,
  nameOf: (recipient: string) => string,
): string {
  return [
    ...cannotAnswer.map(
      key =>
        `${nameOf(key)} cannot acknowledge with the key ${keyFingerprint(key)}, since the register has not enrolled it for a person or says that it has ended: enrol it (\`keys enrol FILE --role person\`), or correct \`key\` in the site's file and draft again\n`,
    ),
    ...unescalated.map(
      ({ recipient, regards }) =>
        `NOBODY else is told if ${nameOf(recipient)} does not acknowledge: name \`escalate-to\` for ${devicesText(regards.map(({ installed }) => installed))} in the site's file\n`,
    ),
    ...notEnrolled.map(
      handle => `[person.${handle}] has a key that the register does not know, and gets nothing\n`,
    ),
    ...unknownYears.map(year => `The site's file names no holiday of ${year}: the days may fall on one\n`),
  ].join('');
}

function parent(folder: string): string {
  return folder.slice(0, folder.lastIndexOf('/'));
}
