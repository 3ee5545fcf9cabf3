import {
  type AddendumPredicate,
  type BytePath,
  type Bytes,
  encodeAddendum,
  signEnvelope,
  signSsh,
  sigstoreBundle,
} from '../src/index.ts';
import { digestOf, EXAMPLE_PREDICATE, manifestOf, type TestKey } from './sealed-example.ts';

/** What one addendum says; `predicate` takes the place of what would be right. */
export interface AddendumContent {
  readonly seal: string;
  readonly number: number;
  readonly previous: string | null;
  readonly added?: ReadonlyMap<BytePath, Bytes>;
  readonly amended?: ReadonlyMap<BytePath, Bytes>;
  readonly predicate?: Partial<AddendumPredicate>;
}

export interface MadeAddendum {
  readonly files: Map<string, Bytes>;
  readonly identity: string;
}

/** The small files of an addendum. */
export async function makeAddendum(content: AddendumContent, key: TestKey): Promise<MadeAddendum> {
  const { seal, number, previous, added = new Map(), amended = new Map(), predicate = {} } = content;
  const manifest = manifestOf(new Map([...added, ...amended]));
  const statement = encodeAddendum(digestOf(manifest), {
    seal,
    number,
    previous,
    startedAt: '2026-11-23T08:00:00.000Z',
    sealedAt: '2026-11-23T08:00:01.500Z',
    added: totalsOf(added),
    amended: totalsOf(amended),
    special: [],
    tool: EXAMPLE_PREDICATE.tool,
    ...predicate,
  });
  return signed(manifest, statement, key);
}

/** Signs any list and any statement as an addendum is signed. */
export async function signed(manifest: Bytes, statement: Bytes, key: TestKey): Promise<MadeAddendum> {
  const envelope = await signEnvelope(statement, key.keyid, key.sign);
  const digest = Buffer.from(digestOf(manifest), 'hex');
  const files = new Map([
    ['SHA256SUMS', manifest],
    ['SHA256SUMS.sig', await signSsh(digest, key.spki, key.sign, 'addendum')],
    ['addendum.intoto.json', envelope],
    ['addendum.sigstore.json', sigstoreBundle(envelope, key.keyid)],
  ]);
  return { files, identity: digestOf(envelope) };
}

function totalsOf(files: ReadonlyMap<BytePath, Bytes>): AddendumPredicate['added'] {
  return { files: files.size, bytes: [...files.values()].reduce((sum, content) => sum + content.length, 0) };
}
