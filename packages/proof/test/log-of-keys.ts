import { generateKeyPairSync, sign } from 'node:crypto';
import {
  type Bytes,
  encodeKeyStatement,
  type KeyPredicate,
  type KnownCheckpoint,
  knownCheckpoint,
  signEnvelope,
} from '../src/index.ts';
import {
  leafHash,
  logId,
  signCheckpoint,
  softSha256,
  TreeEdge,
  type VerifierKey,
  verifierKey,
} from '../src/log/index.ts';
import { digestOf, EXAMPLE_PREDICATE, type TestKey } from './sealed-example.ts';

/** A log's key pair, with the name that a log of ours gives itself. */
export interface TestLog {
  readonly key: VerifierKey;
  readonly id: string;
  /** A checkpoint over these entries. */
  readonly checkpoint: (entries: readonly Bytes[]) => Promise<KnownCheckpoint>;
}

export function newLog(): TestLog {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  const id = logId(softSha256, raw);
  const key = verifierKey(softSha256, `log.seqwarden.invalid/${id}`, 'ed25519', raw);
  return {
    key,
    id,
    checkpoint: async entries => {
      const edge = new TreeEdge(softSha256);
      for (const entry of entries) edge.append(leafHash(softSha256, entry));
      const head = { origin: key.name, size: edge.size, root: edge.root() };
      return knownCheckpoint(
        await signCheckpoint(head, key, async message => sign(null, message, privateKey)),
        key,
      );
    },
  };
}

type Without<P, K extends string> = P extends unknown ? Omit<P, K> : never;

/** What a key statement says, but for the log and the time. */
export type Said = Without<KeyPredicate, 'log' | 'tool' | 'statedAt' | 'validFrom' | 'spki' | 'label'> & {
  readonly statedAt?: string;
  readonly label?: string;
};

export const STATED_AT = '2026-11-22T18:40:00.000Z';

/** The signed statement on `about`. */
export async function keyStatement(
  log: { readonly id: string },
  about: TestKey,
  signer: TestKey,
  said: Said,
): Promise<Bytes> {
  const { label = '', statedAt = STATED_AT, ...rest } = said;
  const common = { log: log.id, statedAt, tool: EXAMPLE_PREDICATE.tool };
  const begun = { spki: about.spki, label, validFrom: statedAt };
  const predicate = rest.action === 'revoked' ? { ...rest, ...common } : { ...rest, ...common, ...begun };
  return signEnvelope(encodeKeyStatement(about.keyid, predicate), signer.keyid, signer.sign);
}

/** A log of key statements that is written in order: each names the one before it. */
export class KeyLog {
  readonly log = newLog();
  readonly entries: Bytes[] = [];
  readonly administrator: TestKey;

  private constructor(administrator: TestKey) {
    this.administrator = administrator;
  }

  /** With its root. */
  static async begin(administrator: TestKey): Promise<KeyLog> {
    const made = new KeyLog(administrator);
    await made.say(administrator, administrator, {
      action: 'enrolled',
      role: 'administrator',
      reason: 'first',
    });
    return made;
  }

  /** Appends a statement by the administrator, or by another. Returns its index. */
  async say(about: TestKey, signer: TestKey, said: Without<Said, 'previous'>): Promise<number> {
    const last = this.entries.at(-1);
    const previous = last === undefined ? null : digestOf(last);
    return this.append(await keyStatement(this.log, about, signer, { ...said, previous }));
  }

  append(entry: Bytes): number {
    return this.entries.push(entry) - 1;
  }
}
