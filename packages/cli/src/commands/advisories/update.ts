import { type PublisherKey, readPublisherKeys } from '@seqwarden/advisory/signature';
import {
  AdvisoryStore,
  type Arrival,
  advisoriesFolder,
  type MissedAdvisory,
  type SeveralPublications,
  type StandingElsewhere,
  takeIn,
} from '@seqwarden/agent/advisories';
import { SeqwardenError } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { Arguments } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { readGuarded } from '../../keys.ts';
import { arrivalText, elsewhereText, missedText, severalText, weakerText } from '../../text/arrival-text.ts';

export const update: Command = {
  usage:
    'SOURCE... [--publisher-key FILE] [--pin FINGERPRINT] [--allow-address HOST[:PORT]] [--ca FILE] [--json]',
  summary:
    'Take advisories in and keep them as they came: from files, folders, bundles, or a publisher (https address of its metadata, feed or listing). Tells what is new, and what was rewritten under an old number.',
  options: {
    'publisher-key': {
      type: 'strings',
      help: "file with a publisher's OpenPGP key, got another way; may be given again",
    },
    pin: {
      type: 'strings',
      help: 'fingerprint of a key that a publisher names itself, compared by you another way; may be given again',
    },
    'allow-address': {
      type: 'strings',
      help: 'a mirror inside your network, as HOST or HOST:PORT; may be given again',
    },
    ca: { type: 'string', help: 'certificates to trust in place of those of Node, PEM' },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 1, most: 100 },
  run: async (args, { env, now, out, err, signal }) => {
    const options = {
      keys: await namedKeys(args),
      pins: args.texts('pin').map(requireFingerprint),
      allowed: args.texts('allow-address'),
      ca: caOf(args.text('ca')),
      now,
      signal,
    };
    const arrivals: Arrival[] = [];
    const missed: MissedAdvisory[] = [];
    const weaker: { readonly sha256: string; readonly beside: readonly string[] }[] = [];
    const several: SeveralPublications[] = [];
    const elsewhere: StandingElsewhere[] = [];
    let kept = 0;
    using store = await AdvisoryStore.open(advisoriesFolder(env));
    for await (const taken of takeIn(args.positionals, store, options)) {
      if (taken.kind === 'kept') kept += 1;
      else if (taken.kind === 'missed') {
        missed.push(taken.missed);
        err(missedText(taken.missed));
      } else if (taken.kind === 'several') {
        several.push(taken.several);
        err(severalText(taken.several));
      } else if (taken.kind === 'elsewhere') {
        elsewhere.push(taken.elsewhere);
        err(elsewhereText(taken.elsewhere));
      } else {
        const { arrival } = taken;
        const beside = store.arrivals.besideOf(arrival);
        arrivals.push(arrival);
        if (beside.length > 0)
          weaker.push({ sha256: arrival.sha256, beside: beside.map(({ sha256 }) => sha256) });
        if (!args.flag('json')) out(arrivalText(arrival) + weakerText(beside));
      }
    }
    if (args.flag('json'))
      out(`${JSON.stringify({ arrivals, kept, missed, weaker, several, elsewhere }, null, 2)}\n`);
    else
      out(
        `${counted(arrivals.length, 'advisory', 'advisories')} came, ${kept} as before, ${missed.length} not taken in\n`,
      );
    const unclear = elsewhere.filter(({ why }) => why !== 'older');
    return missed.length + weaker.length + unclear.length > 0 || arrivals.some(isDoubtful) ? 3 : 0;
  },
};

/** Kept and matched all the same, but somebody should ask the publisher. */
function isDoubtful({ hashFiles, signature }: Arrival): boolean {
  return hashFiles.sha256 === 'bad' || hashFiles.sha512 === 'bad' || signature?.signature === 'bad';
}

async function namedKeys(args: Arguments): Promise<PublisherKey[]> {
  const code = 'PUBLISHER_KEY_UNUSABLE';
  const keys: PublisherKey[] = [];
  for (const file of args.texts('publisher-key'))
    keys.push(...(await readPublisherKeys(readGuarded(file, code, code), file, true)));
  return keys;
}

function caOf(file: string | undefined): readonly string[] | undefined {
  const code = 'ADVISORY_SOURCE_UNUSABLE';
  return file === undefined ? undefined : [Buffer.from(readGuarded(file, code, code)).toString()];
}

function requireFingerprint(text: string): string {
  const digits = text.replaceAll(' ', '').toUpperCase();
  if (!/^(?:[0-9A-F]{40}|[0-9A-F]{64})$/.test(digits))
    throw new SeqwardenError('USAGE', '--pin takes a whole fingerprint: 40 or 64 hex digits');
  return digits;
}
