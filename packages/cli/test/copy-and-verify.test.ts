import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, describe, it, mock } from 'node:test';
import { MODELS } from '@seqwarden/simulator';
import { corpusOrSkip, toolOrSkip } from '../../../scripts/testing/needs.ts';
import { keepWorkers } from './kept-workers.ts';
import { oldNodeOrSkip, run as start } from './stand-in.ts';
import { type Said, World } from './world.ts';

const LAUNCHER = join(import.meta.dirname, '..', 'bin', 'seqwarden.js');

/** Small, but beyond the cycle after which there are filters. */
const SMALL = ['--cycles', '27', '--lanes', '1', '--tiles', '1', '--clusters', '20'];

function good({ code, out, err }: Said) {
  assert.equal(code, 0, `${err}${out}`);
  return JSON.parse(out);
}

describe('in this process', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  before(async () => good(await world.seqwarden('init', '--json', ...world.passphrase())));

  async function assertUnchanged(answer: Promise<Said>, files: number): Promise<void> {
    const { codes, counts, unchangedSince, sealedAt, findings, ...rest } = good(await answer);
    assert.equal(rest.answer, 'unchanged');
    assert.deepEqual([codes, findings], [[], []]);
    assert.equal(counts.unchanged, files);
    assert.equal(unchangedSince, sealedAt);
  }

  for (const [model, { kind, layout }] of Object.entries(MODELS)) {
    it(`a simulated ${model} (${layout}) is copied, sealed in place, and verified`, async () => {
      const sizes = kind === 'scanner' ? ['--tiles', '2', '--clusters', '20'] : SMALL;
      const simulated = good(
        await world.seqwarden('simulate', model, '--out', world.at('runs'), ...sizes, '--json'),
      );
      const copy = ['copy', simulated.folder, '--to', world.at('archive'), '--json'];
      const copied = good(await world.seqwarden(...copy));
      assert.equal(copied.outcome, 'sealed');
      assert.equal(copied.simulated, true);
      assert.equal(copied.completion.state, 'complete');
      assert.deepEqual([copied.files, copied.bytes], [simulated.files, simulated.bytes]);
      await assertUnchanged(
        world.seqwarden('verify', copied.destinations[0].place, '--json'),
        simulated.files,
      );

      const again = good(await world.seqwarden(...copy));
      assert.deepEqual(
        [again.outcome, again.destinations[0].written, again.destinations[0].seal],
        ['present', 0, copied.destinations[0].seal],
      );

      const { runs } = good(await world.seqwarden('seal', simulated.folder, '--json'));
      assert.deepEqual([runs.length, runs[0].outcome, runs[0].simulated], [1, 'sealed', true]);
      await assertUnchanged(world.seqwarden('verify', simulated.folder, '--json'), simulated.files);

      const [inPlace, atCopy] = [simulated.folder, copied.destinations[0].place].map(folder =>
        readFileSync(join(folder, 'Custody', 'SHA256SUMS'), 'latin1'),
      );
      assert.equal(inPlace, atCopy, 'the same run gives the same list');
    });
  }

  for (const [layout, ...parts] of [
    ['bcl', 'MiSeq', '140624_MS6_13349_A_MS2639979-300V2'],
    ['bcl', 'HiSeq2000_2500', 'picard-25T8B25T'],
    ['bcl.gz', 'HiSeq3000_4000', '160919_hiseq4000_7984_FC'],
    ['bgzf', 'NextSeq550', '160919_nextseq_6230_FC'],
    ['cbcl', 'NovaSeq6000', 'bambi-novaseq'],
    ['idat', 'BeadArrayReader_IDAT', '5318317007'],
  ] as const) {
    it(`a real run with ${layout} is copied, sealed beside itself, and verified: ${parts.join('/')}`, async t => {
      const run = corpusOrSkip(t, 'runfolders', ...parts);
      if (run === undefined) return;
      // most of the runs are trimmed, and so not complete
      const copied = good(
        await world.seqwarden('copy', run, '--to', world.at('archive'), '--incomplete', '--json'),
      );
      assert.equal(copied.outcome, 'sealed');
      assert.equal(copied.simulated, false);
      await assertUnchanged(world.seqwarden('verify', copied.destinations[0].place, '--json'), copied.files);

      const custody = ['--custody', world.at('custody'), '--json'];
      const { runs } = good(await world.seqwarden('seal', run, '--incomplete', ...custody));
      assert.equal(runs[0].outcome, 'sealed');
      assert.ok(!readdirSync(run).includes('Custody'));
      await assertUnchanged(world.seqwarden('verify', run, ...custody), copied.files);
      assert.deepEqual(
        readFileSync(join(world.at('custody'), basename(run), 'Custody', 'SHA256SUMS')),
        readFileSync(join(copied.destinations[0].place, 'Custody', 'SHA256SUMS')),
      );
    });
  }

  it('a run comes as a tar stream, and one byte of it is another', async t => {
    if (toolOrSkip(t, 'tar') === undefined) return;
    const { folder } = good(
      await world.seqwarden('simulate', 'miseq', '--out', world.at('streamed'), ...SMALL, '--json'),
    );
    good(await world.seqwarden('seal', folder, '--json'));
    const verify = () => {
      const { stdout } = spawn('tar', ['-cf', '-', basename(folder)], { cwd: world.at('streamed') });
      // Node throws away what a child has written that ended before anybody read it.
      return world.with({ input: stdout.pipe(new PassThrough()) }, 'verify', '-', '--json');
    };
    assert.equal(good(await verify()).answer, 'unchanged');
    const path = 'Data/Intensities/BaseCalls/L001/C3.1/s_1_1101.bcl';
    const bytes = readFileSync(join(folder, path));
    writeFileSync(join(folder, path), bytes.with(9, (bytes[9] ?? 0) ^ 1));
    const { code, out } = await verify();
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out).differences, [
      { kind: 'changed', class: 'base calls', path, lane: 1, cycle: 3, surface: 1, tile: 1101 },
    ]);
  });
});

