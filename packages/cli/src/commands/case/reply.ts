import { EvidenceStore } from '@seqwarden/agent/evidence';
import { CHANNELS, ordered } from '@seqwarden/proof/acts';
import { caseNamed } from '../../casework/named.ts';
import { DESK_OPTIONS, neededToSign } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { nameOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { pastDayOf } from '../record/past-day-of.ts';
import { choiceOf } from './choices.ts';
import { documentNamed } from './document-named.ts';

export const reply: Command = {
  usage: 'CASE FORM --answers DOCUMENT --to NAME [--evidence FILE...] [OPTION...]',
  summary:
    "Record that the publisher's response form went back: FORM as it was sent, and what shows that it went out. Sending it is yours.",
  options: {
    answers: {
      type: 'string',
      help: 'the document that asked for it: first digits of its SHA-256, or what it is called',
    },
    to: { type: 'string', help: 'to whom it went: the name of a company or an authority, not of a person' },
    sent: { type: 'string', help: 'the day on which it went, as 2026-11-22; default: today' },
    channel: { type: 'string', help: `${CHANNELS.join(', ')}; default: other` },
    evidence: { type: 'strings', help: 'what shows it: a receipt, an answer; may be given again' },
    ...DESK_OPTIONS,
  },
  positionals: { least: 2, most: 2 },
  run: async (args, context) => {
    const [name = '', form = ''] = args.positionals;
    args.requireAll('to', 'answers', ...neededToSign(context));
    const to = nameOf(args, 'to');
    const answers = args.required('answers');
    const sentOn = pastDayOf(args, 'sent', context);
    const channel = choiceOf(args, 'channel', CHANNELS, 'other');
    const store = EvidenceStore.at(context.env);
    const done = await withDesk(args, context, async desk => {
      const found = caseNamed(desk, name);
      const asked = documentNamed(found, answers).subject;
      const { signal } = context;
      const { sha256 } = await store.add(form, { signal });
      const digests: string[] = [];
      for (const file of args.texts('evidence')) digests.push((await store.add(file, { signal })).sha256);
      const evidence = ordered(digests, digest => digest);
      const says = { case: found.id, to, answers: asked, sentOn, channel, evidence };
      const { identity, index } = await desk.enter('reply', says, sha256);
      return { case: found.id, record: identity, index, form: sha256, answers: asked, evidence };
    });
    if (args.flag('json')) context.out(`${JSON.stringify(done, null, 2)}\n`);
    else context.err(`the form ${done.form} is recorded as sent on ${sentOn}\n`);
    return 0;
  },
};
