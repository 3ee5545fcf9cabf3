import {
  compareInstaller,
  type InstallerDigests,
  type InstallerVerdict,
  type PublishedDigest,
  publishedDigests,
} from '@seqwarden/advisory/installer';
import type { CaseState, ItemState, State } from '@seqwarden/cases/state';

/** What is published of an installer for one vulnerability, and where. */
export interface Judged {
  readonly vulnerability: string;
  readonly verdict: InstallerVerdict;
  /** Digest of the document that gives it; null: none does. */
  readonly publishedIn: string | null;
}

/** What a person read in a document of a case that no program reads. */
export interface StatedDigest {
  /** 64 or 128 hex digits. */
  readonly digest: string;
  readonly document: string;
}

/**
 * Holds an installer against what the advisories give for each vulnerability: all of its cases, and all that were asked of the installation, as they are now. Where several speak, one that
 * lists the file as affected decides, then one that gives it. Throws what `bytesOf` throws.
 */
export async function judgeInstaller(
  installer: InstallerDigests,
  about: { readonly vulnerabilities: readonly string[]; readonly items: readonly ItemState[] },
  sources: {
    readonly state: State;
    readonly stated: StatedDigest | null;
    readonly bytesOf: (sha256: string) => Promise<Uint8Array>;
  },
): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const vulnerability of about.vulnerabilities) {
    const item = about.items.find(one => one.vulnerability === vulnerability);
    const answers: Judged[] = [];
    for (const advisory of advisoriesOn(vulnerability, item, sources.state)) {
      const digests = publishedDigests(await sources.bytesOf(advisory), vulnerability);
      const verdict = compareInstaller(installer, digests, productsOf(item, advisory));
      answers.push({
        vulnerability,
        verdict,
        publishedIn: verdict.check === 'not_published' ? null : advisory,
      });
    }
    if (sources.stated !== null) answers.push(byStated(installer, vulnerability, sources.stated));
    judged.push(decisive(answers) ?? { vulnerability, verdict: NOTHING, publishedIn: null });
  }
  return judged;
}

const NOTHING: InstallerVerdict = { check: 'not_published', weak: false };

function advisoriesOn(vulnerability: string, item: ItemState | undefined, state: State): string[] {
  const about = state.cases.filter(one => one.vulnerabilities.includes(vulnerability));
  const replaced = new Set(state.cases.flatMap(replacedIn));
  const received = about.flatMap(({ documents }) =>
    documents.filter(({ says }) => says.what === 'advisory').map(({ subject }) => subject),
  );
  const asked = (item?.findings ?? []).map(({ advisory }) => advisory.sha256);
  return [...new Set([...received, ...asked])].filter(one => !replaced.has(one)).sort();
}

function replacedIn({ documents }: CaseState): string[] {
  return documents.flatMap(({ says }) => says.replaces ?? []);
}

function productsOf(item: ItemState | undefined, advisory: string): string[] {
  return (item?.findings ?? [])
    .filter(one => one.advisory.sha256 === advisory)
    .flatMap(({ finding }) => finding.product?.id ?? []);
}

function byStated(
  installer: InstallerDigests,
  vulnerability: string,
  { digest, document }: StatedDigest,
): Judged {
  const by: PublishedDigest = {
    ...{ algorithm: digest.length === 64 ? 'sha256' : 'sha512', value: digest, words: 'as a person read it' },
    ...{ of: 'fix', where: document, products: [] },
  };
  return { vulnerability, verdict: compareInstaller(installer, [by], []), publishedIn: document };
}

function decisive(answers: readonly Judged[]): Judged | undefined {
  return (
    answers.find(({ verdict }) => verdict.check === 'other' && verdict.affected) ??
    answers.find(({ verdict }) => verdict.check === 'equal') ??
    answers.find(({ verdict }) => verdict.check === 'other') ??
    answers.find(({ verdict }) => verdict.check === 'not_published' && verdict.weak) ??
    answers[0]
  );
}
