import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { verifyRun } from '@seqwarden/agent/verify';
import { type BytePath, ERRORS, jsonPath } from '@seqwarden/proof';
import fc from 'fast-check';
import { amendSealed } from '../../agent/test/support/amend.ts';
import { answerJson, answerOf, answerText } from '../src/text/verify-answer.ts';
import { anyChange, CHANGES, type Expected, type Site } from './changes.ts';
import { keepWorkers } from './kept-workers.ts';
import { SealedRun } from './sealed-run.ts';
import { accountWithLog, type LoggedAccount } from './with-log.ts';
import { World } from './world.ts';

const TIMES = 1000;

/** Names that need an escape, are not UTF-8, look like an option or a mark, or sort oddly; and files with equal or no bytes. */
const AWKWARD: readonly BytePath[] = [
  'new\nline',
  'back\\slash',
  'return\r',
  'na\xefve\xff',
  'na\xc3\xafve',
  ' blank ',
  '-c',
  '*',
  'Data.txt',
  'Data-',
  'empty',
  'empty too',
  'twin',
  'twin 2',
];

async function sealedRun(world: World, seed: string, { signer, trust }: LoggedAccount): Promise<SealedRun> {
  const { out } = await world.seqwarden(
    ...['simulate', 'miseq', '--out', world.at('runs'), '--seed', seed],
    ...['--tiles', '1', '--cycles', '2', '--clusters', '20'],
  );
  const run = out.trimEnd();
  for (const name of AWKWARD) {
    const content = name.startsWith('empty') ? '' : name.startsWith('twin') ? 'twin' : `${name} of ${seed}`;
    writeFileSync(Buffer.from(`${run}/${name}`, 'latin1'), content);
  }
  mkdirSync(join(run, 'nothing here'));
  mkdirSync(join(run, 'Data', 'nothing here'));
  symlinkSync('RunInfo.xml', join(run, 'link to a file'));
  symlinkSync('../..', join(run, 'Data', 'link to a folder'));
  const later = async (name: BytePath) => {
    mkdirSync(join(run, 'Analysis', seed), { recursive: true });
    writeFileSync(Buffer.from(`${run}/Analysis/${seed}/${name}`, 'latin1'), `${name}, later`);
    const { code, err } = await world.seqwarden('seal', run, '--addendum');
    assert.equal(code, 0, err);
  };
  const { code, err } = await world.seqwarden('seal', run);
  assert.equal(code, 0, err);
  await later('re\nport\xff');
  await amendSealed(run, { 'RunInfo.xml': `amended ${seed}`, 'back\\slash': 'amended' }, signer, trust);
  await later('report');
  return new SealedRun(run);
}

it(`verify finds each of ${TIMES} random changes of a sealed run, and names it`, async t => {
  keepWorkers({ after: end => t.after(end), mock: t.mock });
  const world = new World(t);
  assert.equal((await world.seqwarden('init')).code, 0);
  const account = await accountWithLog(world);
  t.after(() => account.log.close());
  const [run, other] = [await sealedRun(world, '1', account), await sealedRun(world, '2', account)];
  const site: Site = { run, other, outside: world.at('outside') };
  run.copyTo(site.outside);
  const { trust } = account;

  async function assertFound(change: string, expected: Expected): Promise<void> {
    const answer = answerOf(await verifyRun(run.root, undefined, { trust }));
    const { verdict, notCarried } = answer.result;
    if ('notCarried' in expected) {
      assert.deepEqual([verdict.exit, verdict.differences, notCarried], [0, [], expected.notCarried], change);
      return;
    }
    const { exit, codes } = expected;
    const isOther = verdict.codes.includes('KEYID_MISMATCH') ? expected.pathsAfterKeyid : undefined;
    const paths = isOther ?? expected.paths;
    const found = verdict.codes.toSorted().join();
    const allowed = codes.map(set => set.toSorted().join());
    assert.ok(allowed.includes(found), `${change}: ${found} instead of ${allowed.join(' or ')}`);
    const worst = verdict.codes.some(code => ERRORS[code].exit === 1) ? 1 : 3;
    assert.equal(verdict.exit, exit === 'by code' ? worst : exit, change);
    const named = new Set(verdict.differences.flatMap(({ path, from }) => [path, from ?? path]));
    assert.deepEqual([...named].sort(), [...paths].sort(), `${change}: what is named`);
    const json = JSON.stringify(answerJson(answer));
    for (const path of paths) assert.ok(json.includes(JSON.stringify(jsonPath(path)).slice(1, -1)), change);
    const text = answerText(answer);
    for (const code of verdict.codes) assert.ok(text.includes(code), `${change}: ${code} is not in the text`);
  }

  await assertFound('no change', { notCarried: 0 });
  const times = new Map(Object.keys(CHANGES).map(change => [change, 0]));
  const seed = Number(process.env.SEQWARDEN_SEED ?? Date.now() % 2 ** 31);
  t.diagnostic(`SEQWARDEN_SEED=${seed} makes the same changes again`);
  await fc.assert(
    fc
      .asyncProperty(anyChange, async ({ change, picks }) => {
        const expected = CHANGES[change]?.(site, picks);
        fc.pre(expected !== undefined);
        times.set(change, (times.get(change) ?? 0) + 1);
        await assertFound(change, expected);
      })
      .afterEach(() => run.restore()),
    { numRuns: TIMES, seed },
  );
  await assertFound('no change', { notCarried: 0 });
  for (const [change, count] of times) t.diagnostic(`${count} times: ${change}`);
});
