import { randomBytes } from 'node:crypto';
import type { AdvisoryDifference } from '@seqwarden/advisory/document';
import type { ExaminedAdvisory } from '@seqwarden/agent/advisories';
import { EvidenceStore } from '@seqwarden/agent/evidence';
import { standingAdvisories } from '@seqwarden/cases/intake';
import type { CaseState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { fitted, installedKey, MAX_PRODUCTS, MAX_VULNERABILITIES, ordered } from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';
import type { Desk, EnteredAct, Sayable } from '../../casework/desk.ts';
import { installedMeant, instrumentsOfSite } from '../../casework/installed-meant.ts';
import { installedOn } from '../../casework/named.ts';
import type { Context } from '../../context.ts';
import { inParts } from './choices.ts';
import { documentNamed } from './document-named.ts';
import { differencesTo, type KeptAdvisory, kept, labelOf, vulnerabilitiesIn } from './received-advisory.ts';

type Says = Sayable<'received'>;

/** What a person says of a document, whatever is in it. */
export type Said = Pick<
  Says,
  'what' | 'reference' | 'dated' | 'receivedOn' | 'channel' | 'notice' | 'recallClass' | 'replyBy'
> & { readonly publisher: string | null; readonly vulnerabilities: readonly string[] };

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

export interface Intake {
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

/** Keeps the document, and enters it where it says anything that the case does not know. Throws CASE_*, EVIDENCE_*, ADVISORY_*, and what the desk throws. */
export async function takeDocument(intake: Intake): Promise<Received> {
  const { desk, found, path, document, said, args, context } = intake;
  const advisory = document === undefined ? null : labelOf(document.advisory);
  const vulnerabilities =
    document === undefined ? said.vulnerabilities : vulnerabilitiesIn(document.advisory);
  const products = ordered(
    args.texts('product').flatMap(text => chosen(desk, text, args.text('vendor'), context)),
    installedKey,
  );
  const store = EvidenceStore.at(context.env);
  const { sha256, bytes } = await store.add(document?.offered.bytes ?? path, { signal: context.signal });
  const replaces = replacedBy(sha256, advisory, found, args);
  const isCompared = document !== undefined && replaces !== null;
  const differences = isCompared ? await differencesTo(replaces, document.advisory, store) : [];
  const standing = document === undefined ? null : await kept(document, context);
  // Each site is sent its own: what another one has taken in does not end what this one waits for.
  const isThere =
    found?.documents.some(({ subject, record }) => subject === sha256 && record.log === desk.log) ?? false;
  const adds = products.length > 0 || said.vulnerabilities.length > 0 || replaces !== null;
  const parts = !isThere || adds ? partsOf(vulnerabilities, products) : [];
  const { id, records } = await entered(intake, sha256, parts, { bytes, advisory, replaces });
  const alsoIn = desk.state.cases
    .filter(one => one.id !== id && one.documents.some(({ subject }) => subject === sha256))
    .map(one => one.id);
  return { case: id, document: sha256, records, advisory, replaces, differences, alsoIn, kept: standing };
}

type Part = Pick<Says, 'vulnerabilities' | 'products'>;

/** Begins the case where there is none yet. */
async function entered(
  { desk, found, title, document, said }: Intake,
  sha256: string,
  parts: readonly Part[],
  known: Pick<Says, 'bytes' | 'advisory' | 'replaces'>,
): Promise<{ readonly id: string; readonly records: readonly EnteredAct[] }> {
  const id = found?.id ?? randomBytes(16).toString('hex');
  const label = document?.advisory.label;
  const publisher = said.publisher ?? fitted(label?.publisherName ?? '') ?? label?.publisher ?? '';
  const records: EnteredAct[] = [];
  if (found === undefined)
    records.push(await desk.enter('case', { case: id, action: 'opened', title, reason: null }));
  for (const part of parts)
    records.push(await desk.enter('received', { ...said, ...part, ...known, case: id, publisher }, sha256));
  return { id, records };
}

/** A device is all that is known to be installed on it, since each is patched for itself. Throws CASE_UNKNOWN. */
function chosen(desk: Desk, text: string, vendor: string | undefined, context: Context): Says['products'] {
  const named = installedMeant(desk, text, vendor, instrumentsOfSite(context, desk.trust));
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
function partsOf(vulnerabilities: readonly string[], products: Says['products']): Part[] {
  const ids = inParts(vulnerabilities, MAX_VULNERABILITIES);
  const installed = inParts(products, MAX_PRODUCTS);
  return Array.from({ length: Math.max(1, ids.length, installed.length) }, (_, at) => ({
    vulnerabilities: ids[at] ?? null,
    products: installed[at] ?? [],
  }));
}
