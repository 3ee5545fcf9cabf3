import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { ROOT, toolOrSkip } from './testing/needs.ts';

const FOLDER = join(ROOT, 'packaging', 'systemd');
const UNIT = 'seqwarden-agent.service';
const text = readFileSync(join(FOLDER, UNIT), 'utf8');

/** The values that a directive is given, in their order. */
const given = (name: string) =>
  text
    .split('\n')
    .filter(line => line.startsWith(`${name}=`))
    .map(line => line.slice(name.length + 1));

/** Says of a unit what systemd says, without a running systemd. `DROP-IN` files are those of packaging/systemd. */
function analyse(t: TestContext, verb: readonly string[], unit: string, ...dropIns: string[]) {
  if (toolOrSkip(t, 'systemd-analyze') === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-unit-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, UNIT), unit);
  mkdirSync(join(folder, `${UNIT}.d`));
  for (const name of dropIns) cpSync(join(FOLDER, 'drop-ins', name), join(folder, `${UNIT}.d`, name));
  return spawnSync('systemd-analyze', [...verb, join(folder, UNIT)], {
    encoding: 'utf8',
    env: { ...process.env, SYSTEMD_COLORS: '0', LC_ALL: 'C.UTF-8', SYSTEMD_PAGER: '' },
  });
}

const AT_MOST_1_3 = ['security', '--offline=true', '--threshold=13'];

/** What the level does not count, or counts as little, and what would otherwise be missed without a word. */
const BY_NAME: Readonly<Record<string, readonly string[]>> = {
  ExecStart: ['/usr/bin/seqwarden agent --config /etc/seqwarden/agent.toml'],
  User: ['seqwarden'],
  CapabilityBoundingSet: [''],
  AmbientCapabilities: [''],
  NoNewPrivileges: ['yes'],
  SocketBindDeny: ['any'],
  IPAddressDeny: ['any'],
  RestrictAddressFamilies: ['AF_INET AF_INET6 AF_UNIX'],
  PrivateMounts: ['yes'],
  LoadCredential: ['seal-key.pem:/etc/seqwarden/seal-key.pem', 'log-key.pem:/etc/seqwarden/log-key.pem'],
  Environment: ['XDG_CONFIG_HOME=%E', 'XDG_STATE_HOME=%S'],
  UnsetEnvironment: ['NODE_OPTIONS NODE_PATH LD_PRELOAD LD_LIBRARY_PATH'],
  ProtectSystem: ['strict'],
  ReadOnlyPaths: ['/srv/landing'],
  ReadWritePaths: ['/srv/archive'],
  NoExecPaths: ['/'],
  StateDirectoryMode: ['0700'],
  DevicePolicy: ['closed'],
  ProtectProc: ['invisible'],
  SystemCallFilter: ['@system-service', '~@privileged @resources', '~listen accept accept4'],
  LimitCORE: ['0'],
};

describe('the systemd unit', () => {
  it('has an exposure level of at most 1.3, with each drop-in too', t => {
    for (const dropIns of [[], ['local-only.conf'], ['remote.conf']]) {
      const said = analyse(t, AT_MOST_1_3, text, ...dropIns);
      if (said === undefined) return;
      t.diagnostic(
        `${dropIns.join()} ${said.stdout.split('\n').find(line => line.includes('Overall')) ?? ''}`,
      );
      assert.equal(said.status, 0, said.stdout + said.stderr);
    }
  });

  it('would be above that level without its system call filter', t => {
    const said = analyse(t, AT_MOST_1_3, text.replaceAll(/^SystemCallFilter=.*\n/gm, ''));
    if (said !== undefined) assert.notEqual(said.status, 0);
  });

  it('has no directive that systemd does not know, and no value that it does not understand', t => {
    // The program and the account are not on the machine that tests.
    const here = text.replace(/^ExecStart=.*$/m, 'ExecStart=/bin/sh').replace(/^(Documentation=).*$/m, '$1');
    const said = analyse(
      t,
      ['verify', '--man=no', '--recursive-errors=no'],
      here,
      'local-only.conf',
      'remote.conf',
    );
    if (said === undefined) return;
    assert.equal(
      said.stderr
        .split('\n')
        .filter(line => line.includes(UNIT))
        .join('\n'),
      '',
    );
  });

  for (const [name, values] of Object.entries(BY_NAME)) {
    it(`says ${name}=${values.join(', ')}`, () => assert.deepEqual(given(name), values));
  }

  it('does not forbid what Node cannot work without', () => {
    // Machine code is made while it runs; without boot_id below /proc/sys a lease cannot tell one boot from another.
    for (const name of ['MemoryDenyWriteExecute', 'ProcSubset']) assert.deepEqual(given(name), []);
  });
});
