import { SeqwardenError } from '@seqwarden/proof';
import { CHANNELS, DOCUMENT_KINDS, NOTICE_KINDS } from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';
import { dayNamed } from '../../casework/day-of.ts';
import { caseNamed } from '../../casework/named.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { nameOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { receivedText } from '../../text/received-text.ts';
import { pastDayOf } from '../record/past-day-of.ts';
import { choiceOf, vulnerabilitiesOf } from './choices.ts';
import { examined } from './received-advisory.ts';
import { type Received, type Said, takeDocument } from './take-document.ts';

export const receive: Command = {
  usage: 'CASE|new FILE --what KIND --publisher NAME [OPTION...]',
  summary:
    "Take a document into a case: the manufacturer's letter, an advisory, what an authority wrote. It is kept as it is, and recorded by its digest; nothing in it is run. With `new` and --title a case begins with it.",
  options: {
    title: { type: 'string', help: 'with `new`: what the matter is called' },
    what: { type: 'string', help: `${DOCUMENT_KINDS.join(', ')}; an advisory is a CSAF document` },
    publisher: { type: 'string', help: 'who wrote it; default for an advisory: as it says' },
    reference: { type: 'string', help: "the publisher's own, as it stands on the document" },
    dated: { type: 'string', help: 'the day that stands on it, as 2023-04-05' },
    received: { type: 'string', help: 'the day on which it came; default: today' },
    channel: { type: 'string', help: `${CHANNELS.join(', ')}; default: other` },
    notice: { type: 'string', help: `what a letter calls itself: ${NOTICE_KINDS.join(', ')}` },
    'recall-class': { type: 'string', help: 'as the authority words it' },
    vulnerability: {
      type: 'strings',
      help: 'id that you read in it, as CVE-2023-1968; may be given again; of an advisory they are read',
    },
    product: {
      type: 'strings',
      help: 'an installation that it is about, as SERIAL/ID, or as SERIAL all that is known to be installed on a device; dx, ruo and lrm-server of a known device also before a run shows them; may be given again',
    },
    vendor: { type: 'string', help: 'where two vendors have such a serial' },
    replaces: { type: 'string', help: 'the earlier version of a letter; of an advisory it is found' },
    'reply-by': { type: 'string', help: 'the day by which the publisher wants its response form back' },
    ...DESK_OPTIONS,
  },
  positionals: { least: 2, most: 2 },
  run: async (args, context) => {
    const [name = '', path = ''] = args.positionals;
    const said = saidOf(args, context);
    const isNew = name === 'new';
    if (isNew !== (args.text('title') !== undefined))
      throw new SeqwardenError('USAGE', '--title goes with `new`, and `new` with --title');
    const title = isNew ? nameOf(args, 'title') : '';
    const document = said.what === 'advisory' ? await examined(path, context.now()) : undefined;
    const done = await withDesk(args, context, async desk => {
      const found = isNew ? undefined : caseNamed(desk, name);
      return await takeDocument({ desk, found, title, path, document, said, args, context });
    });
    if (args.flag('json')) context.out(`${JSON.stringify(done, null, 2)}\n`);
    else context.out(receivedText(done));
    return isDoubtful(done) ? 3 : 0;
  },
};

/** It is part of the case all the same, but somebody should ask the publisher. */
function isDoubtful({ kept: standing }: Received): boolean {
  const { signature, hashFiles } = standing?.found ?? {};
  return signature?.signature === 'bad' || hashFiles?.sha256 === 'bad' || hashFiles?.sha512 === 'bad';
}

/** Throws USAGE. */
function saidOf(args: Arguments, context: Context): Said {
  const what = choiceOf(args, 'what', DOCUMENT_KINDS, undefined);
  if (what === undefined) throw new SeqwardenError('USAGE', '--what is missing');
  const vulnerabilities = vulnerabilitiesOf(args, 'vulnerability');
  const refuse = (option: string, why: string) => {
    if (args.text(option) !== undefined) throw new SeqwardenError('USAGE', `--${option} ${why}`);
  };
  if (what === 'advisory' && vulnerabilities.length > 0)
    throw new SeqwardenError('USAGE', 'the vulnerabilities of an advisory are read, and not said');
  if (what === 'advisory') refuse('replaces', 'of an advisory is found by its label');
  if (what !== 'letter') refuse('notice', 'is what a letter calls itself');
  const optional = (option: string) => (args.text(option) === undefined ? null : nameOf(args, option));
  return {
    what,
    publisher: what === 'advisory' ? optional('publisher') : nameOf(args, 'publisher'),
    reference: optional('reference'),
    dated: dayNamed(args, 'dated') ?? null,
    receivedOn: pastDayOf(args, 'received', context),
    channel: choiceOf(args, 'channel', CHANNELS, 'other'),
    notice: choiceOf(args, 'notice', NOTICE_KINDS, null),
    recallClass: optional('recall-class'),
    replyBy: dayNamed(args, 'reply-by') ?? null,
    vulnerabilities,
  };
}
