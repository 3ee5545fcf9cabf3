import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { KeptDrafts } from './kept-drafts.ts';

test('a draft is kept until it is removed; what nobody came back for goes after 90 days', t => {
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-drafts-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const drafts = new KeptDrafts(join(folder, 'signed'));
  const [one, other] = ['a'.repeat(64), 'b'.repeat(64)];
  const bytes = new Uint8Array([1, 2, 3]);
  assert.equal(drafts.read(one), undefined);
  drafts.keep(one, bytes);
  assert.deepEqual(drafts.read(one), bytes);
  writeFileSync(join(folder, 'signed', '.seqwarden-0123456789abcdef-1.tmp'), 'half');
  const old = Date.now() / 1000 - 91 * 86_400;
  for (const name of readdirSync(join(folder, 'signed'))) utimesSync(join(folder, 'signed', name), old, old);
  drafts.keep(other, bytes);
  assert.deepEqual(readdirSync(join(folder, 'signed')), [other]);
  drafts.remove(other);
  drafts.remove(other);
  assert.deepEqual(readdirSync(join(folder, 'signed')), []);
  assert.throws(() => drafts.keep('../other', bytes), { code: 'INTERNAL' });
});
