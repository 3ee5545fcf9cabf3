import { type BytePath, bytePathFromText } from './byte-path.ts';
import { parseJson } from './json.ts';
import { list, object, oneOf, orCode, ShapeError, text } from './shape.ts';

/** What a site tolerates in a run beyond what was sealed; docs/FORMATS.md section 9. */
export interface Policy {
  readonly added: readonly Pattern[];
  readonly missing: readonly Pattern[];
}

/** A pattern's steps: a byte that must stand there, or one of the two wildcards. */
type Pattern = readonly (number | typeof ANY_BUT_SLASH | typeof ANY)[];
const ANY_BUT_SLASH = '*';
const ANY = '**';

const MAX_FILE = 1024 * 1024;
const MAX_PATTERNS = 256;
const MAX_PATTERN = 1024;
const SLASH = 0x2f;

/** Base calls, their quality record and the seal: no policy reaches them. */
const NEVER = new Set(['data', 'interop', 'custody']);

/** Throws `POLICY_UNUSABLE`, also for a pattern that could only match what is never tolerated. */
export function parsePolicy(bytes: Uint8Array): Policy {
  return orCode('POLICY_UNUSABLE', 'the policy file', () => {
    const policy = object(parseJson(bytes, MAX_FILE).value, 'the document', ['seqwardenPolicy', 'tolerate']);
    oneOf(policy.seqwardenPolicy, 'seqwardenPolicy', [1]);
    const tolerate = object(policy.tolerate, 'tolerate', ['added', 'missing']);
    return {
      added: list(tolerate.added, 'tolerate.added', MAX_PATTERNS, readPattern),
      missing: list(tolerate.missing, 'tolerate.missing', MAX_PATTERNS, readPattern),
    };
  });
}

export function tolerates(policy: Policy, difference: 'added' | 'missing', path: BytePath): boolean {
  return !isNeverTolerated(path) && policy[difference].some(pattern => matches(pattern, path));
}

/** Whether a path lies in `Data`, `InterOp` or `Custody`, in any letter case, or is an IDAT file: an iScan's base calls lie in the root. */
function isNeverTolerated(path: BytePath): boolean {
  const [first = ''] = path.split('/', 1);
  return NEVER.has(first.toLowerCase()) || /\.idat(?:\.gz)?$/i.test(path);
}

function readPattern(value: unknown, place: string): Pattern {
  const pattern = bytePathFromText(text(value, place, MAX_PATTERN));
  if (pattern === '') throw new ShapeError(`${place} is empty`);
  if (isNeverTolerated(pattern)) {
    throw new ShapeError(`${place} names Data, InterOp, Custody or IDAT files, where nothing is tolerated`);
  }
  const steps = pattern.match(/\*\*|./gs) ?? [];
  return steps.map(step => (step === ANY || step === ANY_BUT_SLASH ? step : step.charCodeAt(0)));
}

/**
 * Walks all ways through the pattern at once: time is at most length of pattern times length of path, whatever
 * either holds. `alive[i]` says that the steps before `i` match the bytes read so far.
 */
function matches(pattern: Pattern, path: BytePath): boolean {
  let alive = skipWildcards(pattern, new Uint8Array(pattern.length + 1).fill(1, 0, 1));
  for (let at = 0; at < path.length; at++) {
    const byte = path.charCodeAt(at);
    const next = new Uint8Array(pattern.length + 1);
    let any = 0;
    pattern.forEach((step, i) => {
      if (alive[i] === 0) return;
      const stays = step === ANY || (step === ANY_BUT_SLASH && byte !== SLASH);
      if (stays) next[i] = any = 1;
      else if (step === byte) next[i + 1] = any = 1;
    });
    if (any === 0) return false;
    alive = skipWildcards(pattern, next);
  }
  return alive[pattern.length] === 1;
}

/** A wildcard may stand for nothing. */
function skipWildcards(pattern: Pattern, alive: Uint8Array): Uint8Array {
  pattern.forEach((step, i) => {
    if (alive[i] === 1 && typeof step === 'string') alive[i + 1] = 1;
  });
  return alive;
}
