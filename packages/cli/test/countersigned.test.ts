import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { keepWorkers } from './kept-workers.ts';
import { WitnessProcess } from './witness-process.ts';
import { World } from './world.ts';

describe('an account whose register has to be countersigned', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  const archived = (run: string | undefined) => world.at('archive', basename(run ?? ''));
  const copy = (run: string | undefined) => world.seqwarden('copy', run ?? '', '--to', world.at('archive'));
  const proofOf = (run: string | undefined) => join(archived(run), 'Custody', 'seal.tlog-proof');
  const verified = async (run: string | undefined) => {
    const { code, out } = await world.seqwarden('verify', archived(run), '--json');
    return { code, answer: JSON.parse(out) };
  };
  let runs: readonly string[];
  let witness: WitnessProcess;

  const setPolicy = async (text: string, ...options: string[]) => {
    writeFileSync(world.at('policy'), text);
    return world.seqwarden('trust', 'policy', world.at('policy'), ...options);
  };

  before(async () => {
    const { code, err } = await world.seqwarden('init', ...world.passphrase());
    assert.equal(code, 0, err);
    const vkey = readFileSync(world.at('config', 'seqwarden', 'log-key.vkey'), 'utf8').trim();
    witness = new WitnessProcess(world.at('witness'), [vkey]);
    await witness.start();
    runs = await Promise.all(['1', '2', '3'].map(seed => world.simulated(seed)));
  });

  after(() => witness.stop());

  it('takes a policy that can be kept, and no other; the trust file stays as it was', async () => {
    const trust = world.trustFile;
    const before = readFileSync(trust, 'utf8');
    const other = `log other.test/log+a31f4f3a+AcuIp3IWGlRkRz1aZ8hjpKbjfRhfX2zWGtW7OIqYzOhq\nquorum none\n`;
    const overheard = `witness w ${witness.vkey} http://w.test/\nquorum none\n`;
    for (const text of ['', 'quorum w\n', `witness w ${witness.vkey} ${witness.url}\n`, other, overheard]) {
      const { code, err } = await setPolicy(text);
      assert.equal(code, 2, text);
      assert.match(err, /\[(TLOG_POLICY_MALFORMED|TRUST_UNUSABLE|USAGE)\]/);
    }
    assert.equal(readFileSync(trust, 'utf8'), before);
    const policy = `witness w ${witness.vkey} ${witness.url}\nquorum w\n`;
    const { code, err, out } = await setPolicy(policy, '--json');
    assert.equal(code, 0, err);
    assert.deepEqual(JSON.parse(out).countersigners, [{ name: 'witness.test/w1', url: witness.url }]);
    assert.equal(JSON.parse(readFileSync(trust, 'utf8')).policy, policy);
  });

  it('copies a run, and its seal is countersigned', async () => {
    const { code, err } = await copy(runs[0]);
    assert.equal(code, 0, err);
    assert.doesNotMatch(err, /countersign|\[/);
    const { code: exit, answer } = await verified(runs[0]);
    assert.equal(exit, 0, JSON.stringify(answer));
    assert.deepEqual(
      answer.logEntry.cosignedBy.map(({ name }: { name: string }) => name),
      ['witness.test/w1'],
    );
  });

  it('goes on without its countersigner, and says so', async () => {
    await witness.stop();
    const { code, err } = await copy(runs[1]);
    assert.equal(code, 0, err);
    assert.match(err, /not countersigned.*\[QUORUM_MISSING\]/);
    assert.match(err, /^witness\.test\/w1: [^:]*\[WITNESS_DOWN\]/m);
    const { code: exit, answer } = await verified(runs[1]);
    assert.deepEqual([exit, answer.findings[0]?.code], [3, 'QUORUM_MISSING']);
  });

  it('keeps such a proof while the countersigner is down, and log adopt replaces it afterwards', async () => {
    const made = readFileSync(proofOf(runs[1]));
    const down = await world.seqwarden('log', 'adopt', archived(runs[1]));
    assert.match(down.err, /\[QUORUM_MISSING\]/);
    assert.deepEqual(readFileSync(proofOf(runs[1])), made);
    await witness.start();
    const { code, err } = await world.seqwarden('log', 'adopt', archived(runs[1]), archived(runs[0]));
    assert.equal(code, 0, err);
    assert.match(err, /adopted: .*\n.*at place/);
    assert.match(err, /in a register already/, 'what is countersigned stays');
    assert.equal((await verified(runs[1])).code, 0);
  });
});
