import type { NoticeState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import type { CaseView } from '../../casework/desk.ts';
import { caseNamed, noticeNamed, noticeRegister } from '../../casework/named.ts';
import { shortId } from '../../text/case-words.ts';

export type Attempt = NoticeState['attempts'][number];

/** The notices that are named, or all of this site's in the case of `--case`. Throws CASE_UNKNOWN, ACT_REFUSED. */
export function noticesMeant(args: Arguments, view: CaseView): NoticeState[] {
  const ofCase = args.text('case');
  if (ofCase === undefined) return args.positionals.map(text => ownNotice(view, text));
  const { id } = caseNamed(view, ofCase);
  return view.state.notices.filter(one => one.case === id && isOwn(one, view));
}

/** One that this site released: to send it, or to withdraw it. Throws CASE_UNKNOWN, ACT_REFUSED. */
export function ownNotice(view: CaseView, text: string): NoticeState {
  const one = noticeNamed(view, text);
  if (!isOwn(one, view))
    throw new SeqwardenError(
      'ACT_REFUSED',
      `the register ${shortId(noticeRegister(one))} released this notice: its site sends and withdraws it`,
    );
  return one;
}

/** Another site's notices came with its records; that site sends them. */
export function isOwn(one: NoticeState, { log }: CaseView): boolean {
  return noticeRegister(one) === log;
}

/** Why it may not be sent; undefined: it may. What certainly did not go out, or came back, may go out again. */
export function notToSend({ standing, attempts, acknowledged }: NoticeState): string | undefined {
  if (standing === 'withdrawn') return 'is withdrawn';
  if (acknowledged !== null) return 'is acknowledged';
  const last = attempts.filter(({ intended }) => intended.says.purpose === 'notice').at(-1);
  if (last?.outcome === 'uncertain') return 'was perhaps sent: find out, and say so with `notice resolve`';
  return last?.outcome === 'sent' ? 'was sent' : undefined;
}

/** The attempt that `--attempt` names, else the one that is meant. Throws NOTHING_WAITS, USAGE where several could be. */
export function attemptMeant(
  args: Arguments,
  { attempts }: NoticeState,
  isMeant: (one: Attempt) => boolean,
): Attempt {
  const named = args.text('attempt');
  const [one, another] = attempts.filter(
    attempt => isMeant(attempt) && (named === undefined || attempt.attempt.startsWith(named)),
  );
  if (one === undefined) throw new SeqwardenError('NOTHING_WAITS', 'no attempt to send it is of that kind');
  if (another !== undefined)
    throw new SeqwardenError('USAGE', 'several are: name one by --attempt, as `notice show` lists them');
  return one;
}
