import { randomBytes } from 'node:crypto';
import type { SiteMail } from '@seqwarden/agent/directory';
import { EvidenceStore } from '@seqwarden/agent/evidence';
import { handOver, noticeMail, siteMailServer } from '@seqwarden/agent/notices';
import { type DueStep, reminderPaper } from '@seqwarden/cases/notice';
import { paperHtml, paperText } from '@seqwarden/cases/paper';
import type { NoticeState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import type { Desk } from '../../casework/desk.ts';
import type { Context } from '../../context.ts';
import { type AtSite, addressed } from './site.ts';

export interface Delivery {
  readonly notice: NoticeState;
  readonly purpose: 'notice' | DueStep['purpose'];
  /** Whom it goes to. */
  readonly recipient: string;
}

/** What became of it; of an uncertain one nothing more is entered, since nobody knows. */
export interface Outcome {
  /** `left`: it was not tried, since the server did not answer before. */
  readonly outcome: 'sent' | 'not_sent' | 'uncertain' | 'left';
  /** A code; null: it was sent, or not tried. */
  readonly why: string | null;
}

export type Delivered = Delivery & Outcome;

const LARGEST = 16 * 2 ** 20;

/**
 * Sends one mail: that it is going to be sent is entered first, with its Message-ID, then it is handed over once, then it is entered what became of it. Whoever dies in between
 * leaves it uncertain, and nobody sends it again by himself. The caller holds the lock. Throws DIRECTORY_UNUSABLE and CONFIG_UNUSABLE before anything is entered, EVIDENCE_*, and what
 * entering throws.
 */
export async function deliver(
  delivery: Delivery,
  desk: Desk,
  site: AtSite,
  context: Context,
): Promise<Delivered> {
  const { notice, purpose, recipient } = delivery;
  const { mail, to } = addressesFor(recipient, site);
  const server = siteMailServer(mail, context.env);
  const attempt = randomBytes(16).toString('hex');
  const messageId = `${attempt}@${mail.from.slice(mail.from.lastIndexOf('@') + 1)}`;
  const content = await contentOf(delivery, site, context.env);
  const text = noticeMail({ from: mail.from, to, date: context.now(), messageId, ...content });
  const said = {
    case: notice.case,
    notice: notice.id,
    recipient,
    purpose,
    attempt,
    channel: 'email',
    messageId,
  } as const;
  await desk.enter('sending', { ...said, state: 'intended', why: null });
  const handed = await handOver(server, { from: mail.from, to: [to], text }, context.signal);
  const why = handed.outcome === 'sent' ? null : handed.why;
  if (handed.outcome !== 'uncertain') await desk.enter('sending', { ...said, state: handed.outcome, why });
  return { ...delivery, outcome: handed.outcome, why };
}

/** Throws DIRECTORY_UNUSABLE. */
function addressesFor(
  recipient: string,
  { directory }: AtSite,
): { readonly mail: SiteMail; readonly to: string } {
  const person = directory.personOf(recipient);
  const { mail } = directory.site;
  const missing =
    person === undefined
      ? `nobody for ${recipient.slice(0, 12)}`
      : person.mail === undefined
        ? `no address of [person.${person.handle}]: hand it over with --by-hand`
        : mail === undefined
          ? 'no [mail]: hand it over with --by-hand'
          : undefined;
  if (mail === undefined || person?.mail === undefined)
    throw new SeqwardenError('DIRECTORY_UNUSABLE', `the site's file has ${missing}`);
  return { mail, to: person.mail };
}

/** Of what was released, by its digests; never of a draft. */
async function contentOf({ notice, purpose }: Delivery, site: AtSite, env: NodeJS.ProcessEnv) {
  const { documents, recipient } = notice.released.says;
  const store = EvidenceStore.at(env);
  const read = (digest: string) => store.readWhole(digest, LARGEST);
  const [text, html, pdf, form] = [
    await read(documents.text),
    await read(documents.html),
    await read(documents.pdf),
    await read(documents.form),
  ];
  const id = notice.id.slice(0, 8);
  const files = [
    { name: `notice-${id}.pdf`, type: 'application/pdf', bytes: pdf },
    { name: `response-form-${id}.pdf`, type: 'application/pdf', bytes: form },
  ] as const;
  const title = titleOf(text);
  if (purpose === 'notice') return { subject: title, text, html, files };
  const owner = site.directory.personOf(recipient);
  const of = owner === undefined ? recipient.slice(0, 12) : addressed(owner);
  const paper = reminderPaper({
    purpose,
    notice,
    title,
    site: site.directory.site.name,
    of,
    today: site.today,
  });
  const encoder = new TextEncoder();
  return {
    subject: paper.title,
    text: encoder.encode(paperText(paper)),
    html: encoder.encode(paperHtml(paper)),
    files,
  };
}

/** A text begins with its title, above a line of `=`. */
function titleOf(text: Uint8Array): string {
  const lines = new TextDecoder().decode(text.subarray(0, 4096)).split(/\r?\n/);
  const end = lines.findIndex(line => /^=+$/.test(line));
  return (end === -1 ? lines.slice(0, 1) : lines.slice(0, end)).join(' ').trim();
}
