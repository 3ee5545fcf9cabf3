import type { InstallerFile } from '@seqwarden/agent/evidence';
import type { PatchPredicate } from '@seqwarden/proof/acts';
import { vulnerabilityText } from '../../text/case-words.ts';
import { oneLine } from '../../text/one-line.ts';
import type { Judged } from './judge-installer.ts';

/** As a record has it. */
export function installerJson(
  { sha256, sha512, bytes, namedSigner }: InstallerFile,
  { verdict, publishedIn }: Judged,
): PatchPredicate['installer'] {
  return { sha256, sha512, bytes, check: verdict.check, publishedIn, namedSigner };
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

function sentence({ sha256 }: InstallerFile, { verdict, publishedIn }: Judged): string {
  const where = `the document ${publishedIn?.slice(0, 16) ?? ''}`;
  if (verdict.check === 'equal') {
    const { algorithm, words } = verdict.by;
    return `it is the file that ${where} gives by its ${NAMES[algorithm]} (there: ${JSON.stringify(oneLine(words))})`;
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

const NAMES = { sha256: 'SHA-256', sha512: 'SHA-512', weak: 'MD5 or SHA-1' } as const;
