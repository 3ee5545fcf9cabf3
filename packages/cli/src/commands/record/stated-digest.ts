import type { State } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import type { StatedDigest } from './judge-installer.ts';

/** A digest that a person read in a document of a case, as in a letter on paper. Null: none is given. Throws USAGE, CASE_UNKNOWN. */
export function statedDigest(args: Arguments, state: State): StatedDigest | null {
  const [digest, document] = [args.text('digest'), args.text('digest-in')];
  if (digest === undefined && document === undefined) return null;
  if (digest === undefined || document === undefined)
    throw new SeqwardenError('USAGE', '--digest and --digest-in go together');
  if (!/^[0-9a-f]+$/i.test(digest) || (digest.length !== 64 && digest.length !== 128))
    throw new SeqwardenError(
      'USAGE',
      '--digest takes 64 (SHA-256) or 128 (SHA-512) hex digits; MD5 and SHA-1 never suffice',
    );
  return { digest: digest.toLowerCase(), document: documentNamed(document.toLowerCase(), state) };
}

function documentNamed(text: string, { cases }: State): string {
  const found = cases
    .flatMap(({ documents }) => documents)
    .filter(
      ({ subject, says }) =>
        (/^[0-9a-f]{8,}$/.test(text) && subject.startsWith(text)) ||
        [says.reference, says.advisory?.id].some(one => one?.toLowerCase() === text),
    )
    .map(({ subject }) => subject);
  const [one, another] = [...new Set(found)];
  if (one !== undefined && another === undefined) return one;
  throw new SeqwardenError(
    'CASE_UNKNOWN',
    `${one === undefined ? 'no document' : 'more than one document'} of a case is called ${text}`,
  );
}
