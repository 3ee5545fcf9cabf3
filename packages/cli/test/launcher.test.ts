import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ERRORS } from '@seqwarden/proof';
import { listeningSockets, oldNodeOrSkip, run, standIn, start } from './stand-in.ts';

const thisNode = () => process.execPath;

/** Any free port for an inspector: the usual one may be taken, and then one that should not open would not be seen to. */
const ANY_PORT = { NODE_OPTIONS: '--inspect-port=0' };

/** Looks until it is so; gives up after a time that only something broken needs. */
async function until(what: string, isSo: () => boolean): Promise<void> {
  const end = performance.now() + 15_000;
  while (!isSo()) {
    assert.ok(performance.now() < end, `waited in vain until ${what}`);
    await sleep(5);
  }
}

/** The control: a bare Node gets a SIGUSR1 and is seen to listen, so that whoever got one before had all the time it takes. */
async function bareNodeListens(): Promise<void> {
  const { child, pid, firstLine, ended } = start(
    process.execPath,
    ['-e', `console.log('ready'); setTimeout(() => {}, 20_000)`],
    ANY_PORT,
  );
  await firstLine;
  child.kill('SIGUSR1');
  try {
    await until('a bare Node listens', () => listeningSockets(pid) === 1);
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** A command that answers each SIGHUP with a line, and ends with 7 on SIGTERM. */
const ANSWERS = `
export function main(): Promise<number> {
  const stay = setTimeout(() => {}, 20_000);
  return new Promise(ended => {
    process.on('SIGHUP', () => console.log('SIGHUP'));
    process.on('SIGTERM', () => {
      clearTimeout(stay);
      ended(7);
    });
    console.log(process.pid);
  });
}
`;

for (const [name, nodeOrSkip] of [
  ['an older Node', oldNodeOrSkip],
  ['Node 26', thisNode],
] as const) {
  describe(`the launcher on ${name}`, { concurrency: true }, () => {
    it('runs the command under Node 26 with --disable-sigusr1 and hands its arguments on unchanged', async t => {
      const node = nodeOrSkip(t);
      if (node === undefined) return;
      const args = ['--flag', 'two words', 'a\nb', '', '*'];
      const { stdout, code } = await run(node, [standIn(t).launcher, 'tell', ...args]);
      assert.equal(code, 0);
      const told = JSON.parse(stdout);
      assert.deepEqual(told.rest, args);
      assert.deepEqual(told.flags, ['--disable-sigusr1', '--max-semi-space-size=4']);
      assert.match(told.version, /^v26\./);
    });

    it('ends with the exit code of the command', async t => {
      const node = nodeOrSkip(t);
      if (node === undefined) return;
      const { launcher } = standIn(t);
      for (const code of [0, 1, 2, 3]) {
        assert.equal((await run(node, [launcher, 'exit', String(code)])).code, code);
      }
    });

    it('ends with 2, not with the 1 of bad news, on an error that nobody caught', async t => {
      const node = nodeOrSkip(t);
      if (node === undefined) return;
      const { folder, launcher } = standIn(t);
      const stumbled = await run(node, [launcher, 'stumble']);
      rmSync(join(folder, 'packages', 'cli', 'src', 'main.ts'));
      for (const { code, stderr } of [stumbled, await run(node, [launcher, 'exit', '0'])]) {
        assert.equal(code, 2);
        assert.match(stderr, /\[INTERNAL\]/);
        assert.ok(stderr.includes(ERRORS.INTERNAL.advice));
      }
    });

    it('hands SIGINT, SIGTERM and SIGHUP on to the command and waits for its answer', async t => {
      const node = nodeOrSkip(t);
      if (node === undefined) return;
      const { launcher } = standIn(t);
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        const { child, firstLine, ended } = start(node, [launcher, 'wait']);
        await firstLine;
        child.kill(signal);
        const { stdout, code } = await ended;
        assert.equal(stdout.split('\n')[1], JSON.stringify(signal));
        assert.equal(code, 7);
      }
    });

    it('dies by the signal by which the command died', async t => {
      const node = nodeOrSkip(t);
      if (node === undefined) return;
      const { launcher } = standIn(t);
      for (const signal of ['SIGTERM', 'SIGHUP', 'SIGKILL'] as const) {
        assert.equal((await run(node, [launcher, 'die', signal])).signal, signal);
      }
    });

    it('opens no port on SIGUSR1, neither itself nor the command', async t => {
      const node = nodeOrSkip(t);
      if (node === undefined) return;
      const { folder, launcher } = standIn(t);
      writeFileSync(join(folder, 'packages', 'cli', 'src', 'main.ts'), ANSWERS);
      const { child, pid, firstLine, ended } = start(node, [launcher], ANY_PORT);
      const commandPid = Number(await firstLine);
      for (const target of [pid, commandPid]) process.kill(target, 'SIGUSR1');
      await bareNodeListens();
      // a later signal went through both, so the earlier one was dealt with
      let answer = '';
      child.stdout?.on('data', chunk => {
        answer += chunk;
      });
      child.kill('SIGHUP');
      await until('the command answers through the launcher', () => answer.includes('SIGHUP'));
      assert.equal(listeningSockets(pid), 0);
      assert.equal(listeningSockets(commandPid), 0);
      child.kill('SIGTERM');
      assert.equal((await ended).code, 7);
    });

    it('closes the port that a SIGUSR1 opens before the launcher has a say', async t => {
      const node = nodeOrSkip(t);
      if (node === undefined) return;
      const preload = join(standIn(t).folder, 'early.cjs');
      writeFileSync(
        preload,
        `process.kill(process.pid, 'SIGUSR1');
        const { url } = require('node:inspector');
        for (const end = Date.now() + 15_000; url() === undefined && Date.now() < end; );
        if (url() !== undefined) require('node:fs').writeSync(2, 'the port is open\\n');`,
      );
      const { launcher } = standIn(t);
      const { child, pid, firstLine, ended } = start(node, ['-r', preload, launcher, 'wait'], ANY_PORT);
      await firstLine;
      await until('the port is closed', () => listeningSockets(pid) === 0);
      child.kill('SIGTERM');
      assert.match((await ended).stderr, /^the port is open$/m);
    });
  });
}

describe('the check for listening sockets', () => {
  it('sees the port that a bare Node opens on SIGUSR1', bareNodeListens);
});

describe('the launcher where it cannot start Node 26', () => {
  function assertTooOld(ended: { code: number | null; stderr: string; stdout: string }) {
    assert.equal(ended.code, 2);
    assert.match(ended.stderr, /\[NODE_TOO_OLD\]/);
    assert.ok(ended.stderr.includes(ERRORS.NODE_TOO_OLD.advice));
    assert.equal(ended.stdout, '');
  }

  it('says so with exit code 2 where none is packaged for the platform', async t => {
    const node = oldNodeOrSkip(t);
    if (node === undefined) return;
    const { folder, launcher } = standIn(t);
    rmSync(join(folder, 'node_modules'));
    assertTooOld(await run(node, [launcher, 'exit', '0']));
  });

  it('says so where one lies only in a folder further up, which may be another user’s', async t => {
    const node = oldNodeOrSkip(t);
    if (node === undefined) return;
    const { folder, launcher } = standIn(t);
    const clone = join(folder, 'clones', 'seqwarden');
    mkdirSync(clone, { recursive: true });
    renameSync(join(folder, 'packages'), join(clone, 'packages'));
    assertTooOld(await run(node, [launcher.replace(folder, clone), 'exit', '0']));
    symlinkSync(join(folder, 'node_modules'), join(clone, 'node_modules'));
    assert.equal((await run(node, [launcher.replace(folder, clone), 'exit', '0'])).code, 0);
  });

  it('says so where the packaged one does not run, as on a system with musl', async t => {
    const node = oldNodeOrSkip(t);
    if (node === undefined) return;
    const { folder, launcher } = standIn(t);
    rmSync(join(folder, 'node_modules'));
    const packaged = join(folder, 'node_modules', `node-${process.platform}-${process.arch}`);
    mkdirSync(join(packaged, 'bin'), { recursive: true });
    writeFileSync(join(packaged, 'package.json'), '{}');
    writeFileSync(join(packaged, 'bin', 'node'), '#!/lib/no-such-loader.so\n');
    chmodSync(join(packaged, 'bin', 'node'), 0o755);
    assertTooOld(await run(node, [launcher, 'exit', '0']));
  });

  it('says so on a Node that is too old for the launcher itself', async t => {
    const { folder, launcher } = standIn(t);
    const preload = join(folder, 'pretend.cjs');
    writeFileSync(
      preload,
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } });`,
    );
    assertTooOld(await run(process.execPath, ['-r', preload, launcher, 'exit', '0']));
  });
});

describe('the launcher on a command that is not verify', () => {
  it('sets no limits', async t => {
    const { stdout } = await run(process.execPath, [standIn(t).launcher, 'tell']);
    assert.equal(JSON.parse(stdout).limited, false);
  });
});

describe('the launcher on verify', { concurrency: true }, () => {
  /** A run with a file, a trust file, a file beside the run, and a file in a folder whose name begins like the run's. */
  function site(t: TestContext, runName = 'run') {
    const { folder, launcher } = standIn(t);
    const at = (...parts: string[]) => join(folder, 'site', ...parts);
    for (const name of [runName, `${runName}2`, 'custody', 'home/.config/seqwarden']) {
      mkdirSync(at(name), { recursive: true });
    }
    const paths = {
      launcher,
      run: at(runName),
      inRun: at(runName, 'RunInfo.xml'),
      trust: at('trust.json'),
      defaultTrust: at('home', '.config', 'seqwarden', 'trust.json'),
      policy: at('policy.json'),
      inCustody: at('custody', 'SHA256SUMS'),
      beside: at('secret'),
      namesake: at(`${runName}2`, 'RunInfo.xml'),
      home: at('home'),
    };
    const files = ['inRun', 'trust', 'defaultTrust', 'policy', 'inCustody', 'beside', 'namesake'] as const;
    for (const file of files) writeFileSync(paths[file], 'x');
    return { paths, files, probe: JSON.stringify([...files.map(file => paths[file]), '/etc/passwd']) };
  }

  type Paths = ReturnType<typeof site>['paths'];

  async function readable(t: TestContext, node: string, args: (paths: Paths) => string[], nodeOptions = '') {
    const { paths, files, probe } = site(t);
    const env = { PROBE: probe, HOME: paths.home, XDG_CONFIG_HOME: '', NODE_OPTIONS: nodeOptions };
    const { stdout, stderr, code } = await run(node, [paths.launcher, 'verify', ...args(paths)], env);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    const told = JSON.parse(stdout);
    assert.deepEqual(
      { write: told.write, process: told.process, network: told.network },
      { write: 'ERR_ACCESS_DENIED', process: 'ERR_ACCESS_DENIED', network: 'ERR_ACCESS_DENIED' },
    );
    assert.equal(told.answers['/etc/passwd'], 'ERR_ACCESS_DENIED');
    return files.filter(file => told.answers[paths[file]] === 'done');
  }

  it('lets the command read the run and the trust file alone, write nothing and reach no network', async t => {
    assert.deepEqual(await readable(t, process.execPath, paths => [paths.run, '--trust', paths.trust]), [
      'inRun',
      'trust',
    ]);
  });

  it('does so on an older Node too', async t => {
    const node = oldNodeOrSkip(t);
    if (node === undefined) return;
    assert.deepEqual(await readable(t, node, paths => [paths.run, `--trust=${paths.trust}`]), [
      'inRun',
      'trust',
    ]);
  });

  it('does so whatever NODE_OPTIONS would allow', async t => {
    const options = '--permission --allow-fs-read=* --allow-child-process --allow-net';
    assert.deepEqual(
      await readable(t, process.execPath, paths => [paths.run, '--trust', paths.trust], options),
      ['inRun', 'trust'],
    );
  });

  it('adds the custody folder and the policy file where they are named', async t => {
    assert.deepEqual(
      await readable(t, process.execPath, paths => [
        ...['--custody', join(paths.inCustody, '..'), '--policy', paths.policy],
        ...['--trust', paths.trust, paths.run],
      ]),
      ['inRun', 'trust', 'policy', 'inCustody'],
    );
  });

  it('reads the default trust file where none is named', async t => {
    assert.deepEqual(await readable(t, process.execPath, paths => [paths.run]), ['inRun', 'defaultTrust']);
  });

  it('reads no run for a tar stream', async t => {
    assert.deepEqual(await readable(t, process.execPath, paths => ['-', '--trust', paths.trust]), ['trust']);
  });

  it('reaches a run whose name has commas, blanks, quotes and newlines', async t => {
    const { paths, probe } = site(t, `a, 'b' "c"\n=d `);
    const { stdout } = await run(process.execPath, [paths.launcher, 'verify', paths.run], { PROBE: probe });
    const { answers } = JSON.parse(stdout);
    assert.equal(answers[paths.inRun], 'done');
    assert.equal(answers[paths.namesake], 'ERR_ACCESS_DENIED');
  });

  it('refuses a path with *, which Node would take as a pattern', async t => {
    const { paths } = site(t, 'r*n');
    const { code, stderr } = await run(process.execPath, [paths.launcher, 'verify', paths.run]);
    assert.equal(code, 2);
    assert.match(stderr, /\[USAGE\]/);
    assert.ok(stderr.includes(ERRORS.USAGE.advice));
  });
});

it('the launcher is executable and speaks to a Node found by env', () => {
  const launcher = join(import.meta.dirname, '..', 'bin', 'seqwarden.js');
  assert.match(execFileSync(launcher, ['--version'], { encoding: 'utf8' }), /^seqwarden \d/);
});
