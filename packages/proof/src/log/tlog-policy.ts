import { binaryString, bytesOfBinary, equalBytes, textOfUtf8 } from '../bytes.ts';
import { SeqwardenError } from '../errors.ts';
import { verifyCosignature } from './cosignature.ts';
import { parseDecimal } from './decimal.ts';
import type { Hash } from './hash.ts';
import { type Note, signaturesBy } from './note.ts';
import { parseVerifierKey, type VerifierKey } from './verifier-key.ts';

export interface PolicyLog {
  readonly key: VerifierKey;
  readonly url: string | undefined;
}

export interface PolicyWitness {
  /** What the policy calls it, one character for each byte. People are shown `key.name`. */
  readonly name: string;
  readonly key: VerifierKey;
  readonly url: string | undefined;
}

/** Witnesses a checkpoint if at least `threshold` of its members do: witnesses, and groups that stand before it. */
export interface PolicyGroup {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
}

/** Whose signatures make a checkpoint good (C2SP tlog-policy). */
export interface TlogPolicy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  /** The name of the witness or group that must have witnessed it, or undefined for none. */
  readonly quorum: string | undefined;
}

export interface Cosigner {
  readonly witness: PolicyWitness;
  /** Since 1970; the earliest, where it signed more than once. */
  readonly seconds: number;
}

export interface PolicyCheck {
  /** Each witness of the policy that signed, once, in the order of the policy. */
  readonly cosigners: readonly Cosigner[];
  readonly isQuorum: boolean;
  /** When the quorum stood: seconds since 1970. Undefined where it does not, or none is demanded. */
  readonly seconds: number | undefined;
}

const MAX_POLICY = 256 * 1024;
const MAX_LINES = 2000;
/** Of logs, of witnesses and of groups; the format recommends 32 at least. */
const MAX_OF_A_KIND = 64;
const NONE = 'none';

/** Throws `TLOG_POLICY_MALFORMED`. Keys of types other than Ed25519 are refused with it, as such a policy could not be judged. */
export function parseTlogPolicy(hash: Hash, bytes: Uint8Array): TlogPolicy {
  if (bytes.length > MAX_POLICY) malformed(`it has ${bytes.length} bytes`);
  const text = binaryString(bytes);
  if (/[^\t\n\x20-\x7e\x80-\xff]/.test(text)) malformed('it has a control character');
  const lines = text.split('\n', MAX_LINES + 1);
  if (lines.pop() !== '') malformed(`its last line does not end, or it has ${MAX_LINES} lines or more`);
  const reader = new PolicyReader(hash);
  for (const [at, line] of lines.entries()) {
    const items = line.split(/[\t ]+/).filter(item => item !== '');
    if (items.length > 0 && !items[0]?.startsWith('#')) reader.line(items, `line ${at + 1}`);
  }
  return reader.policy();
}

/**
 * Which witnesses of the policy signed the note, and whether they are enough. Lines of others mean nothing. Throws
 * `COSIGNATURE_INVALID` if a line of one of them is wrong. That a log signed is not looked at.
 */
export async function checkPolicy(policy: TlogPolicy, note: Note): Promise<PolicyCheck> {
  const cosigners: Cosigner[] = [];
  for (const witness of policy.witnesses) {
    const times: number[] = [];
    for (const signature of signaturesBy(witness.key, note)) {
      times.push(await verifyCosignature(note, signature, witness.key));
    }
    if (times.length > 0) cosigners.push({ witness, seconds: Math.min(...times) });
  }
  const { quorum } = policy;
  if (quorum === undefined) return { cosigners, isQuorum: true, seconds: undefined };
  const stoodAt = cosigners
    .map(({ seconds }) => seconds)
    .sort((a, b) => a - b)
    .find(time => hasWitnessed(policy, quorum, namesUntil(cosigners, time)));
  return { cosigners, isQuorum: stoodAt !== undefined, seconds: stoodAt };
}

function namesUntil(cosigners: readonly Cosigner[], time: number): ReadonlySet<string> {
  return new Set(cosigners.filter(({ seconds }) => seconds <= time).map(({ witness }) => witness.name));
}

/** No name is a member twice, so each is come to once. */
function hasWitnessed(policy: TlogPolicy, name: string, signed: ReadonlySet<string>): boolean {
  const group = policy.groups.find(group => group.name === name);
  if (group === undefined) return signed.has(name);
  return group.members.filter(member => hasWitnessed(policy, member, signed)).length >= group.threshold;
}

