import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { amendSealed } from '../../agent/test/support/amend.ts';
import { keepWorkers } from './kept-workers.ts';
import { accountWithLog } from './with-log.ts';
import { World } from './world.ts';

describe('seal --addendum', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  let run = '';

  before(async () => {
    await world.seqwarden('init');
    run = await world.simulated();
    await world.seqwarden('seal', run);
    mkdirSync(join(run, 'Analysis'));
    writeFileSync(join(run, 'Analysis', 'summary'), 'done');
  });

  for (const option of [
    ['--next-generation'],
    ['--despite-mismatch'],
    ['--incomplete'],
    ['--source-label', 'x'],
    ['--derived-from', 'x'],
  ])
    it(`does not go with ${option[0]}`, async () => {
      const { code, err } = await world.seqwarden('seal', run, '--addendum', ...option);
      assert.equal(code, 2);
      assert.match(err, /\[USAGE\]/);
    });

  it('says what it added, and once more that nothing is new', async () => {
    const first = await world.seqwarden('seal', run, '--addendum', '--json');
    assert.equal(first.code, 0, first.err);
    const { outcome, number, added, failures } = JSON.parse(first.out);
    assert.deepEqual([outcome, number, added, failures], ['addendum', 1, { files: 1, bytes: 4 }, []]);
    const second = await world.seqwarden('seal', run, '--addendum');
    assert.equal(second.code, 0);
    assert.match(second.err, /^nothing new since the seal/);
  });

  it('verify tells what was added and amended, in words and in JSON, and calls the run unchanged', async () => {
    const { signer, trust, log } = await accountWithLog(world);
    await amendSealed(run, { 'RunInfo.xml': 'x', 'SampleSheet.csv': 'y' }, signer, trust);
    await log.close();
    const { code, out } = await world.seqwarden('verify', run);
    assert.equal(code, 0, out);
    assert.match(out, /^unchanged since /);
    assert.match(
      out,
      /^later +added after the seal: 1 file, addendum 0001 of 20\S+Z, in the register at place 3$/m,
    );
    assert.match(
      out,
      /^later +amended after the seal: 2 files, addendum 0002 of 20\S+Z, in the register at place 4$/m,
    );
    const { addenda, counts, exit, key } = JSON.parse((await world.seqwarden('verify', run, '--json')).out);
    assert.deepEqual([exit, counts.unchangedAddenda], [0, 3]);
    assert.deepEqual(Object.keys(addenda[1]), [
      ...['number', 'addendum', 'sealedAt', 'keyid', 'added', 'amended', 'logStanding', 'logEntry'],
    ]);
    assert.deepEqual(
      [addenda[1].number, addenda[1].keyid, addenda[1].added, addenda[1].amended],
      [2, key.keyid, { files: 0, bytes: 0 }, { files: 2, bytes: 2 }],
    );
  });

  it('copy says that they came along, and says nothing of them where they are', async () => {
    mkdirSync(world.at('other-archive'));
    const copied = await world.seqwarden('copy', run, '--to', world.at('other-archive'));
    assert.match(copied.err, /^seal [0-9a-f]{64}, and 2 addenda that came after it$/m);
    const again = await world.seqwarden('copy', run, '--to', world.at('other-archive'));
    assert.match(again.err, /^seal [0-9a-f]{64}$/m);
  });

  it('calls changed amended bytes by the file that they amend', async () => {
    const amended = join(run, 'Custody', 'addenda', '0002', 'files', 'RunInfo.xml');
    const bytes = readFileSync(amended);
    writeFileSync(amended, 'z');
    const { code, out } = await world.seqwarden('verify', run, '--json');
    writeFileSync(amended, bytes);
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out).differences, [
      { kind: 'changed', class: 'metadata', path: 'Custody/addenda/0002/files/RunInfo.xml' },
    ]);
  });

  it('is exit 1, and writes nothing, where a sealed file has other bytes now', async () => {
    appendFileSync(join(run, 'RunInfo.xml'), 'x');
    const { code, err } = await world.seqwarden('seal', run, '--addendum');
    assert.equal(code, 1);
    assert.match(err, /^no addendum: .*\n\[FILE_CHANGED\]/);
  });

  it('needs a seal', async () => {
    rmSync(join(run, 'Custody'), { recursive: true });
    const { code, err } = await world.seqwarden('seal', run, '--addendum');
    assert.equal(code, 3);
    assert.match(err, /\[UNSIGNED\]/);
  });
});
