import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { configFolder, logFolder } from '@seqwarden/agent/config';
import { findOwnLogKey } from '@seqwarden/agent/register';
import { parseCheckpoint, parseNote } from '@seqwarden/proof/log';
import { serverOrSkip } from '../../agent/test/support/ssh-server.ts';
import { keepWorkers } from './kept-workers.ts';
import { accountWithLog } from './with-log.ts';
import { World } from './world.ts';

describe('an account with a register', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  let runs: readonly string[];
  let id: string;
  before(async () => {
    assert.equal((await world.seqwarden('init')).code, 0);
    const account = await accountWithLog(world);
    await account.log.close();
    id = findOwnLogKey(configFolder(world.env), world.env)?.id ?? '';
    runs = await Promise.all(['1', '2', '3'].map(seed => world.simulated(seed)));
  });

  const archived = (run: string | undefined) => world.at('archive', basename(run ?? ''));
  const copy = (run: string | undefined) => world.seqwarden('copy', run ?? '', '--to', world.at('archive'));
  const published = () => {
    const file = readFileSync(world.at('archive', '.seqwarden', 'log', id, 'checkpoint'));
    return parseCheckpoint(parseNote(file).text).size;
  };
  const proof = (run: string | undefined) => join(archived(run), 'Custody', 'seal.tlog-proof');

  it('copy brings it to the destination, and verify tells the place of the seal in it', async () => {
    const { code, err } = await copy(runs[0]);
    assert.equal(code, 0, err);
    const size = published();
    const { out } = await world.seqwarden('verify', archived(runs[0]), '--json');
    const { answer, logStanding, logEntry, log } = JSON.parse(out);
    assert.equal(answer, 'unchanged');
    if (logStanding === 'entered') {
      assert.deepEqual([logEntry.log, logEntry.index], [id, size - 2], 'after it came its delivery');
      assert.match(log, /later statements unknown$/);
    } else assert.equal(logStanding, 'not judged');
  });

  it('hold and dispose are entered, and published with it', async () => {
    const size = published();
    const at = ['--at', world.at('archive')];
    const held = await world.seqwarden('hold', archived(runs[0]), '--reason', 'a complaint', ...at);
    assert.equal(held.code, 0, held.err);
    assert.equal(published(), size + 1);
    const lifted = await world.seqwarden('hold', archived(runs[0]), '--lift', '--reason', 'over', ...at);
    assert.equal(lifted.code, 0, lifted.err);
    assert.equal(published(), size + 2);
    const how = ['--copy', 'source', '--reason', 'not-needed'];
    const disposed = await world.seqwarden('dispose', archived(runs[0]), ...how, ...at);
    assert.equal(disposed.code, 0, disposed.err);
    assert.equal(published(), size + 3);
  });

  it('a seal without its proof gets it by log adopt, and nothing else is changed', async () => {
    const made = readFileSync(proof(runs[0]));
    rmSync(proof(runs[0]));
    const listed = readdirSync(archived(runs[0]), { recursive: true }).length;
    const adopted = await world.seqwarden('log', 'adopt', archived(runs[0]), world.at('runs'));
    assert.equal(adopted.code, 3, 'the second is no sealed run');
    assert.match(
      adopted.err,
      /^adopted: .*\n {2}seal [0-9a-f]{64}, at place \d+ of the register\nnot adopted: /,
    );
    assert.match(adopted.err, /\[UNSIGNED\]/);
    assert.equal(readdirSync(archived(runs[0]), { recursive: true }).length, listed + 1);
    const index = (file: Buffer) => file.toString('latin1').split('\n')[1];
    assert.equal(index(readFileSync(proof(runs[0]))), index(made), 'the log had it at this place');
    const again = await world.seqwarden('log', 'adopt', archived(runs[0]), '--json');
    assert.deepEqual([again.code, JSON.parse(again.out).runs[0].adopted], [0, []]);
  });

  it('log adopt takes a run on a server, and one that is not there stops no other', async t => {
    const server = await serverOrSkip(t);
    if (server === undefined) return;
    const at = `sftp://${server.user}@${server.host}:${server.port}`;
    const made = readFileSync(proof(runs[0]));
    rmSync(proof(runs[0]));
    const argv = [`${at}${archived('NONE')}`, `${at}${archived(runs[0])}`];
    const { code, err } = await world.seqwarden('log', 'adopt', ...argv);
    assert.equal(code, 2, err);
    assert.match(
      err,
      /^not adopted: .*NONE\n.*\[RUN_NOT_FOUND\]\n.*\nadopted: .*\n {2}seal [0-9a-f]{64}, at place \d+ of/,
    );
    const index = (file: Buffer) => file.toString('latin1').split('\n')[1];
    assert.equal(index(readFileSync(proof(runs[0]))), index(made));
  });

  it('what a stranger put in its place at a destination stays, is told of, and does not stop the copy', async () => {
    const path = world.at('archive', '.seqwarden', 'log', id, 'checkpoint');
    const good = readFileSync(path);
    writeFileSync(path, 'nothing of ours');
    const { code, err } = await copy(runs[1]);
    assert.equal(code, 0, err);
    assert.match(err, /\[NOTE_MALFORMED\]/);
    assert.equal(readFileSync(path, 'utf8'), 'nothing of ours');
    writeFileSync(path, good);
  });

  it('put back to an earlier state it takes nothing, before anything is read; restored it goes on', async () => {
    const folder = logFolder(world.env);
    cpSync(folder, world.at('snapshot'), { recursive: true });
    assert.equal((await copy(runs[1])).code, 0, 'brings what is there');
    const at = ['--at', world.at('archive')];
    assert.equal((await world.seqwarden('hold', archived(runs[1]), '--reason', 'x', ...at)).code, 0);
    const size = published();
    rmSync(folder, { recursive: true });
    cpSync(world.at('snapshot'), folder, { recursive: true });
    const refused = await copy(runs[2]);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /\[LOG_BEHIND\]/);
    assert.ok(!existsSync(archived(runs[2])), 'nothing was begun');
    const restored = await world.seqwarden('log', 'restore', ...at, '--json');
    assert.equal(restored.code, 0, restored.err);
    assert.equal(JSON.parse(restored.out).size, size);
    const { code, err } = await copy(runs[2]);
    assert.equal(code, 0, err);
    assert.equal(published(), size + 2);
  });

  it('is missed where its folder is gone', async () => {
    rmSync(logFolder(world.env), { recursive: true });
    const { code, err } = await copy(runs[2]);
    assert.equal(code, 2);
    assert.match(err, /\[LOG_MISSING\]/);
  });
});
