import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../../scripts/testing/free-ports.ts';
import { missing, ROOT, toolOrSkip } from '../../../../scripts/testing/needs.ts';
import { IS_ROOT } from './command.ts';

/** An account of the server and of the system below it. */
export interface SambaAccount {
  readonly name: string;
  /** Of the account and of its own group. */
  readonly id: number;
}

export interface Samba {
  /** Runs commands of smbclient(1) on a share, in small writes, with the working folder `from`. */
  client(account: string, share: string, commands: readonly string[], from: string): SpawnSyncReturns<string>;
}

/** The configuration of the share in docs/OPERATING.md, with its folders elsewhere. */
export function documentedConfiguration(landing: string): string {
  const text = readFileSync(join(ROOT, 'docs', 'OPERATING.md'), 'utf8');
  const [, configuration = ''] = /^```ini\n(\[global\]\n[\s\S]*?)^```$/m.exec(text) ?? [];
  return configuration.replaceAll('/srv/landing', landing);
}

/**
 * A real Samba server on a free port of the loopback, with its files in `folder`, ended with the test. Its accounts exist for it alone
 * (nss_wrapper puts a passwd file of ours in place of the system's); the kernel enforces their numbers. undefined, and the test is
 * skipped, where it cannot be started.
 */
export async function startSamba(
  t: TestContext,
  folder: string,
  configuration: string,
  accounts: readonly SambaAccount[],
): Promise<Samba | undefined> {
  if (!IS_ROOT) return missing(t, 'root, for a Samba server that acts as several accounts');
  for (const tool of ['smbd', 'smbpasswd', 'smbclient'])
    if (toolOrSkip(t, tool) === undefined) return undefined;
  const [wrapper] = globSync('/usr/lib/*/libnss_wrapper.so');
  if (wrapper === undefined) return missing(t, 'libnss_wrapper.so (Debian: libnss-wrapper)');

  const port = await freePort();
  const conf = writeFiles(folder, port, configuration, accounts);
  const env = {
    PATH: process.env.PATH,
    LD_PRELOAD: wrapper,
    NSS_WRAPPER_PASSWD: join(folder, 'passwd'),
    NSS_WRAPPER_GROUP: join(folder, 'group'),
  };
  for (const { name } of accounts) {
    const input = `${secret(name)}\n${secret(name)}\n`;
    const added = spawnSync('smbpasswd', ['-c', conf, '-s', '-a', name], { env, input, encoding: 'utf8' });
    if (added.status !== 0) throw new Error(`smbpasswd: ${added.stdout}${added.stderr}`);
  }
  // A process group of its own, since it has a process for each connection.
  const args = ['--foreground', '--no-process-group', '-s', conf, '--debug-stdout'];
  const server = spawn('smbd', args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', chunk => (said += chunk));
  const ended = new Promise(resolve => server.on('exit', resolve));
  t.after(async () => {
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGTERM');
    await ended;
  });

  const samba: Samba = {
    client: (account, share, commands, from) =>
      spawnSync(
        'smbclient',
        [`//127.0.0.1/${share}`, '-p', `${port}`, '-U', account, '-b', '4096', '-c', commands.join('; ')],
        { cwd: from, encoding: 'utf8', env: { PATH: process.env.PATH, PASSWD: secret(account) } },
      ),
  };
  const [first] = accounts;
  for (const end = performance.now() + 20_000; ; await sleep(50)) {
    if (samba.client(first?.name ?? '', 'IPC$', ['quit'], folder).status === 0) return samba;
    if (performance.now() > end || server.exitCode !== null) throw new Error(`smbd did not start: ${said}`);
  }
}

const secret = (account: string) => `secret of ${account}`;

/** Returns the path of smb.conf: the given one, and what makes this server independent of one that the machine may have. */
function writeFiles(folder: string, port: number, configuration: string, accounts: readonly SambaAccount[]) {
  const own = ['private dir', 'lock directory', 'state directory', 'cache directory', 'pid directory'].map(
    name => {
      const path = join(folder, name.replace(' ', '-'));
      mkdirSync(path);
      return `   ${name} = ${path}`;
    },
  );
  const global = [
    ...own,
    `   ncalrpc dir = ${join(folder, 'ncalrpc')}`,
    `   log file = ${join(folder, 'log')}`,
    `   smb ports = ${port}`,
    '   interfaces = lo',
    '   bind interfaces only = yes',
    '   passdb backend = tdbsam',
  ];
  const conf = join(folder, 'smb.conf');
  writeFileSync(conf, configuration.replace('[global]\n', `[global]\n${global.join('\n')}\n`));
  const nobody = { name: 'nobody', id: 65534 };
  const lines = [{ name: 'root', id: 0 }, nobody, ...accounts];
  writeFileSync(
    join(folder, 'passwd'),
    lines.map(({ name, id }) => `${name}:x:${id}:${id}::/:/bin/false\n`).join(''),
  );
  writeFileSync(join(folder, 'group'), lines.map(({ name, id }) => `${name}:x:${id}:\n`).join(''));
  return conf;
}
