import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { after, before, describe, it, mock } from 'node:test';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

const md5 = (content: string) => createHash('md5').update(content).digest('hex');

describe('the text of seal', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  before(() => world.seqwarden('init'));

  it('has the checksum lists that the seal holds, those that mismatch first, and the totals of all', async () => {
    const run = world.at('runs', 'LISTS');
    mkdirSync(run);
    writeFileSync(`${run}/RTAComplete.txt`, 'done');
    for (let at = 100; at < 140; at++) {
      writeFileSync(`${run}/${at}.bin`, `${at}`);
      writeFileSync(`${run}/${at}.bin.md5`, md5(at === 139 ? 'other' : `${at}`));
    }
    writeFileSync(`${run}/RunParameters.xml`, '<RunParameters/>');
    const { code, err } = await world.seqwarden('seal', run, '--despite-mismatch');
    assert.equal(code, 0, err);
    const lines = err.split('\n').filter(line => line.startsWith('prior evidence: '));
    assert.equal(lines.length, 33);
    assert.equal(lines[0], 'prior evidence: 139.bin.md5, 0 of 1 line matches (md5)');
    assert.equal(lines[1], 'prior evidence: 100.bin.md5, 1 of 1 line matches (md5)');
    assert.equal(
      lines[32],
      'prior evidence: 39 of 40 lines match in 40 checksum lists, of which these are 32',
    );
  });

  it('has no control character of a run’s name, be it sealed, sealed before, or refused', async () => {
    const run = world.at('runs', 'two\nlines \x1b[2J \u202e');
    mkdirSync(run);
    writeFileSync(`${run}/RunParameters.xml`, '<RunParameters/>');
    writeFileSync(`${run}/RTAComplete.txt`, 'done');
    const seal = () => world.seqwarden('seal', run);
    const said = [await seal(), await seal()];
    assert.match(said[0]?.err ?? '', /^ {2}2 files, /m);
    writeFileSync(`${run}/late`, '');
    said.push(await seal());
    assert.deepEqual(
      said.map(({ code, err }) => [code, /^[\w ]+/.exec(err)?.[0]]),
      [
        [0, 'sealed'],
        [0, 'sealed before'],
        [1, 'not sealed'],
      ],
    );
    for (const { err } of said) {
      assert.doesNotMatch(err, /[^\P{C}\n]/u);
      assert.match(err, /two\\u\{a\}lines \\u\{1b\}\[2J \\u\{202e\}/);
    }
  });
});
