import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  type DisposalPredicate,
  encodeDisposal,
  encodeHold,
  SeqwardenError,
  sealIdentity,
  signEnvelope,
} from '@seqwarden/proof';
import type { Signer } from '../src/config/signer.ts';
import { disposalOfCopy, disposalsAt, disposalsFolder } from '../src/retention/disposals.ts';
import { holdsAt, holdsFolder, nameDigest, standingHolds } from '../src/retention/holds.ts';
import { requireShownName } from '../src/retention/run-name-of.ts';
import { rejectsWith } from './support/assert-code.ts';
import { scratch } from './support/scratch.ts';
import { newSigner, SIGNER, TRUST } from './support/sealing.ts';

const AT = '2026-11-22T18:40:00.000Z';
const TOOL = { name: 'seqwarden' as const, version: '0' };
const [HERE, ELSEWHERE] = ['0a'.repeat(16), '0b'.repeat(16)];

/** A place in memory: documents by their paths below `.seqwarden/`. */
class Shelf {
  readonly id = HERE;
  readonly documents = new Map<string, Uint8Array | Error>();

  put(folder: string, number: number, document: Uint8Array | Error): void {
    this.documents.set(`${folder}/${String(number).padStart(4, '0')}.intoto.json`, document);
  }

  async listOwn(folder: string): Promise<string[]> {
    const names = [...this.documents.keys()].filter(path => path.startsWith(`${folder}/`));
    return names.map(path => path.slice(folder.length + 1)).sort();
  }

  async readOwn(path: string): Promise<Uint8Array | undefined> {
    const document = this.documents.get(path);
    if (document instanceof Error) throw document;
    return document;
  }
}

function hold(run: string, lifts: string | null = null, signer: Signer = SIGNER) {
  const action = lifts === null ? ('hold' as const) : ('lift' as const);
  const said = { action, lifts, reason: 'x', statedAt: AT, tool: TOOL };
  return signEnvelope(encodeHold(nameDigest(run), said), signer.keyid, signer.sign);
}

function disposal(run: string, changes: Partial<DisposalPredicate> = {}) {
  const said: DisposalPredicate = {
    folder: nameDigest(run),
    source: false,
    destinations: [HERE],
    reason: 'retention',
    statedAt: AT,
    tool: TOOL,
    ...changes,
  };
  return signEnvelope(encodeDisposal('ab'.repeat(32), said), SIGNER.keyid, SIGNER.sign);
}

const FOLDER = holdsFolder('RUN');

async function standing(...shelves: Shelf[]) {
  const found = await Promise.all(shelves.map(shelf => holdsAt(shelf, 'RUN', TRUST)));
  return standingHolds(found.flatMap(({ statements }) => statements)).map(({ identity }) => identity);
}

test('holds and lifts of all places are one set, whatever their numbers and however often they lie there', async () => {
  const [one, other] = [new Shelf(), new Shelf()];
  const first = await hold('RUN');
  const second = await hold('RUN');
  const lift = await hold('RUN', await sealIdentity(first));
  one.put(FOLDER, 1, first);
  other.put(FOLDER, 1, second);
  one.put(FOLDER, 2, second);
  assert.equal((await standing(one, other)).length, 2);
  other.put(FOLDER, 2, lift);
  assert.deepEqual(await standing(one, other), [await sealIdentity(second)]);
  one.put(FOLDER, 3, lift);
  one.put(FOLDER, 4, lift);
  assert.deepEqual(await standing(one), [await sealIdentity(second)]);
  assert.equal((await standing(other)).length, 1);
});

test('what was said of another run says nothing here, even where it was laid among the documents of this one', async () => {
  const shelf = new Shelf();
  const held = await hold('RUN');
  shelf.put(FOLDER, 1, held);
  shelf.put(FOLDER, 2, await hold('ANOTHER'));
  shelf.put(FOLDER, 3, await hold('ANOTHER', await sealIdentity(held)));
  assert.deepEqual(await standing(shelf), [await sealIdentity(held)]);
  shelf.put(disposalsFolder('RUN'), 1, await disposal('ANOTHER'));
  assert.deepEqual((await disposalsAt(shelf, 'RUN', TRUST)).disposals, []);
});

test('a document that no trusted key signed is neither a hold nor a lift, and leaves it open', async () => {
  const shelf = new Shelf();
  const held = await hold('RUN');
  shelf.put(FOLDER, 1, held);
  shelf.put(FOLDER, 2, await hold('RUN', await sealIdentity(held), newSigner()));
  shelf.put(FOLDER, 3, Buffer.from('{}'));
  shelf.put(FOLDER, 4, new SeqwardenError('DESTINATION_UNUSABLE', 'too large'));
  const { statements, unjudged } = await holdsAt(shelf, 'RUN', TRUST);
  assert.deepEqual([statements.length, unjudged], [1, 3]);
  assert.deepEqual(await standing(shelf), [await sealIdentity(held)]);
});

test('of too many documents those with the highest numbers are looked at, and the others leave it open', async () => {
  const shelf = new Shelf();
  const junk = Buffer.from('{}');
  for (let number = 1; number <= 300; number++) shelf.put(FOLDER, number, junk);
  shelf.put(FOLDER, 10_000, await hold('RUN'));
  const { statements, unjudged } = await holdsAt(shelf, 'RUN', TRUST);
  assert.deepEqual([statements.length, unjudged], [1, 300]);
});

test('a place that goes away while it is read is no place without holds', async () => {
  const shelf = new Shelf();
  shelf.put(FOLDER, 1, new SeqwardenError('DESTINATION_DOWN', 'gone'));
  await rejectsWith('DESTINATION_DOWN', holdsAt(shelf, 'RUN', TRUST));
});

test('a copy is disposed of only where the statement names its destination', async () => {
  const shelf = new Shelf();
  const folder = disposalsFolder('RUN');
  shelf.put(folder, 1, await disposal('RUN', { destinations: [ELSEWHERE] }));
  shelf.put(folder, 2, await disposal('RUN', { source: true, destinations: [] }));
  assert.equal((await disposalsAt(shelf, 'RUN', TRUST)).disposals.length, 2);
  assert.equal(await disposalOfCopy(shelf, 'RUN', TRUST), undefined);
  shelf.put(folder, 3, await disposal('RUN', { destinations: [HERE, ELSEWHERE] }));
  assert.equal((await disposalOfCopy(shelf, 'RUN', TRUST))?.statedAt, AT);
});

test('a run is meant by the very name that its folder shows, not by one that a share takes for the same', t => {
  const folder = scratch(t);
  mkdirSync(join(folder, 'RUN'));
  requireShownName(join(folder, 'RUN', ''));
  for (const name of ['run', 'RUN ', 'NONE'])
    assert.throws(() => requireShownName(join(folder, name)), { code: 'RUN_NOT_FOUND' });
  assert.throws(() => requireShownName(join(folder, 'NONE', 'RUN')), { code: 'RUN_NOT_FOUND' });
});
