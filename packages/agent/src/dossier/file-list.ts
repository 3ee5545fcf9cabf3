import { SeqwardenError } from '@seqwarden/proof';

const LINE = /^([0-9a-f]{64}) {2}([A-Za-z0-9._/-]+)$/;

/** SHA256SUMS as `sha256sum --check` reads it, in the order of the names. */
export function fileListText(files: Iterable<{ readonly name: string; readonly sha256: string }>): string {
  return [...files].map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
}

/** Digests by name. Throws DOSSIER_MALFORMED for another spelling. */
export function readFileList(text: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const line of text.split('\n').slice(0, -1)) {
    const [, sha256 = '', name = ''] = LINE.exec(line) ?? [];
    files.set(name, sha256);
  }
  const spelled = fileListText([...files].map(([name, sha256]) => ({ name, sha256 })));
  if (spelled !== text)
    throw new SeqwardenError('DOSSIER_MALFORMED', 'SHA256SUMS is not in its one spelling');
  return files;
}
