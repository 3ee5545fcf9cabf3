import assert from 'node:assert/strict';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeEntries, encodeEntries, openCheckpoint } from '@seqwarden/proof/log';
import { newKey } from '../../../proof/test/sealed-example.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { holdOf, ListedLog } from './audited-log.ts';

const codes = ({ findings }: { findings: readonly { code: string }[] }) => findings.map(({ code }) => code);

test('a good log has no findings, and its entries are told by kind', async t => {
  const log = await ListedLog.make(t, 598);
  const seen: number[] = [];
  const audit = await log.audit(log.tree, { onEntry: ({ index }) => void seen.push(index) });
  assert.deepEqual(audit.findings, []);
  assert.equal(audit.checkpoint.size, 600);
  assert.deepEqual([...audit.entries].sort(), [
    ['hold', 598],
    ['key', 2],
  ]);
  assert.deepEqual(
    seen,
    Array.from({ length: 600 }, (_, at) => at),
  );
});

test('an altered, removed, added or moved entry is found, and named where its hash stands', async t => {
  const log = await ListedLog.make(t, 598);
  const path = 'tile/entries/001';
  const attacks: Readonly<Record<string, (entries: Uint8Array[]) => void>> = {
    altered: entries => {
      const text = Buffer.from(entries[7] ?? '').toString('latin1');
      entries[7] = Buffer.from(text.replace(/"sig":"..../, '"sig":"AAAA'), 'latin1');
    },
    removed: entries => void entries.splice(7, 1, ...entries.slice(8, 9)),
    moved: entries => {
      [entries[7], entries[9]] = [entries[9] ?? new Uint8Array(), entries[7] ?? new Uint8Array()];
    },
  };
  for (const [name, attack] of Object.entries(attacks)) {
    const copy = log.copy();
    const entries: Uint8Array[] = decodeEntries(readFileSync(join(copy, path)), 256);
    attack(entries);
    writeFileSync(join(copy, path), encodeEntries(entries));
    const audit = await log.audit(copy);
    assert.ok(codes(audit).includes('LOG_DAMAGED'), name);
    assert.ok(
      audit.findings.some(({ index }) => index === 256 + 7),
      name,
    );
  }
});

test('a tile that was cut, taken away or changed is found by its path, whatever its level', async t => {
  const log = await ListedLog.make(t, 598);
  for (const path of ['tile/0/001', 'tile/0/002.p/88', 'tile/1/000.p/2']) {
    const cut = log.copy();
    truncateSync(join(cut, path), 32);
    assert.deepEqual(codes(await log.audit(cut)), ['TILE_MALFORMED'], path);
    const away = log.copy();
    rmSync(join(away, path));
    assert.deepEqual(codes(await log.audit(away)), ['LOG_UNREADABLE'], path);
    const changed = log.copy();
    const bytes = readFileSync(join(changed, path));
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    writeFileSync(join(changed, path), bytes);
    const audit = await log.audit(changed);
    assert.deepEqual(codes(audit), ['LOG_DAMAGED'], path);
    assert.equal(audit.findings[0]?.path, path);
  }
});

test('entries that are gone are named, and the others are judged all the same', async t => {
  const log = await ListedLog.make(t, 598);
  const stranger = await log.hold(9999, newKey());
  const copy = log.copy();
  rmSync(join(copy, 'tile/entries/001'));
  const audit = await log.audit(copy);
  assert.deepEqual(
    audit.findings.map(({ code, index }) => [code, index]),
    [
      ['LOG_UNREADABLE', 256],
      ['KEY_NOT_ENROLLED', stranger],
    ],
  );
});

test('what a key signed after its end, or without being enrolled, is found where it stands', async t => {
  const log = await ListedLog.make(t, 3);
  await log.sayKey(log.sealKey, { action: 'revoked', role: 'seal', reason: 'compromised' });
  const late = await log.hold(100);
  const foreign = await log.hold(101, newKey());
  const audit = await log.audit();
  assert.deepEqual(
    audit.findings.map(({ code, index }) => [code, index]),
    [
      ['KEY_REVOKED', late],
      ['KEY_NOT_ENROLLED', foreign],
    ],
  );
});

test('an entry that is no statement, or that its key did not sign, is found', async t => {
  const log = await ListedLog.make(t, 1);
  const junk = (await log.log.append(new TextEncoder().encode('junk\n'))).index;
  const good = Buffer.from(await holdOf('run a', log.sealKey)).toString('latin1');
  const other = Buffer.from(await holdOf('run b', log.sealKey)).toString('latin1');
  const signature = /"signatures":.*/s;
  const forged = good.replace(signature, signature.exec(other)?.[0] ?? '');
  const unsigned = (await log.log.append(new Uint8Array(Buffer.from(forged, 'latin1')))).index;
  const told: unknown[] = [];
  const audit = await log.audit(log.tree, {
    onEntry: ({ index }, problem) => void told.push([index, problem?.code]),
  });
  assert.deepEqual(told.slice(-2), [
    [junk, 'ENVELOPE_MALFORMED'],
    [unsigned, 'SIGNATURE_INVALID'],
  ]);
  assert.deepEqual(
    audit.findings.map(({ code, index }) => [code, index]),
    [
      ['ENVELOPE_MALFORMED', junk],
      ['SIGNATURE_INVALID', unsigned],
    ],
  );
});

test('a log that was put back, or that tells two readers two histories, is found by who has seen another', async t => {
  const log = await ListedLog.make(t, 10);
  const early = log.copy();
  const before = (await log.audit(early)).checkpoint;
  await log.hold(50);
  const now = (await log.audit()).checkpoint;
  const reader = { label: 'a reader', checkpoint: before };
  const continued = await log.audit(log.tree, { known: [reader] });
  assert.deepEqual([codes(continued), continued.continued], [[], [reader]]);
  assert.deepEqual(codes(await log.audit(early, { known: [{ label: 'a reader', checkpoint: now }] })), [
    'LOG_BEHIND',
  ]);
  const forked = { ...before, root: now.root };
  const otherwise = await log.audit(log.tree, { known: [reader, { label: 'another', checkpoint: forked }] });
  assert.deepEqual([codes(otherwise), otherwise.continued], [['LOG_FORKED'], [reader]]);
});

test('a checkpoint that nobody signed is no log at all', async t => {
  const log = await ListedLog.make(t, 1);
  const copy = log.copy();
  const path = join(copy, 'checkpoint');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/\n3\n/, '\n2\n'));
  await rejectsWith('CHECKPOINT_SIGNATURE_INVALID', log.audit(copy));
  rmSync(path);
  await rejectsWith('LOG_UNREADABLE', log.audit(copy));
  const other = await ListedLog.make(t, 1);
  await rejectsWith('CHECKPOINT_UNSIGNED', log.audit(other.tree));
  assert.ok(await openCheckpoint(readFileSync(join(log.tree, 'checkpoint')), log.key.verifier));
});
