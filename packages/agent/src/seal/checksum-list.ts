import type { BytePath, ListEvidence } from '@seqwarden/proof';

export type Algorithm = ListEvidence['algorithm'];

/** One line of a checksum list; `path` is relative to the list's folder, as written. */
export interface ListedDigest {
  readonly path: BytePath;
  readonly digest: string;
}

/** File names under which labs and vendors leave checksum lists: `md5sum.txt`, `SHA256SUMS`, `s_1.bcl.gz.md5`, `md5checksum.txt`. */
const LIST_NAME =
  /^(?:(?<whole>md5|sha1|sha256|sha512)(?:_?(?:check)?sums?)?(?:\.txt)?|.+\.(?<ending>md5|sha1|sha256|sha512)(?:sums?)?)$/is;

export function listAlgorithm(name: BytePath): Algorithm | undefined {
  const groups = LIST_NAME.exec(name)?.groups;
  const found = (groups?.whole ?? groups?.ending)?.toLowerCase();
  return found === 'md5' || found === 'sha1' || found === 'sha256' || found === 'sha512' ? found : undefined;
}

const HEX_DIGITS: Readonly<Record<Algorithm, number>> = { md5: 32, sha1: 40, sha256: 64, sha512: 128 };

/** No line that says something is shorter: a digest alone. */
export function shortestLine(algorithm: Algorithm): number {
  return HEX_DIGITS[algorithm];
}

/** No line that says something is longer: a path of 4,096 bytes (FORMATS.md 2), each of them escaped, and what stands beside it. */
export const LONGEST_LINE = 2 * 4096 + 256;

const PATTERNS = {
  md5: patterns('md5'),
  sha1: patterns('sha1'),
  sha256: patterns('sha256'),
  sha512: patterns('sha512'),
};

function patterns(algorithm: Algorithm) {
  const hex = `[0-9a-fA-F]{${HEX_DIGITS[algorithm]}}`;
  return {
    gnu: new RegExp(`^\\\\?(${hex}) [ *](.+)$`, 's'),
    bsd: new RegExp(`^${algorithm} ?\\((.+)\\) ?= ?(${hex})$`, 'is'),
    alone: new RegExp(`^(${hex})\\s*$`),
  };
}

/**
 * Reads one line: GNU's (`digest  name`, `digest *name`), BSD's (`MD5 (name) = digest`) or, for a list that is named after one file, a
 * digest alone. undefined for any other line: a list is evidence, not an instruction.
 */
export function parseLine(raw: string, algorithm: Algorithm, listName: BytePath): ListedDigest | undefined {
  const { gnu, bsd, alone } = PATTERNS[algorithm];
  const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  const [, gnuDigest, gnuName] = gnu.exec(line) ?? [];
  if (gnuDigest !== undefined && gnuName !== undefined)
    return listed(line.startsWith('\\') ? unescapeName(gnuName) : gnuName, gnuDigest);
  const [, bsdName, bsdDigest] = bsd.exec(line) ?? [];
  if (bsdName !== undefined && bsdDigest !== undefined) return listed(bsdName, bsdDigest);
  const [, only] = alone.exec(line) ?? [];
  return only === undefined ? undefined : listed(listName.replace(/\.[^.]+$/, ''), only);
}

function listed(path: BytePath, digest: string): ListedDigest {
  return { path, digest: digest.toLowerCase() };
}

const UNESCAPED: Readonly<Record<string, string>> = { '\\\\': '\\', '\\n': '\n', '\\r': '\r' };

/** GNU coreutils: a line that begins with a backslash has these three escaped. */
function unescapeName(name: BytePath): BytePath {
  return name.replace(/\\[\\nr]/g, escaped => UNESCAPED[escaped] ?? escaped);
}

/** The path below the run that a list means, or undefined where it leads out of the run. */
export function resolveListed(listFolder: BytePath, path: BytePath): BytePath | undefined {
  if (path.startsWith('/')) return undefined;
  const parts = listFolder === '' ? [] : listFolder.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
