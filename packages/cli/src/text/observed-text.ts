import type { Consequences, News, Unfit } from '@seqwarden/cases/intake';
import type { ItemState, PatchState } from '@seqwarden/cases/state';
import { programWords, REASON_WORDS, REOPENING_WORDS, VERDICT_WORDS } from '@seqwarden/cases/words';
import { counted } from '@seqwarden/runfolder';
import { installedText, vulnerabilityText } from './case-words.ts';
import { oneLine } from './one-line.ts';

type Reading = Extract<News, { kind: 'reading' }>['now'];

/** What observations say that no record said before, a line each. `settled`: the item of what leaves something open about which nobody has to decide. */
export function newsText(news: readonly News[], settled: (news: News) => ItemState | undefined): string {
  return news
    .map(one => `${installedText(one.installed)}: ${oneLine(saidText(one, settled(one)))}\n`)
    .join('');
}

const SETTLED: Readonly<Record<ItemState['remediation'], string>> = {
  done: 'it is done',
  in_progress: 'its patch is under way',
  not_remediated: 'it is affected all the same',
  not_needed: 'nothing is to be done about it',
};

function saidText(news: News, settled: ItemState | undefined): string {
  const said = newsWords(news, settled !== undefined);
  return settled === undefined ? said : `${said}; ${SETTLED[settled.remediation]}, so nobody has to decide`;
}

function newsWords(news: News, isSettled: boolean): string {
  if (news.kind === 'reading') {
    const { before, now } = news;
    const was =
      before === null || before.version === now.version ? '' : ` (was ${before.version ?? 'unknown'})`;
    return `${programWords(now)} ${now.version ?? 'of unknown version'}${was}${runText(now)}`;
  }
  const { id } = news.advisory;
  if (news.kind === 'silence') {
    const { vulnerability, verdict } = news.before;
    return `${id} says nothing more of ${vulnerabilityText(vulnerability)}; what was recorded stands: ${VERDICT_WORDS[verdict]}`;
  }
  const { before, now } = news;
  const was = before === null ? '' : ` (${changeText(before, now)})`;
  const why = now.reason === null ? '' : `; ${now.reason.text} [${now.reason.code}]`;
  const verdict = isSettled ? 'the advisory leaves it open' : VERDICT_WORDS[now.verdict];
  return `${vulnerabilityText(now.vulnerability)} by ${id}: ${verdict}${was}${why}`;
}

type Finding = Extract<News, { kind: 'finding' }>['now'];

function changeText(before: Finding, now: Finding): string {
  if (before.verdict !== now.verdict) return `was: ${VERDICT_WORDS[before.verdict]}`;
  const changes = [
    before.range === now.range ? [] : `the range was ${JSON.stringify(before.range)}`,
    before.product?.name === now.product?.name ? [] : 'another entry of its products decides',
    before.reason?.code === now.reason?.code ? [] : 'for another reason',
    before.remediations === now.remediations ? [] : 'it offers other remedies',
  ].flat();
  return `as before, but ${changes.join(', ')}`;
}

function runText({ run }: Reading): string {
  if (run === null) return ', as a person states';
  return run.id === null ? '' : `, run ${run.id}`;
}

const EFFECT_WORDS: Readonly<Record<PatchState['effect'], string>> = {
  seen: REASON_WORDS.EFFECT_SEEN,
  by_word: REASON_WORDS.EFFECT_BY_WORD,
  open: REASON_WORDS.EFFECT_NOT_SEEN,
  unclear: REASON_WORDS.EFFECT_UNCLEAR,
  older: REASON_WORDS.RUN_SHOWS_OLDER.toUpperCase(),
};

/** What came of it for what was done, a line each. */
export function consequencesText({ reopened, effects }: Consequences): string {
  const lines = [
    ...effects.map(
      ({ item, patch }) =>
        `${installedText(item.installed)}: patch of ${vulnerabilityText(item.vulnerability)}: ${EFFECT_WORDS[patch.effect]}`,
    ),
    ...reopened.map(({ item, reopening: { why, run } }) => {
      const by =
        run === null
          ? ''
          : `: ${programWords({ ...run, name: null })} ${run.version}, run ${run.id ?? run.seal ?? 'unknown'}`;
      return `${installedText(item.installed)}: ${vulnerabilityText(item.vulnerability)} is OPEN AGAIN, since ${REOPENING_WORDS[why]}${oneLine(by)}`;
    }),
  ];
  return lines.map(line => `${line}\n`).join('');
}

export function unfitText(unfit: readonly Unfit[]): string {
  return unfit
    .map(({ what, name }) => `not entered, since no record can hold it: ${what} ${oneLine(name)}\n`)
    .join('');
}

export function unreadText(unread: readonly object[]): string {
  if (unread.length === 0) return '';
  return `${counted(unread.length, 'thing')} could not be read, so nothing is entered of it; \`exposure\` tells which\n`;
}
