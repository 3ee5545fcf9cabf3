import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { missing } from '../../../../scripts/testing/needs.ts';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
  readonly tls: boolean;
  readonly authenticated: boolean;
}

export interface TestSmtpServer extends AsyncDisposable {
  readonly port: number;
  /** The next mail; waits for it. */
  next(): Promise<ReceivedMail>;
}

const PYTHON = process.env.SEQWARDEN_PYTHON ?? 'python3';

/** False after marking the test as skipped, where there is no Python with aiosmtpd. */
export function hasSmtpServer(t: TestContext): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import aiosmtpd'], { stdio: 'ignore' });
    return true;
  } catch {
    missing(t, 'Python with aiosmtpd');
    return false;
  }
}

export interface SmtpServerOptions {
  readonly mode: 'tls' | 'starttls' | 'plain';
  readonly certificate: string;
  readonly key: string;
  readonly login?: readonly [string, string];
}

export async function startSmtpServer(options: SmtpServerOptions): Promise<TestSmtpServer> {
  const { mode, certificate, key, login = [] } = options;
  const script = join(import.meta.dirname, 'smtp-server.py');
  const child = spawn(PYTHON, [script, mode, certificate, key, ...login], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the mail server ended');
    return value;
  };
  const port = Number(await line());
  return {
    port,
    next: async () => JSON.parse(await line()),
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}
