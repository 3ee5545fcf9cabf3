import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { rejectsWith } from '../../test/support/assert-code.ts';
import { scratch } from '../../test/support/scratch.ts';
import { openLogAt } from './open-log-at.ts';

const ID = 'ab'.repeat(16);

test('a log is found in its folder, in the one above it, and at a destination', async t => {
  const folder = scratch(t);
  const places = {
    itself: join(folder, 'itself'),
    above: join(folder, 'above', ID),
    destination: join(folder, 'destination', '.seqwarden', 'log', ID),
  };
  for (const [name, place] of Object.entries(places)) {
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'checkpoint'), name);
    const at = await openLogAt(join(folder, name), ID, {});
    assert.equal(Buffer.from((await at.read('checkpoint')) ?? '').toString(), name);
    assert.equal(await at.read('tile/0/000'), undefined);
    assert.equal(at.label, join(folder, name));
    await at.close();
  }
});

test('where no log of this id lies, or something that is no file, nothing is opened', async t => {
  const folder = scratch(t);
  const other = join(folder, '.seqwarden', 'log', 'cd'.repeat(16));
  mkdirSync(other, { recursive: true });
  writeFileSync(join(other, 'checkpoint'), 'of another log');
  for (const place of [folder, join(folder, 'nowhere')])
    await rejectsWith('LOG_UNREADABLE', openLogAt(place, ID, {}));
  const link = join(folder, 'link', 'checkpoint');
  mkdirSync(dirname(link));
  symlinkSync(join(other, 'checkpoint'), link);
  await rejectsWith('LOG_UNREADABLE', openLogAt(dirname(link), ID, {}));
  mkdirSync(join(folder, 'folder', 'checkpoint'), { recursive: true });
  await rejectsWith('LOG_UNREADABLE', openLogAt(join(folder, 'folder'), ID, {}));
});

test('an address that names no place is wrong usage', async () => {
  for (const place of ['http://log.example/', 's3://', 'sftp://host'])
    await rejectsWith('USAGE', openLogAt(place, ID, {}));
});