class PolicyReader {
  readonly #hash: Hash;
  readonly #logs: PolicyLog[] = [];
  readonly #witnesses: PolicyWitness[] = [];
  readonly #groups: PolicyGroup[] = [];
  readonly #names = new Set<string>();
  readonly #members = new Set<string>();
  #quorum: string | undefined;

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  line([keyword, ...items]: readonly string[], place: string): void {
    if (keyword === 'log') this.#log(items, place);
    else if (keyword === 'witness') this.#witness(items, place);
    else if (keyword === 'group') this.#group(items, place);
    else if (keyword === 'quorum') this.#setQuorum(items, place);
    else malformed(`${place} is of no known kind`);
  }

  policy(): TlogPolicy {
    if (this.#quorum === undefined) malformed('it has no quorum line');
    const keys = [...this.#logs, ...this.#witnesses].map(({ key }) => key);
    for (const [at, key] of keys.entries()) {
      for (const other of keys.slice(at + 1)) {
        // Also of a log and a witness: it would countersign itself.
        if (equalBytes(key.publicKey, other.publicKey)) malformed('a public key stands twice');
        if (key.name === other.name && key.keyId === other.keyId) malformed('two keys have one name and id');
      }
    }
    return {
      logs: this.#logs,
      witnesses: this.#witnesses,
      groups: this.#groups,
      quorum: this.#quorum === NONE ? undefined : this.#quorum,
    };
  }

  #log([vkey, url, ...rest]: readonly string[], place: string): void {
    if (vkey === undefined || rest.length > 0) malformed(`${place} is not: log KEY [URL]`);
    this.#logs.push({ key: this.#key(vkey, 'ed25519', place), url: urlOf(url, place) });
    limit(this.#logs, place);
  }

  #witness([name, vkey, url, ...rest]: readonly string[], place: string): void {
    if (name === undefined || vkey === undefined || rest.length > 0) {
      malformed(`${place} is not: witness NAME KEY [URL]`);
    }
    this.#define(name, place);
    const key = this.#key(vkey, 'cosignature-ed25519', place);
    this.#witnesses.push({ name, key, url: urlOf(url, place) });
    limit(this.#witnesses, place);
  }

  #group([name, rule, ...members]: readonly string[], place: string): void {
    if (name === undefined || rule === undefined || members.length === 0) {
      malformed(`${place} is not: group NAME all|any|NUMBER MEMBER...`);
    }
    for (const member of members) {
      if (!this.#names.has(member)) malformed(`${place} has a member that no line before it defines`);
      if (this.#members.has(member)) malformed(`${place} has a member that stands in a group already`);
      this.#members.add(member);
    }
    this.#define(name, place);
    this.#groups.push({ name, threshold: thresholdOf(rule, members.length, place), members });
    limit(this.#groups, place);
  }

  #setQuorum([name, ...rest]: readonly string[], place: string): void {
    if (name === undefined || rest.length > 0) malformed(`${place} is not: quorum NAME`);
    if (this.#quorum !== undefined) malformed(`${place} is a second quorum line`);
    if (name !== NONE && !this.#names.has(name))
      malformed(`${place} has a name that no line before it defines`);
    this.#quorum = name;
  }

  #define(name: string, place: string): void {
    if (name === NONE || this.#names.has(name)) malformed(`${place} defines a name that stands already`);
    this.#names.add(name);
  }

  #key(item: string, type: VerifierKey['type'], place: string): VerifierKey {
    const key = keyOf(this.#hash, textOf(item, place), place);
    if (key.type !== type) malformed(`${place} has a key of another type than ${type}`);
    return key;
  }
}

function keyOf(hash: Hash, vkey: string, place: string): VerifierKey {
  try {
    return parseVerifierKey(hash, vkey);
  } catch (cause) {
    if (!(cause instanceof SeqwardenError)) throw cause;
    return malformed(`${place}: ${cause.message}`);
  }
}

function thresholdOf(rule: string, members: number, place: string): number {
  if (rule === 'any') return 1;
  if (rule === 'all') return members;
  const threshold = parseDecimal(rule);
  if (threshold === undefined || threshold < 1 || threshold > members) malformed(`${place} has no threshold`);
  return threshold;
}

function urlOf(item: string | undefined, place: string): string | undefined {
  return item === undefined ? undefined : textOf(item, place);
}

function textOf(item: string, place: string): string {
  try {
    return textOfUtf8(bytesOfBinary(item));
  } catch {
    return malformed(`${place} has a key or an address that is not UTF-8`);
  }
}

function limit(list: readonly unknown[], place: string): void {
  if (list.length > MAX_OF_A_KIND) malformed(`${place} is one more of its kind than ${MAX_OF_A_KIND}`);
}

function malformed(what: string): never {
  throw new SeqwardenError('TLOG_POLICY_MALFORMED', `the policy: ${what}`);
}
