import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it, mock } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ERRORS, type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import { COMMANDS } from '../src/commands/index.ts';
import { VERSION } from '../src/version.ts';
import { keepWorkers } from './kept-workers.ts';
import { type Said, World } from './world.ts';

const SMALL = ['--cycles', '3', '--tiles', '1', '--clusters', '10'];

/** An error as people read it, and nothing on standard output. */
function assertError({ code, out, err }: Said, expected: ErrorCode): void {
  assert.equal(code, ERRORS[expected].exit, err);
  assert.match(err, new RegExp(`^seqwarden: .* \\[${expected}\\]\\n  .*\\n$`, 'ms'));
  assert.ok(err.includes(ERRORS[expected].advice));
  assert.equal(out, '');
}

/** One document, laid out as documents are, and nothing else. */
function oneDocument(out: string) {
  const document = JSON.parse(out);
  assert.equal(out, `${JSON.stringify(document, null, 2)}\n`);
  return document;
}

describe('wrong usage is exit 2 with the code USAGE:', () => {
  const world = new World({ after });
  for (const argv of [
    ['frobnicate'],
    ['--json'],
    ['help', 'frobnicate'],
    ['case'],
    ['case', 'show'],
    ['init', 'somewhere'],
    ['init', '--force'],
    ['inspect'],
    ['inspect', ''],
    ['inspect', 'a', 'b'],
    ['copy', 'run'],
    ['copy', '--to', 'archive'],
    ['copy', 'run', '--to', ''],
    ['copy', 'run', '--to'],
    ['copy', 'run', '--to', 'archive', '--to', 'archive'],
    ['copy', 'run', '--to', 'archive', '--reread=yes'],
    ['seal'],
    ['seal', 'run', '--limit'],
    ['verify'],
    ['verify', 'run', '--policy', 'a', '--policy', 'b'],
    ['verify', 'run', '--trust', 'a', '--trust', ''],
    ['verify', 'run', '--trust', 'a', '--trust'],
    ['verify', '-', '--custody', 'somewhere'],
    ['simulate', 'miseq'],
    ['simulate', 'abacus', '--out', 'runs'],
    ['simulate', 'miseq', '--out', 'runs', '--cycles', 'many'],
    ['simulate', 'miseq', '--out', 'runs', '--cycles', '-3'],
    ['simulate', 'miseq', '--out', 'runs', '--cycles=-3'],
    ['simulate', 'miseq', '--out', 'runs', '--cycles', '1.5'],
    ['simulate', 'miseq', '--out', 'runs', '--cycles', '1e3'],
    ['simulate', 'miseq', '--out', 'runs', '--pace', 'slow'],
    ['simulate', 'miseq', '--out', 'runs', '--scenario', 'eclipse'],
    ['tour', 'backwards'],
  ]) {
    it(argv.map(arg => arg || '""').join(' '), async () =>
      assertError(await world.seqwarden(...argv), 'USAGE'),
    );
  }
});

describe('help', () => {
  const world = new World({ after });

  it('names every command, and the exit codes', async () => {
    for (const argv of [['help'], ['--help'], ['-h']]) {
      const { code, out, err } = await world.seqwarden(...argv);
      assert.deepEqual([code, err], [0, '']);
      for (const name of Object.keys(COMMANDS)) assert.match(out, new RegExp(`^ {2}${name} +\\S`, 'm'));
      assert.match(out, /0 good, 1 bad news, 2 wrong usage or unusable input, 3 cannot tell/);
    }
  });

  for (const [name, load] of Object.entries(COMMANDS)) {
    it(`of ${name} tells each option and does nothing`, async () => {
      for (const argv of [
        ['help', name],
        [name, '--help'],
        [name, '-h', '--nonsense'],
      ]) {
        const { code, out, err } = await world.seqwarden(...argv);
        assert.deepEqual([code, err], [0, '']);
        assert.match(out, new RegExp(`^usage: seqwarden ${name}(?: \\S.*)?\\n`));
        for (const option of Object.keys((await load()).options))
          assert.match(out, new RegExp(`^ {2}--${option}(?: …)? +[^ …]`, 'm'));
        assert.ok(out.split('\n').every(line => line === line.trimEnd()));
      }
    });
  }

  it('of the first word of several commands tells these', async () => {
    for (const argv of [
      ['help', 'case'],
      ['case', '--help'],
    ]) {
      const { code, out, err } = await world.seqwarden(...argv);
      assert.deepEqual([code, err], [0, '']);
      const told = [...out.matchAll(/^ {2}(\w+ \w+) +\S/gm)].map(([, name]) => name);
      assert.deepEqual(
        told,
        Object.keys(COMMANDS).filter(name => name.startsWith('case ')),
      );
    }
    assert.match((await world.seqwarden('case')).err, /^seqwarden: case needs a second word: open, list,/);
  });

  it('how a command is called stands below what was wrong with its arguments', async () => {
    const { out, err } = await world.seqwarden('keys', 'enrol', '--json');
    assert.match(err, /an argument is missing \[USAGE\]\n.*\n {2}usage: seqwarden keys enrol FILE /);
    assert.equal(oneDocument(out).error.code, 'USAGE');
    assert.match((await world.seqwarden('hold', 'run', '--reason', 'x')).err, /name the destinations, with/);
  });

  it('and the version are exit 0', async () => {
    assert.match(VERSION, /^\d+\.\d+\.\d+$/);
    for (const argv of [['--version'], ['version']])
      assert.deepEqual(await world.seqwarden(...argv), { code: 0, out: 'seqwarden 0.0.0-test\n', err: '' });
  });
});

