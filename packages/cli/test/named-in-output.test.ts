import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

const BINARY = Buffer.from('link \xff', 'latin1');

describe('what a seal tells of without its name is named', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  let run: string;
  let list: string;
  before(async () => {
    await world.seqwarden('init');
    const { out } = await world.seqwarden('simulate', 'miseq', '--out', world.at('runs'), '--cycles', '3');
    run = out.trimEnd();
    const runInfo = readFileSync(join(run, 'RunInfo.xml'));
    list = `${createHash('md5').update(runInfo).digest('hex')}  RunInfo.xml\n`;
    writeFileSync(join(run, 'prüf\n.md5'), list);
    symlinkSync('RunInfo.xml', Buffer.concat([Buffer.from(`${run}/`), BINARY]));
    for (let i = 0; i < 1010; i++)
      mkdirSync(join(run, 'empty', `${i}`.padStart(4, '0')), { recursive: true });
  });
  const folders = Array.from({ length: 1000 }, (_, i) => ({
    kind: 'folder',
    path: `empty/${`${i}`.padStart(4, '0')}`,
  }));

  it('in the text of copy and seal: the first ten entries, and each checksum list', async () => {
    const { err: copied } = await world.seqwarden('copy', run, '--to', world.at('archive'));
    const { err: sealed } = await world.seqwarden('seal', run, '--custody', world.at('custody'));
    const shown = folders.slice(0, 10).map(({ path }) => `  ${path} (empty folder)\n`);
    const text = `no plain files, in the seal without their names: 1010 empty folders, 1 symlink\n${shown.join('')}  and 1001 more\n`;
    assert.ok(copied.includes(text), copied);
    assert.ok(sealed.includes(text), sealed);
    assert.ok(sealed.includes('prior evidence: prüf\\u{a}.md5, 1 of 1 line matches (md5)\n'), sealed);
  });

  it('in the documents of copy and seal: the first thousand entries, and each checksum list', async () => {
    mkdirSync(world.at('second'));
    const copied = await world.seqwarden('copy', run, '--to', world.at('second'), '--json');
    const sealed = await world.seqwarden('seal', run, '--custody', world.at('other'), '--json');
    const [inPlace] = JSON.parse(sealed.out).runs;
    for (const document of [JSON.parse(copied.out), inPlace])
      assert.deepEqual([document.special, document.moreSpecial], [folders, 11]);
    const counts = { listed: 1, matched: 1, mismatched: 0, absent: 0 };
    const sha256 = createHash('sha256').update(list).digest('hex');
    assert.deepEqual(inPlace.priorEvidence, {
      lists: 1,
      ...counts,
      named: [{ path: 'prüf\n.md5', sha256, algorithm: 'md5', ...counts }],
    });
  });

  it('by its bytes, where the name is not UTF-8', async () => {
    const small = world.at('runs', 'SMALL');
    mkdirSync(small);
    writeFileSync(join(small, 'RunInfo.xml'), '<RunInfo/>');
    symlinkSync('RunInfo.xml', Buffer.concat([Buffer.from(`${small}/`), BINARY]));
    const { out } = await world.seqwarden('seal', small, '--incomplete', '--json');
    const [{ special, moreSpecial, priorEvidence }] = JSON.parse(out).runs;
    assert.deepEqual(
      [special, moreSpecial, priorEvidence.named],
      [[{ kind: 'symlink', pathBase64: BINARY.toString('base64') }], 0, []],
    );
  });
});
