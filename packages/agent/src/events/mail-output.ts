import { randomUUID } from 'node:crypto';
import { isWanted } from './filter.ts';
import { mailMessage } from './mail-message.ts';
import { afterMail, NO_MAIL, planMail } from './mail-plan.ts';
import type { EventFilter } from './notify-config.ts';
import type { Output } from './output.ts';
import { type SmtpServer, sendMail } from './send-mail.ts';

export interface MailOptions {
  readonly name: string;
  readonly server: SmtpServer;
  readonly from: string;
  readonly to: readonly string[];
  readonly events: EventFilter;
}

/** Mails to people: see {@link planMail} for how many. */
export function mailOutput({ name, server, from, to, events: filter }: MailOptions): Output {
  let history = NO_MAIL;
  return {
    name,
    local: false,
    wants: event => isWanted(filter, event),
    next: (waiting, now) => planMail(waiting, history, now),
    send: async (events, signal) => {
      const messageId = `${randomUUID()}@${from.slice(from.lastIndexOf('@') + 1)}`;
      const text = mailMessage(events, { from, to, messageId, date: new Date() });
      await sendMail(server, { from, to, text }, signal);
    },
    sent: (events, now) => {
      history = afterMail(history, events, now);
    },
  };
}