describe('keys and trust:', () => {
  const world = new World({ after });
  const config = (name: string) => world.at('config', 'seqwarden', name);
  let run: string;
  before(async () => {
    run = (await world.seqwarden('simulate', 'miseq', '--out', world.at('runs'), ...SMALL)).out.trimEnd();
  });

  it('without a key nothing is copied or sealed, and the error says how to make one', async () => {
    for (const argv of [
      ['copy', run, '--to', world.at('archive')],
      ['seal', run],
    ]) {
      const said = await world.seqwarden(...argv);
      assertError(said, 'KEY_MISSING');
      assert.match(said.err, /`seqwarden init`/);
    }
    assert.deepEqual(globSync('**', { cwd: world.at('archive') }), ['.']);
  });

  it('without a trust file nothing is verified', async () => {
    assertError(await verifyIn(world, run), 'TRUST_MISSING');
    assertError(await verifyIn(world, run, '--trust', world.at('nowhere')), 'TRUST_MISSING');
  });

  it('init makes nothing for a label that no trust file can hold', async () => {
    for (const label of ['two\nlines', 'x'.repeat(201), 'cut off: \ud83e']) {
      assertError(await world.seqwarden('init', '--label', label), 'USAGE');
      assert.ok(!existsSync(world.at('config')), label);
    }
  });

  it('init makes a key once', async () => {
    const { code, out, err } = await world.seqwarden('init', '--label', 'seal key of a test');
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^ {2}seal key {2}(?:[0-9a-f]{4} ){5}[0-9a-f]{4}$/m);
    assertError(await world.seqwarden('init'), 'KEY_EXISTS');
  });

  it('a key that others can read is refused', async () => {
    chmodSync(config('seal-key.pem'), 0o644);
    assertError(await world.seqwarden('seal', run), 'KEY_PERMISSIONS');
    chmodSync(config('seal-key.pem'), 0o600);
  });

  it('a trust file that everybody can write is refused, and one that lies in the run', async () => {
    const trust = world.at('trust.json');
    copyFileSync(config('trust.json'), trust);
    chmodSync(trust, 0o666);
    assertError(await verifyIn(world, run, '--trust', trust), 'TRUST_WRITABLE');
    const inside = join(run, 'Logs', 'trust.json');
    mkdirSync(join(run, 'Logs'), { recursive: true });
    copyFileSync(config('trust.json'), inside);
    assertError(await verifyIn(world, run, '--trust', inside), 'TRUST_INSIDE_RUN');
    assertError(await verifyIn(world, run, '--trust', world.folder), 'TRUST_UNUSABLE');
    writeFileSync(trust, '{}', { mode: 0o644 });
    chmodSync(trust, 0o644);
    assertError(await verifyIn(world, run, '--trust', trust), 'TRUST_UNUSABLE');
  });

  it('a policy that is none is refused', async () => {
    const policy = world.at('policy.json');
    writeFileSync(policy, '{"seqwardenPolicy":1,"tolerate":{"added":["Data/**"],"missing":[]}}');
    for (const path of [policy, world.at('nowhere')])
      assertError(await verifyIn(world, run, '--policy', path), 'POLICY_UNUSABLE');
  });
});

