import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../../scripts/testing/free-ports.ts';
import { missing } from '../../../../scripts/testing/needs.ts';
import type { SftpSpec } from '../../src/destinations/sftp/connect.ts';

const SSHD = '/usr/sbin/sshd';

let shared: Promise<SshServer> | undefined;

/** One server for all tests of a file, to which this process logs in. undefined: the test was marked as skipped. */
export async function serverOrSkip(t: TestContext): Promise<SshServer | undefined> {
  if (!existsSync(SSHD)) return missing(t, `OpenSSH's server, ${SSHD}`);
  shared ??= SshServer.start(mkdtempSync(join(tmpdir(), 'seqwarden-sshd-')));
  const server = await shared;
  process.env.XDG_CONFIG_HOME = server.config;
  delete process.env.SSH_AUTH_SOCK;
  return server;
}

// here, and not where it starts: that is within a test, and the hook would belong to that one
after(async () => {
  const server = await shared;
  if (server === undefined) return;
  await server.kill();
  rmSync(server.folder, { recursive: true, force: true });
});

/** The server's folder as a destination. */
export function specOf(server: SshServer, path: string): SftpSpec {
  return { kind: 'sftp', user: server.user, host: server.host, port: server.port, path };
}

export interface SshServerOptions {
  /** Arguments of internal-sftp, such as `-P fsync` to deny requests. */
  readonly sftp?: string;
  /** More lines of sshd_config. */
  readonly config?: string;
  /** A command that starts sshd, such as prlimit. */
  readonly wrapper?: readonly string[];
}

/** OpenSSH's sshd on a free port of loopback, as the user of the tests, with SFTP and nothing else. Its configuration folder belongs to a client of it. */
export class SshServer {
  readonly folder: string;
  readonly user = userInfo().username;
  readonly host = '127.0.0.1';
  port = 0;
  #process: ChildProcess | undefined;
  readonly #wrapper: readonly string[];

  static async start(folder: string, options: SshServerOptions = {}): Promise<SshServer> {
    const server = new SshServer(folder, options);
    server.port = await freePort();
    server.#configure(options);
    await server.up();
    return server;
  }

  private constructor(folder: string, options: SshServerOptions) {
    this.folder = folder;
    this.#wrapper = options.wrapper ?? [];
  }

  /** What a client's XDG_CONFIG_HOME has to be. */
  get config(): string {
    return join(this.folder, 'config');
  }

  get knownHosts(): string {
    return join(this.config, 'seqwarden', 'known_hosts');
  }

  get userKey(): string {
    return join(this.config, 'seqwarden', 'ssh', 'id_ed25519');
  }

  /** The line of known_hosts for this server. */
  get hostLine(): string {
    const [type = '', key = ''] = readFileSync(join(this.folder, 'host_key.pub'), 'utf8').split(' ');
    return `[${this.host}]:${this.port} ${type} ${key}\n`;
  }

  /** Lets a key log in, beside those that may. */
  authorize(publicKey: string): void {
    appendFileSync(join(this.folder, 'authorized_keys'), publicKey);
  }

  get log(): string {
    return readFileSync(join(this.folder, 'sshd.log'), 'utf8');
  }

  async up(): Promise<void> {
    // as root, sshd wants this folder, which the init script of Debian makes
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    const command = [
      ...this.#wrapper,
      SSHD,
      '-D',
      '-f',
      join(this.folder, 'sshd_config'),
      '-E',
      join(this.folder, 'sshd.log'),
    ];
    this.#process = spawn(command[0] ?? SSHD, command.slice(1), { stdio: 'ignore', detached: true });
    for (let tries = 0; !(await answers(this.port)); tries++) {
      if (tries > 200 || this.#process.exitCode !== null) throw new Error(`sshd does not start: ${this.log}`);
      await sleep(25);
    }
  }

  /** Ends the server and all connections at once, as a power cut does. */
  async kill(): Promise<void> {
    const process = this.#process;
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
    const gone = once(process, 'exit');
    this.killNow();
    await gone;
  }

  /** As {@link kill}, without waiting for the end. */
  killNow(): void {
    this.#signal('KILL');
  }

  /** Its connections stay, new ones are taken, and nothing is answered any more. */
  freeze(): void {
    this.#signal('STOP');
  }

  #signal(name: 'KILL' | 'STOP'): void {
    const process = this.#process;
    if (process?.pid === undefined || process.exitCode !== null || process.signalCode !== null) return;
    for (const pid of [...descendants(process.pid), process.pid])
      spawnSync('kill', [`-${name}`, String(pid)]);
  }

  #configure(options: SshServerOptions): void {
    mkdirSync(join(this.config, 'seqwarden', 'ssh'), { recursive: true, mode: 0o700 });
    makeKey(join(this.folder, 'host_key'));
    makeKey(this.userKey);
    writeFileSync(join(this.folder, 'authorized_keys'), readFileSync(`${this.userKey}.pub`));
    writeFileSync(this.knownHosts, this.hostLine, { mode: 0o600 });
    writeFileSync(
      join(this.folder, 'sshd_config'),
      `
ListenAddress ${this.host}
Port ${this.port}
HostKey ${join(this.folder, 'host_key')}
AuthorizedKeysFile ${join(this.folder, 'authorized_keys')}
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
MaxStartups 100
UseDNS no
PrintMotd no
Subsystem sftp internal-sftp
ForceCommand internal-sftp ${options.sftp ?? ''}
${options.config ?? ''}
`,
    );
  }
}

export function makeKey(path: string, ...args: string[]): void {
  execFileSync(
    'ssh-keygen',
    ['-q', '-N', '', '-C', '', '-f', path, ...(args.length > 0 ? args : ['-t', 'ed25519'])],
    {
      stdio: 'pipe',
    },
  );
  chmodSync(path, 0o600);
}

function descendants(pid: number): number[] {
  const children = spawnSync('ps', ['--ppid', String(pid), '-o', 'pid='], { encoding: 'utf8' }).stdout;
  return children.split('\n').flatMap(line => {
    const child = Number(line);
    return child > 0 ? [...descendants(child), child] : [];
  });
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