describe('through the launcher, on', () => {
  for (const [name, nodeOrSkip] of [
    ['an older Node', oldNodeOrSkip],
    ['Node 26', () => process.execPath],
  ] as const) {
    it(`${name}: init, simulate, copy, verify, seal, verify; and verify after a change`, async t => {
      const node = nodeOrSkip(t);
      if (node === undefined) return;
      const world = new World(t);
      const seqwarden = (...args: string[]) => start(node, [LAUNCHER, ...args], world.env);
      const [runs, archive] = [world.at('runs'), world.at('archive')];
      const steps: [number, ...string[]][] = [
        [0, 'init'],
        [0, 'simulate', 'novaseq-6000', '--out', runs, ...SMALL],
      ];
      for (const [expected, ...args] of steps) {
        const { code, stderr } = await seqwarden(...args);
        assert.equal(code, expected, stderr);
      }
      const [run = ''] = readdirSync(runs);
      for (const [expected, ...args] of [
        [0, 'copy', join(runs, run), '--to', archive, '--reread'],
        [0, 'verify', join(archive, run)],
        [0, 'seal', runs],
        [0, 'verify', join(runs, run)],
      ] as const) {
        const { code, stdout, stderr } = await seqwarden(...args);
        assert.equal(code, expected, stderr);
        if (args[0] === 'verify') {
          assert.match(stdout, /^unchanged since /);
          assert.ok(!stderr.includes('permission model'), 'the launcher confined it');
        }
      }
      writeFileSync(join(archive, run, 'RunInfo.xml'), 'x');
      const { code, stdout } = await seqwarden('verify', join(archive, run));
      assert.equal(code, 1);
      assert.match(stdout, /^CHANGED: .*\[FILE_CHANGED\].* changed +RunInfo\.xml\n/s);
    });
  }
});