/** Without the line by which `verify` says that it is not confined here. */
async function verifyIn(world: World, ...argv: string[]): Promise<Said> {
  const said = await world.seqwarden('verify', ...argv);
  return { ...said, err: said.err.replace(/^seqwarden: verify runs without the permission model.*\n/, '') };
}

describe('a day’s work', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  const said: Said[] = [];
  const ask = async (...argv: string[]): Promise<Said> => {
    const answer = await world.seqwarden(...argv);
    said.push(answer);
    return answer;
  };
  const simulated = async (...options: string[]) =>
    (await ask('simulate', 'miseq', '--out', world.at('runs'), ...SMALL, ...options)).out.trimEnd();
  let run: string;
  let copy: string;
  before(async () => {
    said.push(await world.seqwarden('init', '--json', ...world.passphrase()));
    run = await simulated();
    copy = join(world.at('archive'), run.slice(world.at('runs').length + 1));
  });

  it('with --json is one document on standard output, each time', async () => {
    const other = ['simulate', 'miseq', '--out', world.at('runs'), '--seed', '9', ...SMALL, '--json'];
    const documents = new Map<string, [number, unknown]>();
    for (const argv of [
      ['init', '--json', ...world.passphrase()],
      other,
      ['inspect', run, '--json'],
      ['inspect', world.at('nowhere'), '--json'],
      ['copy', run, '--to', world.at('archive'), '--json'],
      ['copy', run, '--to', world.at('nowhere'), '--json'],
      ['copy', run, '--nonsense', '--json'],
      ['seal', world.at('runs'), '--json'],
      ['seal', world.at('nowhere'), '--json'],
      ['verify', copy, '--json'],
      ['verify', world.at('nowhere'), '--json'],
    ]) {
      const { code, out, err } = await ask(...argv);
      const document = oneDocument(out);
      documents.set(`${argv[0]} ${code} ${document.error?.code ?? ''}`.trimEnd(), [code, document]);
      assert.equal(document.error !== undefined, code !== 0);
      if (code !== 0)
        assert.ok(err.includes(`[${document.error.code}]`) && err.includes(document.error.advice));
    }
    assert.deepEqual(
      [...documents.keys()],
      [
        ...['init 2 KEY_EXISTS', 'simulate 0', 'inspect 0', 'inspect 2 RUN_NOT_FOUND'],
        ...['copy 0', 'copy 2 DESTINATION_UNUSABLE', 'copy 2 USAGE'],
        ...['seal 0', 'seal 2 RUN_NOT_FOUND', 'verify 0', 'verify 2 RUN_NOT_FOUND'],
      ],
    );
  });

  it('without --json tells people on standard error, but for what they asked for', async () => {
    const again = await ask('copy', run, '--to', world.at('archive'));
    assert.deepEqual([again.code, again.out], [0, '']);
    assert.match(again.err, /^all there and equal already: .*\(simulated\), complete$/m);
    const sealed = await ask('seal', run);
    assert.deepEqual([sealed.code, sealed.out], [0, '']);
    assert.match(sealed.err, /^sealed before, signature good/m);
    const verified = await ask('verify', copy);
    assert.equal(verified.code, 0);
    assert.match(verified.out, /^unchanged since \d{4}-.*: \d+ files\nrun .*\(simulated\)\n/);
    const inspected = await ask('inspect', run);
    assert.deepEqual([inspected.code, inspected.err], [0, '']);
    assert.match(inspected.out, /^run +\S+ +\(simulated\)$/m);
  });

  it('ends with 3 for what cannot be told: no seal, a run that is not over', async () => {
    const aborted = await simulated('--seed', '2', '--scenario', 'aborted');
    assertError(await ask('copy', aborted, '--to', world.at('archive')), 'RUN_NOT_FINISHED');
    const unsigned = await ask('verify', aborted);
    assert.equal(unsigned.code, 3);
    assert.match(unsigned.out, /^cannot tell whether the run was changed \[UNSIGNED\]\n/);
    const incomplete = await ask('copy', aborted, '--to', world.at('archive'), '--incomplete', '--json');
    const folder = oneDocument(incomplete.out).destinations[0].place;
    assert.equal((await ask('verify', folder)).code, 0);
    const strict = await ask('verify', folder, '--require-complete');
    assert.equal(strict.code, 3);
    assert.match(strict.out, /\[INCOMPLETE\]/);
  });

  it('ends with 1 for bad news, and of many runs with the worst', async () => {
    const first = await simulated('--seed', '3');
    const second = await simulated('--seed', '4');
    appendFileSync(join(first, 'RunInfo.xml'), '<', 'latin1');
    const one = await ask('seal', first);
    assert.equal(one.code, 2);
    assert.match(one.err, /^not sealed: .*\[RUN_INFO_DAMAGED\]$/ms);
    const all = await ask('seal', world.at('runs'), '--incomplete', '--json');
    assert.equal(all.code, 2);
    const outcomes = oneDocument(all.out).runs.map((outcome: { run: string; outcome: string }) => [
      outcome.run,
      outcome.outcome,
    ]);
    assert.deepEqual(new Map(outcomes).get(first), 'failed');
    assert.deepEqual(new Map(outcomes).get(second), 'sealed');
    writeFileSync(join(second, 'RunInfo.xml'), 'x');
    const changed = await ask('verify', second);
    assert.equal(changed.code, 1);
    assert.match(changed.out, /^CHANGED: this is not what was sealed \[FILE_CHANGED\]\n/);
  });

  it('of a compressed stream, however short, says to gunzip it first', async () => {
    for (const bytes of [gzipSync(''), gzipSync(randomBytes(1000)), gzipSync('').subarray(0, 2)]) {
      const said = await world.with({ input: Readable.from([bytes]) }, 'verify', '-');
      assert.equal(said.code, 2);
      assert.match(said.err, /gunzip first \[TAR_MALFORMED\]/);
    }
    for (const length of [1, 2, 511]) {
      const said = await world.with({ input: Readable.from([Buffer.alloc(length)]) }, 'verify', '-');
      assert.match(said.err, /the stream ends in .* \[TAR_MALFORMED\]/);
    }
    const empty = await world.with({ input: Readable.from([]) }, 'verify', '-');
    assert.match(empty.err, /the stream ends without the two blocks .* \[TAR_MALFORMED\]/);
  });

  it('stops between two files when it is told to, and says so', async () => {
    const stopped = await simulated('--seed', '5');
    const signal = AbortSignal.abort(new SeqwardenError('INTERRUPTED', 'stopped by SIGTERM'));
    for (const argv of [
      ['copy', stopped, '--to', world.at('archive')],
      ['seal', stopped],
    ])
      assertError(await world.with({ signal }, ...argv), 'INTERRUPTED');
  });

  it('draws a bar on a terminal and takes it away again', async () => {
    const drawn = await simulated('--seed', '6');
    const bar = (what: string) =>
      new RegExp(`\\r\\x1b\\[K${what} \\[#{30}\\] (\\d+) of \\1 files, .*/s\\r\\x1b\\[K[^\\r]*$`);
    const copied = await world.with({ terminal: true }, 'copy', drawn, '--to', world.at('archive'));
    assert.match(copied.err, bar('copying'));
    const name = drawn.slice(world.at('runs').length + 1);
    assert.match((await world.with({ terminal: true }, 'seal', drawn)).err, bar(`sealing ${name}`));
    const verified = await world.with({ terminal: true }, 'verify', drawn, '--json');
    assert.match(verified.err, bar('verifying'));
    oneDocument(verified.out);
  });

  it('tells nobody the private key', async () => {
    const pem = readFileSync(world.at('config', 'seqwarden', 'seal-key.pem'), 'latin1');
    const { d = '' } = createPrivateKey(pem).export({ format: 'jwk' });
    const raw = Buffer.from(d, 'base64url');
    const [, middle = ''] = pem.split('\n');
    const secrets = [middle, d, ...(['hex', 'base64', 'latin1'] as const).map(form => raw.toString(form))];
    assert.equal(raw.length, 32);
    const written = globSync(['archive/**', 'runs/**', 'state/**', 'config/**'], {
      cwd: world.folder,
      withFileTypes: true,
    })
      .filter(entry => entry.isFile() && entry.name !== 'seal-key.pem')
      .map(entry => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    assert.ok(written.length > 100 && said.length > 20);
    for (const text of [...written, ...said.flatMap(({ out, err }) => [out, err])])
      for (const secret of secrets) assert.ok(!text.includes(secret));
  });
});
