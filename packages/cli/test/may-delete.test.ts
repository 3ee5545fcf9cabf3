import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

describe('may-delete, hold and dispose', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  const [a, b] = [world.at('a'), world.at('b')];
  const config = world.at('agent.toml');
  let run = '';
  const at = ['--at', a, '--at', b];
  const terms = ['--read-back-within', '30', '--keep', '0'];
  const may = async (...more: string[]) => {
    const { code, out, err } = await world.seqwarden(
      'may-delete',
      run,
      ...at,
      ...terms,
      '--json',
      '--reread',
      ...more,
    );
    return { code, err, answer: out === '' ? undefined : JSON.parse(out) };
  };

  before(async () => {
    for (const place of [a, b]) mkdirSync(place);
    await world.seqwarden('init', ...world.passphrase());
    run = await world.simulated();
    const { code, err } = await world.seqwarden('copy', run, '--to', a, '--to', b, '--confirm');
    assert.equal(code, 0, err);
    writeFileSync(
      config,
      [
        'version = 1',
        `state = "${world.at('agent-state')}"`,
        `[root.landing]\npath = "${world.at('runs')}"\ndestinations = ["one", "two"]`,
        `[destination.one]\nto = "${a}"`,
        `[destination.two]\nto = "${b}"`,
        '[retention]\ndestinations = 2\nread-back-within-days = 30\nkeep-days = 0\n',
      ].join('\n'),
    );
  });

  it('says yes where everything is as asked, by addresses and by a configuration', async () => {
    const said = await world.seqwarden('may-delete', run, ...at, ...terms, '--reread');
    assert.equal(said.code, 0, said.out);
    assert.match(said.out, /may be deleted\n {2}ok +all that lies in the source was sealed: \d+ files/);
    assert.match(said.out, /^ {2}ok +2 of 2 destinations read back within 30 days$/m);
    assert.equal((await world.seqwarden('may-delete', run, '--config', config, '--reread')).code, 0);
  });

  it('reads what times of change tell nothing of, as of what came just before the seal, and says so', async () => {
    const { code, out } = await world.seqwarden('may-delete', run, ...at, ...terms);
    assert.equal(code, 0, out);
    assert.match(out, /; \d+ of them were read, as times of change say too little of them$/m);
  });

  it('says no with what is missing, a line each', async () => {
    const later = { now: () => new Date(Date.now() + 40 * 86_400_000) };
    const { code, out } = await world.with(
      later,
      'may-delete',
      run,
      ...at,
      ...terms.slice(0, 3),
      '365',
      '--reread',
    );
    assert.equal(code, 1);
    assert.match(out, /must NOT be deleted\n/);
    assert.match(out, /^ {2}MISSING +0 of 2 destinations read back within 30 days$/m);
    assert.match(out, /^ {2}MISSING +is to be kept until 20\d\d-\d\d-\d\dT\S+Z$/m);
    assert.match(out, /: does not count: it was read back too long ago, 20\S+Z$/m);
  });

  it('says that it cannot tell where a destination is not there', async () => {
    const { code, answer } = await may('--at', world.at('nowhere'), '--destinations', '2');
    assert.equal(code, 3);
    assert.equal(answer.answer, 'cannot tell');
  });

  for (const argv of [
    [],
    [...at],
    [...at, '--read-back-within', '30'],
    [...at, ...terms, '--config', 'x'],
    [...at, ...terms, '--destinations', '3'],
    [...at, '--read-back-within', '0.5', '--keep', '0'],
    ['--config', config, '--keep', '0'],
    ['--config', config, '--endpoint', 'https://s3.example'],
  ])
    it(`is used wrongly as may-delete RUN ${argv.join(' ').replaceAll(world.folder, '')}`, async () => {
      const { code, err } = await world.seqwarden('may-delete', run, ...argv);
      assert.equal(code, 2);
      assert.match(err, /\[USAGE\]/);
    });

  it('refuses a configuration without [retention], and a run of no root', async () => {
    const bare = world.at('bare.toml');
    writeFileSync(
      bare,
      `version = 1\n[root.r]\npath = "${world.at('runs')}"\ndestinations = ["d"]\n[destination.d]\nto = "${a}"\n`,
    );
    assert.match((await world.seqwarden('may-delete', run, '--config', bare)).err, /\[CONFIG_UNUSABLE\]/);
    const elsewhere = join(a, run.slice(run.lastIndexOf('/') + 1));
    assert.match((await world.seqwarden('may-delete', elsewhere, '--config', config)).err, /\[USAGE\]/);
  });

  it('a hold stands until its lift, at every destination, and stops a disposal', async () => {
    const made = await world.seqwarden('hold', run, '--reason', 'complaint 17', '--config', config, '--json');
    assert.equal(made.code, 0, made.err);
    const { hold, destinations } = JSON.parse(made.out);
    assert.deepEqual(destinations, [
      { label: a, code: null },
      { label: b, code: null },
    ]);
    const { code, answer } = await may();
    assert.equal(code, 1);
    const [point] = answer.points.filter((one: { about: string }) => one.about === 'hold');
    assert.deepEqual([point.hold.identity, point.hold.reason], [hold, 'complaint 17']);
    const dispose = ['dispose', run, '--copy', 'source', '--reason', 'retention', ...at];
    const refused = await world.seqwarden(...dispose);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /a hold stands since .*complaint 17 \[HELD\]/);

    const second = await world.seqwarden('hold', run, '--reason', 'x', ...at, '--json');
    const lift = ['hold', run, '--lift', '--reason', 'closed', ...at];
    const unclear = await world.seqwarden(...lift);
    assert.deepEqual([unclear.code, /2 holds stand.*\[HOLD_UNCLEAR\]/.test(unclear.err)], [3, true]);
    assert.equal((await world.seqwarden(...lift, '--hold', hold.slice(0, 12))).code, 0);
    assert.equal((await may()).code, 1);
    assert.equal((await world.seqwarden(...lift)).code, 0);
    assert.equal((await may()).code, 0);
    assert.notEqual(JSON.parse(second.out).hold, hold);
  });

  it('an old lift that is laid there once more ends no later hold', async () => {
    await world.seqwarden('hold', run, '--reason', 'again', ...at);
    const holds = join(a, '.seqwarden', 'holds');
    const folder = join(holds, readdirSync(holds)[0] ?? '');
    for (const name of readdirSync(folder)) cpSync(join(folder, name), join(folder, `9${name.slice(1)}`));
    assert.equal((await may()).code, 1);
    await world.seqwarden('hold', run, '--lift', '--reason', 'closed', ...at);
    assert.equal((await may()).code, 0);
  });

  it('what nobody can judge among the holds leaves it open', async () => {
    const holds = join(a, '.seqwarden', 'holds');
    const planted = join(holds, readdirSync(holds)[0] ?? '', '0777.intoto.json');
    writeFileSync(planted, '{}\n');
    const { code, answer } = await may();
    assert.deepEqual([code, answer.answer], [3, 'cannot tell']);
    const dispose = ['dispose', run, '--copy', 'source', '--reason', 'retention', ...at];
    assert.equal((await world.seqwarden(...dispose)).code, 3);
    rmSync(planted);
  });

  it('a hold works for a run that nobody sealed, and not for one that nobody has', async () => {
    const growing = world.at('runs', 'GROWING');
    mkdirSync(growing);
    assert.equal((await world.seqwarden('hold', growing, '--reason', 'x', '--config', config)).code, 0);
    const none = await world.seqwarden('hold', world.at('runs', 'NONE'), '--reason', 'x', '--config', config);
    assert.deepEqual([none.code, /\[RUN_NOT_FOUND\]/.test(none.err)], [2, true]);
  });

  it('a path that leads through a file is no run, for every command alike', async () => {
    const file = world.at('afile');
    writeFileSync(file, '');
    for (const argv of [
      ['hold', '--reason', 'x'],
      ['dispose', '--copy', 'source', '--reason', 'retention'],
      ['may-delete', ...terms],
    ]) {
      const [command = '', ...more] = argv;
      const { code, err } = await world.seqwarden(command, join(file, 'RUN'), ...at, ...more);
      assert.deepEqual([command, code, /\[(\w+)\]/.exec(err)?.[1]], [command, 2, 'RUN_NOT_FOUND']);
    }
  });

  for (const reason of ['', 'ask jane@lab.example', 'x\ny', 'x'.repeat(501)])
    it(`a hold takes no reason such as ${JSON.stringify(reason.slice(0, 30))}`, async () => {
      const { code, err } = await world.seqwarden('hold', run, '--reason', reason, ...at);
      assert.deepEqual([code, /\[USAGE\]/.test(err)], [2, true]);
    });

  it('a hold that reaches only some destinations says where it is missing, and stands', async () => {
    const places = ['--at', a, '--at', world.at('nowhere')];
    const { code, err } = await world.seqwarden('hold', run, '--reason', 'x', ...places);
    assert.equal(code, 2);
    assert.match(err, /recorded at .*\n {2}NOT recorded at .*nowhere \[DESTINATION_UNUSABLE\]/);
    assert.equal((await may()).code, 1);
    assert.equal((await world.seqwarden('hold', run, '--lift', '--reason', 'x', ...at)).code, 0);
  });

  it('a person signs holds with a key of their own, and lifts them, until it ends', async () => {
    const [file, secret] = [world.at('person.pem'), world.passphrase()];
    const by = ['--signer', file, ...secret];
    const made = JSON.parse((await world.seqwarden('keys', 'make', file, ...secret, '--json')).out);
    const hold = ['hold', run, '--reason', 'complaint 17', ...at];
    assert.match((await world.seqwarden(...hold, ...by)).err, /\[UNKNOWN_KEY\]/);
    assert.match((await world.seqwarden(...hold, ...secret)).err, /goes with --signer \[USAGE\]/);
    const administrator = ['--signer', world.at('config', 'seqwarden', 'administrator-key.pem'), ...secret];
    const keys = (...argv: string[]) => world.seqwarden('keys', ...argv, ...administrator);
    assert.equal((await keys('enrol', made.publicKey, '--role', 'person')).code, 0);
    const held = await world.seqwarden(...hold, ...by);
    assert.equal(held.code, 0, held.err);
    const { out } = await world.seqwarden('may-delete', run, ...at, ...terms, '--reread');
    assert.match(out, new RegExp(`by the key ${made.fingerprint}: complaint 17`));
    const lifted = await world.seqwarden(...hold, '--lift', ...by);
    assert.equal(lifted.code, 0, lifted.err);
    assert.equal((await keys('revoke', made.keyid, '--reason', 'left')).code, 0);
    assert.match((await world.seqwarden(...hold, ...by)).err, /\[KEY_REVOKED\]/);
    assert.equal((await may()).code, 0, 'the lift counts, which was entered before');
  });

  it('a copy that was disposed of counts no more, though it lies there still', async () => {
    const dispose = ['dispose', run, '--reason', 'medium-retired', '--config', config, '--json'];
    const { code, out, err } = await world.seqwarden(...dispose, '--copy', 'two', '--copy', 'source');
    assert.equal(code, 0, err);
    const { copies, destinations } = JSON.parse(out);
    assert.deepEqual([copies.length, destinations.length], [1, 2]);
    const { answer } = await may();
    assert.deepEqual(
      answer.destinations.map((one: { why: string | null }) => one.why),
      [null, 'disposed'],
    );
  });

  it('a run that is gone everywhere can be disposed of by the seal that deliveries name', async () => {
    const name = run.slice(run.lastIndexOf('/') + 1);
    for (const folder of [run, join(a, name), join(b, name)]) rmSync(folder, { recursive: true });
    const dispose = ['dispose', run, '--copy', a, '--reason', 'retention', ...at];
    const unknown = await world.seqwarden(...dispose);
    assert.deepEqual([unknown.code, /\[UNSIGNED\]/.test(unknown.err)], [3, true]);
    assert.equal((await world.seqwarden(...dispose, '--seal', 'ab'.repeat(32))).code, 3);
    const [seal = ''] = readdirSync(join(a, '.seqwarden', 'deliveries'));
    const copy = join(a, name);
    assert.match((await world.seqwarden('verify', copy)).err, /\[RUN_NOT_FOUND\]/);
    const { code, err } = await world.seqwarden(...dispose, '--seal', seal);
    assert.equal(code, 0, err);
    const said = await world.seqwarden('verify', copy);
    assert.equal(said.code, 3);
    assert.match(
      said.err,
      /is not there: disposed of on purpose \(retention\), as signed on .* \[DISPOSED\]/,
    );
    assert.match((await world.seqwarden('verify', join(a, 'ANOTHER'))).err, /\[RUN_NOT_FOUND\]/);
    assert.match((await world.seqwarden('verify', run)).err, /\[RUN_NOT_FOUND\]/);
  });

  it('that it was disposed of is told also when the key that signed it was rotated, by the register that lies there or is named', async () => {
    const copy = join(a, run.slice(run.lastIndexOf('/') + 1));
    const rotated = await world.seqwarden('keys', 'rotate');
    assert.equal(rotated.code, 0, rotated.err);
    assert.match((await world.seqwarden('verify', copy)).err, /\[DISPOSED\]/);
    renameSync(join(a, '.seqwarden', 'log'), join(a, '.seqwarden', 'elsewhere'));
    const unproven = await world.seqwarden('verify', copy);
    assert.match(
      unproven.err,
      /nothing shows that it counts: name its register with --log \[RUN_NOT_FOUND\]/,
    );
    assert.match((await world.seqwarden('verify', copy, '--log', b)).err, /\[DISPOSED\]/);
    assert.match(
      (await world.seqwarden('verify', copy, '--log', world.at('runs'))).err,
      /\[LOG_UNREADABLE\]/,
    );
    const documents = join(a, '.seqwarden', 'disposed');
    rmSync(documents, { recursive: true });
    assert.doesNotMatch((await world.seqwarden('verify', copy)).err, /--log/);
  });
});
