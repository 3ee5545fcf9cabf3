import { randomBytes } from 'node:crypto';
import type { AdvisoryDifference } from '@seqwarden/advisory/document';
import type { ExaminedAdvisory } from '@seqwarden/agent/advisories';
import { EvidenceStore } from '@seqwarden/agent/evidence';
import { standingAdvisories } from '@seqwarden/cases/intake';
import type { CaseState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import {
  CHANNELS,
  DOCUMENT_KINDS,
  fitted,
  installedKey,
  MAX_PRODUCTS,
  MAX_VULNERABILITIES,
  NOTICE_KINDS,
  ordered,
} from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';
import { dayNamed, dayOf } from '../../casework/day-of.ts';
import type { Desk, EnteredAct, Sayable } from '../../casework/desk.ts';
import { caseNamed, installedNamed, installedOn } from '../../casework/named.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { nameOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { receivedText } from '../../text/received-text.ts';
import { choiceOf, inParts, vulnerabilitiesOf } from './choices.ts';
import { documentNamed } from './document-named.ts';
import {
  differencesTo,
  examined,
  type KeptAdvisory,
  kept,
  labelOf,
  vulnerabilitiesIn,
} from './received-advisory.ts';

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
      help: 'an installation that it is about, as SERIAL/ID, or as SERIAL all that is installed on a device; may be given again',
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
      return await takeIn({ desk, found, title, path, document, said, args, context });
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

type Says = Sayable<'received'>;
/** What a person says of a document, whatever is in it. */
type Said = Pick<
  Says,
  'what' | 'reference' | 'dated' | 'receivedOn' | 'channel' | 'notice' | 'recallClass' | 'replyBy'
> & { readonly publisher: string | null; readonly vulnerabilities: readonly string[] };

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
    receivedOn: dayOf(args, 'received', context),
    channel: choiceOf(args, 'channel', CHANNELS, 'other'),
    notice: choiceOf(args, 'notice', NOTICE_KINDS, null),
    recallClass: optional('recall-class'),
    replyBy: dayNamed(args, 'reply-by') ?? null,
    vulnerabilities,
  };
}

/** What became of a document. */
export interface Received {
  readonly case: string;
  /** SHA-256 of its bytes. */
  readonly document: string;
  /** Empty: it was in the case already. */
  readonly records: readonly EnteredAct[];
  readonly advisory: Says['advisory'];
  readonly replaces: string | null;
  /** What it says otherwise than that. */
  readonly differences: readonly AdvisoryDifference[];
  /** Other cases that have the same bytes. */
  readonly alsoIn: readonly string[];
  /** What became of it among the kept advisories; null: it is none. */
  readonly kept: KeptAdvisory | null;
}

interface Intake {
  readonly desk: Desk;
  /** undefined: it begins with this document. */
  readonly found: CaseState | undefined;
  readonly title: string;
  readonly path: string;
  readonly document: ExaminedAdvisory | undefined;
  readonly said: Said;
  readonly args: Arguments;
  readonly context: Context;
}

async function takeIn(intake: Intake): Promise<Received> {
  const { desk, found, title, path, document, said, args, context } = intake;
  const label = document === undefined ? null : labelOf(document.advisory);
  const vulnerabilities =
    document === undefined ? said.vulnerabilities : vulnerabilitiesIn(document.advisory);
  const products = ordered(
    args.texts('product').flatMap(text => chosen(desk, text, args.text('vendor'))),
    installedKey,
  );
  const store = EvidenceStore.at(context.env);
  const { sha256, bytes } = await store.add(document?.offered.bytes ?? path, { signal: context.signal });
  const replaces = replacedBy(sha256, label, found, args);
  const differences =
    document === undefined || replaces === null
      ? []
      : await differencesTo(replaces, document.advisory, store);
  const standing = (document && (await kept(document, context))) ?? null;
  // Each site is sent its own: what another one has taken in does not end what this one waits for.
  const isThere =
    found?.documents.some(({ subject, record }) => subject === sha256 && record.log === desk.log) ?? false;
  const adds = products.length > 0 || said.vulnerabilities.length > 0 || replaces !== null;
  const id = found?.id ?? randomBytes(16).toString('hex');
  const records: EnteredAct[] = [];
  if (found === undefined)
    records.push(await desk.enter('case', { case: id, action: 'opened', title, reason: null }));
  const fromLabel = document?.advisory.label;
  const publisher = said.publisher ?? fitted(fromLabel?.publisherName ?? '') ?? fromLabel?.publisher ?? '';
  if (!isThere || adds)
    for (const part of partsOf(vulnerabilities, products))
      records.push(
        await desk.enter(
          'received',
          { ...said, ...part, case: id, publisher, bytes, advisory: label, replaces },
          sha256,
        ),
      );
  const alsoIn = desk.state.cases
    .filter(one => one.id !== id && one.documents.some(({ subject }) => subject === sha256))
    .map(one => one.id);
  return {
    case: id,
    document: sha256,
    records,
    advisory: label,
    replaces,
    differences,
    alsoIn,
    kept: standing,
  };
}

/** A device is all that is known to be installed on it, since each is patched for itself. Throws CASE_UNKNOWN. */
function chosen(desk: Desk, text: string, vendor: string | undefined): Says['products'] {
  const named = installedNamed(desk, text, vendor);
  const installed = installedOn(desk, named);
  return installed.length > 0 ? installed : [named];
}

/** The version that it takes the place of; null: there is none, or it is the one that stands. Throws CASE_UNKNOWN. */
function replacedBy(
  sha256: string,
  label: Says['advisory'],
  found: CaseState | undefined,
  args: Arguments,
): string | null {
  const named = args.text('replaces');
  if (named !== undefined && found === undefined)
    throw new SeqwardenError('USAGE', '--replaces goes with a case that has an earlier version');
  const before =
    named !== undefined && found !== undefined
      ? documentNamed(found, named)
      : standingAdvisories(found?.documents ?? []).find(
          ({ says: { advisory } }) => advisory?.publisher === label?.publisher && advisory?.id === label?.id,
        );
  return before === undefined || before.subject === sha256 ? null : before.subject;
}

/** One record has room for so many of each; at least one part. */
function partsOf(
  vulnerabilities: readonly string[],
  products: Says['products'],
): Pick<Says, 'vulnerabilities' | 'products'>[] {
  const ids = inParts(vulnerabilities, MAX_VULNERABILITIES);
  const installed = inParts(products, MAX_PRODUCTS);
  return Array.from({ length: Math.max(1, ids.length, installed.length) }, (_, at) => ({
    vulnerabilities: ids[at] ?? null,
    products: installed[at] ?? [],
  }));
}
