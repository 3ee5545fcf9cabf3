import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { SignatureCheck } from '@seqwarden/advisory/signature';
import { ROOT } from '../../../../scripts/testing/needs.ts';
import { AdvisoryStore, examineAdvisory } from './advisory-store.ts';

const VECTORS = join(ROOT, 'packages', 'proof', 'vectors', 'advisories');
const STORE = join(VECTORS, 'store');
const SOURCES = ['https://psirt.example/feed.json?token=secret', 'https://mirror.example/'];

/** A document with one sentence in it that may change. */
const documentSaying = (version: string, title: string) =>
  new TextEncoder().encode(
    `${JSON.stringify({
      document: {
        category: 'csaf_base',
        csaf_version: '2.0',
        publisher: { category: 'vendor', name: 'Example', namespace: 'https://psirt.example' },
        title,
        tracking: { id: 'EX-1', version, status: 'final' },
      },
    })}\n`,
  );

const SIGNED: SignatureCheck = {
  ...{ signature: 'good', keyValidThen: true, keyTrustedNow: false, key: 'AB'.repeat(20) },
  ...{ madeAt: '2023-04-05T08:00:00.000Z', digest: 'SHA-512', why: null },
};

describe('what the store of advisories writes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-vectors-'));
  after(() => rmSync(folder, { recursive: true }));
  const written = join(folder, 'store');

  before(async () => {
    using store = await AdvisoryStore.open(written);
    const take = async (
      bytes: Uint8Array,
      {
        at,
        from,
        ...more
      }: Partial<Awaited<ReturnType<typeof examineAdvisory>>> & { at: string; from: string | null },
    ) => {
      const place = from === null ? '/media/ex-1.json' : `https://${from}/ex-1.json`;
      const offered = { name: 'ex-1.json', place, bytes, companions: {} };
      const examined = await examineAdvisory(offered, [], new Date(at));
      return store.take({ ...examined, ...more }, new Date(at), from);
    };
    const first = documentSaying('1', 'A flaw');
    await take(first, { at: '2023-04-05T09:00:00.000Z', from: null });
    const second = documentSaying('2', 'Two flaws');
    const came = await take(second, {
      ...{ at: '2023-04-06T09:00:00.000Z', from: 'psirt.example', signature: SIGNED },
    });
    const said = { publisher: 'https://psirt.example', id: 'EX-1', sha256: came?.sha256 ?? '' };
    store.memoryOf(SOURCES).keep([said]);
  });

  it('is what the vectors are, byte for byte', () => {
    for (const part of ['arrivals', 'documents', 'sources'])
      assert.deepEqual(filesIn(join(written, part)), filesIn(join(STORE, part)), part);
  });

  it('is read from the vectors, also an arrival of before, of which nobody noted whence it came', async () => {
    const [, last] = AdvisoryStore.read(STORE).events();
    assert.deepEqual([last?.event, last?.from, last?.signature], ['new_version', 'psirt.example', SIGNED]);
    const old = join(folder, 'old');
    mkdirSync(join(old, 'arrivals'), { recursive: true });
    cpSync(join(VECTORS, 'arrival-without-from.json'), join(old, 'arrivals', '000001.json'));
    const [first] = AdvisoryStore.read(old).events();
    assert.deepEqual([first?.from, first?.event], [null, 'new']);
    cpSync(STORE, join(folder, 'copy'), { recursive: true });
    using copy = await AdvisoryStore.open(join(folder, 'copy'));
    assert.equal(
      copy.memoryOf(SOURCES).last({ publisher: 'https://psirt.example', id: 'EX-1' }),
      last?.sha256,
    );
  });

  it('stands in the formats by its digests', () => {
    const formats = readFileSync(join(ROOT, 'docs', 'FORMATS.md'), 'utf8');
    for (const [name, digest] of filesIn(VECTORS))
      assert.ok(formats.includes(`| \`${name}\` | \`${digest}\` |`), name);
  });
});

/** By path, with SHA-256. */
function filesIn(folder: string): (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path), createHash('sha256').update(readFileSync(path)).digest('hex')] as const;
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
