/** A digest as it stands in a text. `weak`: MD5 or SHA-1, of which two files can be made that have the same one. */
export interface ProseDigest {
  readonly algorithm: 'sha256' | 'sha512' | 'weak';
  /** Lower-case hex. */
  readonly value: string;
  /** What stands around it, on one line, without the digest. */
  readonly words: string;
}

const ALGORITHM_BY_LENGTH: Readonly<Record<number, ProseDigest['algorithm']>> = {
  32: 'weak',
  40: 'weak',
  64: 'sha256',
  128: 'sha512',
};

/** Whole runs of hex digits: what goes on with another letter, digit or `_` is none. */
const HEX = /(?<![\p{L}\p{N}_])[0-9a-fA-F]+(?![\p{L}\p{N}_])/gu;
/** An address may have a digest in it, of whatever. */
const ADDRESS = /:\/\/[^\s<>"',;()[\]]*/g;
/** As long as a SHA-256 or SHA-512, and none: other algorithms, and what names no file. */
const OTHER = /sha-?3|keccak|blake|sm3|whirlpool|512\s?[/_]\s?256|fingerprint|thumbprint|certificate|commit/i;
/** The text says that a file is bad. */
const BAD =
  /malicious|malware|trojan|compromised|indicators? of|vulnerable (?:version|file|installer|program)/i;

const BEFORE = 100;
const AFTER = 20;

/**
 * Digests of files that stand in loose sentences, as "SHA-256: 595b…", in their order. The number of digits tells the algorithm, unless words beside them name another one of
 * the same length. What is broken by blanks or line ends is not put together: nothing is guessed. Of hostile text the time is that of its length.
 */
export function digestsInProse(text: string): ProseDigest[] {
  const plain = text.replace(ADDRESS, address => ' '.repeat(address.length));
  let end = 0;
  const found: ProseDigest[] = [];
  for (const match of plain.matchAll(HEX)) {
    const algorithm = ALGORITHM_BY_LENGTH[match[0].length];
    if (algorithm === undefined) continue;
    const before = plain.slice(Math.max(end, match.index - BEFORE), match.index);
    const sentence = lastSentence(before);
    end = match.index + match[0].length;
    const after = /^\s*[([][^)\]]*/.exec(plain.slice(end, end + AFTER))?.[0] ?? '';
    if (algorithm !== 'weak' && (OTHER.test(sentence) || OTHER.test(after))) continue;
    if (BAD.test(sentence)) continue;
    found.push({ algorithm, value: match[0].toLowerCase(), words: oneLine(before) });
  }
  return found;
}

/** What another sentence says, says nothing of this digest. */
function lastSentence(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('. '), text.lastIndexOf('\n'), text.lastIndexOf(';')) + 1);
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
}
