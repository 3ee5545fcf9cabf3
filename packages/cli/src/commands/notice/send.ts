import { randomBytes } from 'node:crypto';
import type { NoticeState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import type { Desk } from '../../casework/desk.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { shortId } from '../../text/case-words.ts';
import { deliveredJson, deliveredText, exitOf } from '../../text/delivered-text.ts';
import { oneOf } from '../keys/account-keys.ts';
import { type Delivered, type Delivery, deliver } from './deliver.ts';
import { deliverAll } from './deliver-all.ts';
import { lockNotices } from './lock-notices.ts';
import { noticesMeant, notToSend } from './notices-meant.ts';
import { requireOneWay } from './release.ts';
import { SITE_OPTION, siteOf } from './site.ts';

export const sendNotices: Command = {
  usage: 'NOTICE...|--case CASE [OPTION...]',
  summary:
    'Send released notices by e-mail, each to its person, once; or record that you handed them over. Exit code 1: one was not sent; 3: of one it is uncertain.',
  options: {
    case: { type: 'string', help: 'all of this case that are released and were not sent' },
    'by-hand': { type: 'string', help: 'paper or portal: you handed them over yourself; needs your key' },
    ...SITE_OPTION,
    ...DESK_OPTIONS,
    signer: {
      type: 'string',
      help: "your key: a file, or ssh-agent[:FINGERPRINT]; default: the account's seal key, but with --by-hand",
    },
  },
  positionals: { least: 0, most: Number.POSITIVE_INFINITY },
  run: async (args, context) => {
    requireOneWay(args);
    const byHand = args.text('by-hand');
    const channel = byHand === undefined ? undefined : oneOf(byHand, ['paper', 'portal'], 'by-hand');
    const unlock = await lockNotices(context.env);
    try {
      const sent = await withDesk(
        args,
        context,
        async desk => {
          const notices = toSend(args, desk);
          return channel === undefined
            ? byMail(notices, desk, args, context)
            : handedOver(notices, channel, desk);
        },
        { service: channel === undefined },
      );
      if (args.flag('json')) context.out(`${JSON.stringify({ sent: deliveredJson(sent) }, null, 2)}\n`);
      else context.err(deliveredText(sent));
      return exitOf(sent);
    } finally {
      unlock();
    }
  },
};

/** Of those that are named all must be sendable; of a case, those that are. Throws ACT_REFUSED. */
function toSend(args: Arguments, desk: Desk): NoticeState[] {
  const meant = noticesMeant(args, desk);
  if (args.text('case') !== undefined) {
    return meant.filter(one => notToSend(one) === undefined);
  }
  for (const one of meant) {
    const why = notToSend(one);
    if (why !== undefined) throw new SeqwardenError('ACT_REFUSED', `the notice ${shortId(one.id)} ${why}`);
  }
  return meant;
}

function byMail(
  notices: readonly NoticeState[],
  desk: Desk,
  args: Arguments,
  context: Context,
): Promise<Delivered[]> {
  const site = siteOf(args, context, desk.trust);
  const deliveries = notices.map((notice): Delivery => {
    return { notice, purpose: 'notice', recipient: notice.released.says.recipient };
  });
  return deliverAll(deliveries, one => deliver(one, desk, site, context), context.signal);
}

async function handedOver(
  notices: readonly NoticeState[],
  channel: 'paper' | 'portal',
  desk: Desk,
): Promise<Delivered[]> {
  const sent: Delivered[] = [];
  for (const notice of notices) {
    const { recipient } = notice.released.says;
    const attempt = randomBytes(16).toString('hex');
    const said = {
      case: notice.case,
      notice: notice.id,
      recipient,
      purpose: 'notice',
      attempt,
      channel,
      messageId: null,
      why: null,
    } as const;
    await desk.enter('sending', { ...said, state: 'intended' });
    await desk.enter('sending', { ...said, state: 'sent' });
    sent.push({ notice, purpose: 'notice', recipient, outcome: 'sent', why: null });
  }
  return sent;
}
