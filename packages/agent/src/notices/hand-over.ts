import { reasonOf } from '../events/output.ts';
import { type Mail, type SmtpServer, sendMail } from '../events/send-mail.ts';

/** What became of one mail. `uncertain`: the server had begun to take it, and did not say how it ended. */
export type HandedOver =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'not_sent' | 'uncertain'; readonly why: string };

/** Hands a mail to one server, once. Never throws; `why` is a code in capitals that holds nothing of an address. */
export async function handOver(
  server: SmtpServer,
  mail: Omit<Mail, 'onContent'>,
  signal: AbortSignal,
): Promise<HandedOver> {
  let isUnderWay = false;
  const onContent = () => {
    isUnderWay = true;
  };
  try {
    await sendMail(server, { ...mail, onContent }, signal);
    return { outcome: 'sent' };
  } catch (error) {
    const why = reasonOf(error);
    // RFC 5321, 4.2.1: after 4yz and 5yz the server has not taken it
    const isRefused = /^SMTP_[45]\d\d$/.test(why);
    return { outcome: isUnderWay && !isRefused ? 'uncertain' : 'not_sent', why };
  }
}
