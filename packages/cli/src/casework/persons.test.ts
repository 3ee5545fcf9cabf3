import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { siteOfInstrument } from '../../test/case-desk.ts';
import { personsOf } from './persons.ts';

test("days are those of the site's zone, and of UTC where no file names one", t => {
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-persons-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'seqwarden'));
  const env = { XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder };
  const context = { env, now: () => new Date('2023-05-02T22:30:00.000Z'), err: assert.fail };
  const time = () => personsOf(context, { personKeys: [] }).timeOf('2023-04-02T23:30:59.000Z');
  assert.equal(time(), '2023-04-02 23:30 UTC');
  const days = () => {
    const { day, dayOf } = personsOf(context, { personKeys: [] });
    return [day, dayOf('2023-01-02T22:30:00.000Z'), dayOf('2023-01-02T23:30:00.000Z')];
  };
  assert.deepEqual(days(), ['2023-05-02', '2023-01-02', '2023-01-02']);
  writeFileSync(join(folder, 'seqwarden', 'site.toml'), siteOfInstrument('M70001'), { mode: 0o600 });
  assert.deepEqual(days(), ['2023-05-03', '2023-01-02', '2023-01-03']);
  assert.equal(time(), '2023-04-03 01:30 +02:00', 'and times say what the clocks were ahead');
});
