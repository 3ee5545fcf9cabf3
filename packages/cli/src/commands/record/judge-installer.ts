import {
  compareInstaller,
  type InstallerDigests,
  type InstallerVerdict,
  type PublishedDigest,
  publishedDigests,
} from '@seqwarden/advisory/installer';
import type { CaseState, ItemState, State } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { ordered } from '@seqwarden/proof/acts';
import { type Answer, type Weighed, weighed } from './weighed-answers.ts';

/** What is published of an installer for one vulnerability, and where. */
export interface Judged extends Weighed {
  readonly vulnerability: string;
}

/** What a person read in a document of a case that no program reads. */
export interface StatedDigest {
  /** 64 or 128 hex digits. */
  readonly digest: string;
  readonly document: string;
}

export interface Sources {
  readonly state: State;
  readonly stated: StatedDigest | null;
  /** By SHA-256; undefined: not at hand. */
  readonly bytesOf: (sha256: string) => Promise<Uint8Array | undefined>;
  readonly isVouchedFor: (sha256: string) => boolean;
}

/**
 * Holds an installer against what the advisories give for each vulnerability: all of its cases, and all that were asked of the installation, as they are now. One that
 * lists the file as affected decides; else what documents say that somebody vouches for; and only where these say nothing what others do, which can prove nothing.
 * Throws EVIDENCE_MISSING where nothing of an advisory is at hand: that none is published would be a guess.
 */
export async function judgeInstaller(
  installer: InstallerDigests,
  about: { readonly vulnerabilities: readonly string[]; readonly items: readonly ItemState[] },
  sources: Sources,
): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const vulnerability of about.vulnerabilities) {
    const item = about.items.find(one => one.vulnerability === vulnerability);
    const answers: Answer[] = [];
    for (const { sha256, bytes } of await atHand(advisoriesOn(vulnerability, item, sources), sources)) {
      const digests = publishedDigests(bytes, vulnerability);
      const compared = (some: readonly PublishedDigest[], isVouchedFor: boolean) =>
        answerOf(compareInstaller(installer, some, productsOf(item, sha256)), sha256, isVouchedFor);
      if (sources.isVouchedFor(sha256)) answers.push(compared(digests, true));
      else
        for (const isCurated of [true, false])
          answers.push(
            compared(
              digests.filter(one => one.isCurated === isCurated),
              isCurated,
            ),
          );
    }
    if (sources.stated !== null) answers.push(byStated(installer, sources.stated, sources));
    judged.push({ vulnerability, ...weighed(answers) });
  }
  return judged;
}

function answerOf(verdict: InstallerVerdict, document: string, isVouchedFor: boolean): Answer {
  return { verdict, publishedIn: verdict.check === 'not_published' ? null : document, isVouchedFor };
}

interface Named {
  readonly sha256: string;
  /** Publisher and id. */
  readonly label: string;
}

/** Each with its bytes. Another site may have taken in other bytes of one advisory, which lie there: then those that lie here do. */
async function atHand(
  advisories: readonly Named[],
  { bytesOf }: Pick<Sources, 'bytesOf'>,
): Promise<{ readonly sha256: string; readonly bytes: Uint8Array }[]> {
  const found: (Named & { readonly bytes: Uint8Array })[] = [];
  for (const one of advisories) {
    const bytes = await bytesOf(one.sha256);
    if (bytes !== undefined) found.push({ ...one, bytes });
  }
  const missing = advisories.find(({ label }) => found.every(one => one.label !== label));
  if (missing === undefined) return found;
  const what = `the advisory ${missing.label}, SHA-256 ${missing.sha256}, is not at hand`;
  throw new SeqwardenError('EVIDENCE_MISSING', what);
}

function advisoriesOn(
  vulnerability: string,
  item: ItemState | undefined,
  { state, isVouchedFor }: Pick<Sources, 'state' | 'isVouchedFor'>,
): Named[] {
  const about = state.cases.filter(one => one.vulnerabilities.includes(vulnerability));
  const outdated = outdatedIn(state.cases, isVouchedFor);
  const received = about.flatMap(({ documents }) =>
    documents
      .filter(({ says }) => says.what === 'advisory')
      .map(({ subject, says }) =>
        named(subject, says.advisory ?? { publisher: says.publisher, id: subject }),
      ),
  );
  const asked = (item?.findings ?? []).map(({ advisory }) => named(advisory.sha256, advisory));
  const standing = [...received, ...asked].filter(({ sha256 }) => !outdated.has(sha256));
  return ordered(standing, ({ sha256 }) => sha256);
}

function named(
  sha256: string,
  { publisher, id }: { readonly publisher: string; readonly id: string },
): Named {
  return { sha256, label: `${publisher} ${id}` };
}

/**
 * Bytes of advisories that are not the last that came in under their label, in any register. What a record says to replace is not asked: it may be another document's digest, and a publisher who goes
 * back to older bytes would leave none. What somebody vouches for is put away by nothing less.
 */
function outdatedIn(cases: readonly CaseState[], isVouchedFor: Sources['isVouchedFor']): Set<string> {
  const advisories = cases
    .flatMap(({ documents }) => documents)
    .filter(({ says }) => says.advisory !== null)
    .toSorted((a, b) => a.record.index - b.record.index);
  const last = new Map(
    advisories.map(({ subject, record, says: { advisory } }) => [
      JSON.stringify([record.log, advisory?.publisher, advisory?.id, isVouchedFor(subject)]),
      subject,
    ]),
  );
  const standing = new Set(last.values());
  return new Set(advisories.map(({ subject }) => subject).filter(subject => !standing.has(subject)));
}

function productsOf(item: ItemState | undefined, advisory: string): string[] {
  return (item?.findings ?? [])
    .filter(one => one.advisory.sha256 === advisory)
    .flatMap(({ finding }) => finding.product?.id ?? []);
}

/** A person's word of what stands in a document is worth no more than the document. */
function byStated(
  installer: InstallerDigests,
  { digest, document }: StatedDigest,
  { isVouchedFor }: Pick<Sources, 'isVouchedFor'>,
): Answer {
  const by: PublishedDigest = {
    ...{ algorithm: digest.length === 64 ? 'sha256' : 'sha512', value: digest, words: 'as a person read it' },
    ...{ of: 'fix', where: document, products: [], isCurated: false },
  };
  return answerOf(compareInstaller(installer, [by], []), document, isVouchedFor(document));
}
