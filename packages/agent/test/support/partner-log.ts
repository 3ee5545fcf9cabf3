import { hash } from 'node:crypto';
import { loadLogKey, makeLogKey } from '@seqwarden/log';
import { encodeBundle } from '@seqwarden/log/reading';
import {
  type Bytes,
  type Enrolment,
  encodeKeyStatement,
  type KeyPredicate,
  type Rotation,
  signEnvelope,
} from '@seqwarden/proof';
import { ACTS, type Right } from '@seqwarden/proof/acts';
import {
  encodeEntries,
  entriesPath,
  leafHash,
  StoredTree,
  signCheckpoint,
  TreeEdge,
} from '@seqwarden/proof/log';
import { digestOf, newKey, type TestKey } from '../../../proof/test/sealed-example.ts';
import { sha256 } from '../../src/host/sha256.ts';

const SAID_AT = '2026-03-01T12:00:00.000Z';
const TOOL = { name: 'seqwarden', version: '0.1.0' } as const;

type Without<P, K extends string> = P extends unknown ? Omit<P, K> : never;
type SaidOfKey = Without<
  Enrolment | Rotation,
  'log' | 'previous' | 'statedAt' | 'tool' | 'spki' | 'label' | 'validFrom'
>;

/** Another site's register, with an administrator and a person who may do everything; what of it is handed over as bundles. Entries may be taken away again: then it has another history. */
export class PartnerLog {
  readonly key = loadLogKey(makeLogKey());
  readonly administrator = newKey();
  readonly person = newKey();
  readonly entries: Bytes[] = [];
  #previous: string | null = null;

  static async begin(): Promise<PartnerLog> {
    const log = new PartnerLog();
    await log.sayKey(log.administrator, { action: 'enrolled', role: 'administrator', reason: 'first' });
    await log.sayKey(log.person, { action: 'enrolled', role: 'person', reason: 'added' });
    await log.allow(log.person, ['check', 'close', 'decide', 'notify']);
    return log;
  }

  async sayKey({ keyid, spki }: TestKey, said: SaidOfKey): Promise<void> {
    const common = { log: this.key.id, previous: this.#previous, statedAt: SAID_AT, tool: TOOL };
    const predicate: KeyPredicate = { ...said, ...common, spki, label: '', validFrom: SAID_AT };
    const file = await this.#enter(encodeKeyStatement(keyid, predicate), this.administrator);
    this.#previous = digestOf(file);
  }

  async allow({ keyid }: TestKey, rights: readonly Right[], sameAs?: string): Promise<void> {
    const said = {
      key: keyid,
      previous: null,
      rights,
      ...this.tail,
      ...(sameAs !== undefined && { sameAs }),
    };
    await this.#enter(await ACTS.rights.encode(said), this.administrator);
  }

  /** Opens a case of this title; returns its id. */
  async opens(title: string, by: TestKey = this.person): Promise<string> {
    const id = hash('sha256', title, 'hex').slice(0, 32);
    const says = { case: id, action: 'opened', title, reason: null, ...this.tail } as const;
    await this.#enter(await ACTS.case.encode(says), by);
    return id;
  }

  get tail() {
    return { log: this.key.id, statedAt: SAID_AT, tool: TOOL };
  }

  /** The file of a bundle of all entries, or of those that are meant. */
  async bundle(isMeant: (index: number) => boolean = () => true): Promise<Bytes> {
    const { entries, key } = this;
    const size = entries.length;
    const edge = new TreeEdge(sha256);
    for (const entry of entries) edge.append(leafHash(sha256, entry));
    const files = new Map([[entriesPath(0, size), encodeEntries(entries)]]);
    const root = edge.root();
    for (const { path, bytes } of edge.takePartialTiles()) files.set(path, bytes);
    const tree = new StoredTree(sha256, async path => files.get(path), size);
    const records = [];
    for (const [index, entry] of entries.entries())
      if (isMeant(index)) records.push({ index, entry, hashes: await tree.inclusionProof(index) });
    const head = { origin: key.verifier.name, size, root };
    return encodeBundle({
      checkpoint: await signCheckpoint(head, key.verifier, key.sign),
      steps: [],
      records,
    });
  }

  async #enter(statement: Bytes, { keyid, sign }: TestKey): Promise<Bytes> {
    const file = await signEnvelope(statement, keyid, sign);
    this.entries.push(file);
    return file;
  }
}
