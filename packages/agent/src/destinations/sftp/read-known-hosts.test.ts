import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readKnownHosts } from './read-known-hosts.ts';

test('known_hosts is heeded only where this account or root alone can write it', t => {
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'known_hosts');
  assert.equal(readKnownHosts(path), '');
  writeFileSync(path, 'line', { mode: 0o644 });
  assert.equal(readKnownHosts(path), 'line');
  const uid = process.getuid?.();
  if (uid === undefined) return;
  // only root can give a file away; for any other account the account that asks is another
  if (uid === 0) chownSync(path, 12_345, -1);
  assert.throws(() => readKnownHosts(path, 54_321), { code: 'CONFIG_UNUSABLE' });
  if (uid === 0) chownSync(path, 0, -1);
  chmodSync(path, 0o664);
  assert.throws(() => readKnownHosts(path), { code: 'CONFIG_UNUSABLE' });
});
