import type { InstallerFile } from '@seqwarden/agent/evidence';
import type { PatchPredicate } from '@seqwarden/proof/acts';
import { vulnerabilityText } from '../../text/case-words.ts';
import { oneLine } from '../../text/one-line.ts';
import type { Judged } from './judge-installer.ts';
import type { Answer } from './weighed-answers.ts';

/** As a record has it. */
export function installerJson(
  { sha256, sha512, bytes, namedSigner }: InstallerFile,
  { check, publishedIn }: Judged,
): PatchPredicate['installer'] {
  return { sha256, sha512, bytes, check, publishedIn, namedSigner };
}

/** What the installer is, and what that proves, for who ran it. */
export function installerText(file: InstallerFile, judged: readonly Judged[]): string {
  const signer =
    file.namedSigner === null
      ? 'it names no signer that could be read'
      : `it names as its signer ${JSON.stringify(oneLine(file.namedSigner))}; that the signature is good was not checked`;
  const lines = Map.groupBy(judged, one => JSON.stringify([sentence(file, one)]));
  const told = [...lines.values()].flatMap(ones => {
    const [first] = ones;
    const names = ones.map(({ vulnerability }) => vulnerabilityText(vulnerability)).join(', ');
    return first === undefined ? [] : [`  ${names}: ${sentence(file, first)}\n`];
  });
  return `the installer: SHA-256 ${file.sha256}; ${signer}\n${told.join('')}`;
}

function sentence(file: InstallerFile, one: Judged): string {
  const { contradictedBy } = one;
  const against =
    contradictedBy === null
      ? ''
      : `. DOCUMENTS DISAGREE: ${saidIn(contradictedBy)} ${contradictionOf(contradictedBy)}. Find out which of them is genuine`;
  return `${ownSentence(file, one)}${against}`;
}

function ownSentence({ sha256 }: InstallerFile, one: Judged): string {
  const { verdict, check } = one;
  const where = saidIn(one);
  if (verdict.check === 'equal') {
    const { algorithm, words } = verdict.by;
    const gives = `it is the file that ${where} gives by its ${NAMES[algorithm]} (there: ${JSON.stringify(oneLine(words))})`;
    return check === 'equal'
      ? gives
      : `${gives}. THAT PROVES NOTHING: anybody can have written it. Take the advisory in from its publisher, with its signature and key (advisories update), and record the patch again; or a document has to show the fix (--evidence)`;
  }
  if (verdict.check === 'other' && verdict.affected)
    return `THIS VERY FILE is listed as affected by ${where}: the record proves nothing`;
  if (verdict.check === 'other') {
    const [published] = verdict.published;
    return `ANOTHER FILE than ${where} gives (${published === undefined ? '' : `${NAMES[published.algorithm]} ${published.value}`}), not ${sha256}: the record proves nothing. Find out what was installed`;
  }
  return verdict.weak
    ? 'only MD5 or SHA-1 is published for it, and those never suffice: a document has to show the fix (--evidence)'
    : 'no SHA-256 or SHA-512 is published for it: a document has to show the fix (--evidence)';
}

function saidIn({ publishedIn, isVouchedFor }: Answer): string {
  const document = `the document ${publishedIn?.slice(0, 16) ?? ''}`;
  return isVouchedFor ? document : `${document}, which has no good signature that counts,`;
}

function contradictionOf({ verdict }: Answer): string {
  if (verdict.check === 'equal') return 'gives this very file as the fix';
  return verdict.check === 'other' && verdict.affected ? 'lists it as affected' : 'gives another file';
}

const NAMES = { sha256: 'SHA-256', sha512: 'SHA-512', weak: 'MD5 or SHA-1' } as const;
