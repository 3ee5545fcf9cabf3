import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../../../../../scripts/testing/free-ports.ts';

/**
 * A real S3 server: OpenStack Swift with its s3api, from Debian's packages. One device on a ring of one, on loopback,
 * as the current user in a folder of its own that {@link Swift.stop} removes with the servers.
 */
export interface Swift {
  readonly endpoint: string;
  /** For the S3 interface. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  stop(): Promise<void>;
}

const PARTS = ['account', 'container', 'object'] as const;
const COMMANDS = ['swift-proxy-server', ...PARTS.map(part => `swift-${part}-server`), 'memcached'];
const SERVERS = fileURLToPath(new URL('./swift-servers.py', import.meta.url));
export const USER = 'lab:agent';
export const KEY = 'not-a-secret';
const PATIENCE_MS = 180_000;

/** What is missing to start it; undefined: nothing. */
export function missingForSwift(): string | undefined {
  return COMMANDS.find(name => !existsSync(join('/usr/bin', name)));
}

export async function startSwift(): Promise<Swift> {
  // Another program may take a port between its choice and its use.
  return startOnce().catch(startOnce);
}

async function startOnce(): Promise<Swift> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'seqwarden-swift-'));
  const [proxy = 0, cache = 0, ...ports] = await freePorts(2 + PARTS.length);
  configure(folder, proxy, ports, cache);
  const servers = spawn('/usr/bin/python3', [SERVERS, folder, ...[cache, ...ports].map(String)], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const stop = async () => {
    await end(servers);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const endpoint = `http://127.0.0.1:${proxy}`;
  try {
    await answering(endpoint, servers);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, accessKeyId: USER, secretAccessKey: KEY, stop };
}

function configure(folder: string, proxy: number, ports: readonly number[], cache: number): void {
  chmodSync(folder, 0o700);
  mkdirSync(join(folder, 'devices', 'd1'), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write(
    'swift.conf',
    '[swift-hash]\nswift_hash_path_suffix = test\n[storage-policy:0]\nname = one\ndefault = yes\n',
  );
  const common = (port: number) =>
    `[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = ${port}\nworkers = 0\nuser = ${userInfo().username}
swift_dir = ${folder}\ndevices = ${folder}/devices\nmount_check = false\nfallocate_reserve = 0
log_level = ERROR\n`;
  PARTS.forEach((part, at) => {
    write(
      `${part}.conf`,
      `${common(ports[at] ?? 0)}[pipeline:main]\npipeline = ${part}-server\n[app:${part}-server]\nuse = egg:swift#${part}\n`,
    );
  });
  write('proxy.conf', common(proxy) + PROXY.replace('CACHE', String(cache)));
}

const PROXY = `[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache s3api tempauth slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:CACHE
[filter:s3api]
use = egg:swift#s3api
max_upload_part_num = 10000
[filter:tempauth]
use = egg:swift#tempauth
user_${USER.replace(':', '_')} = ${KEY} .admin
[filter:slo]
use = egg:swift#slo
max_manifest_segments = 10000
[filter:dlo]
use = egg:swift#dlo
`;

/** Waits until the servers are gone, so that their folder can be removed. */
function end(servers: ChildProcess): Promise<void> {
  if (servers.exitCode !== null || servers.signalCode !== null || servers.pid === undefined)
    return Promise.resolve();
  return new Promise(resolve => {
    servers.once('exit', () => resolve());
    servers.stdin?.end();
  });
}

async function answering(endpoint: string, servers: ChildProcess): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    if (servers.exitCode !== null) throw new Error('Swift did not start');
    const token = await signIn(endpoint).catch(() => undefined);
    if (token !== undefined) {
      const made = await fetch(`${endpoint}/v1/AUTH_lab/ready`, {
        method: 'PUT',
        headers: { 'x-auth-token': token },
      });
      if (made.ok) return;
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error('Swift did not answer in time');
}

/** A token for Swift's own interface, through which tests look at and spoil what S3 wrote. */
export async function signIn(endpoint: string): Promise<string | undefined> {
  const answer = await fetch(`${endpoint}/auth/v1.0`, {
    headers: { 'x-auth-user': USER, 'x-auth-key': KEY },
  });
  return answer.headers.get('x-auth-token') ?? undefined;
}
