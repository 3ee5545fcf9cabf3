import { cpSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  type Bytes,
  encodeHold,
  encodeKeyStatement,
  type KeyPredicate,
  signEnvelope,
} from '@seqwarden/proof';
import type { TileReader } from '@seqwarden/proof/log';
import { digestOf, newKey, type TestKey } from '../../../proof/test/sealed-example.ts';
import type { Log } from '../../src/log.ts';
import type { LogKey } from '../../src/log-key.ts';
import { type Audit, type AuditOptions, auditLog } from '../../src/reading/audit-log.ts';
import { newLog, scratch } from '../support/logs.ts';

const AT = '2026-03-01T12:00:00.000Z';
const TOOL: { readonly name: 'seqwarden'; readonly version: string } = {
  name: 'seqwarden',
  version: '0.1.0',
};

/** A real log of signed statements: an administrator, a seal key, holds; and copies of it to damage. */
export class ListedLog {
  readonly administrator = newKey();
  readonly sealKey = newKey();
  readonly key: LogKey;
  readonly log: Log;
  readonly folder: string;
  readonly #t: TestContext;
  #previous: string | null = null;

  private constructor(t: TestContext, folder: string, key: LogKey, log: Log) {
    this.#t = t;
    this.folder = folder;
    this.key = key;
    this.log = log;
  }

  /** With its two keys enrolled, and so many holds. */
  static async make(t: TestContext, holds: number): Promise<ListedLog> {
    const { folder, key, open } = await newLog(t);
    const made = new ListedLog(t, folder, key, await open());
    await made.sayKey(made.administrator, { action: 'enrolled', role: 'administrator', reason: 'first' });
    await made.sayKey(made.sealKey, { action: 'enrolled', role: 'seal', reason: 'added' });
    await Promise.all(Array.from({ length: holds }, async (_, at) => made.hold(at)));
    return made;
  }

  get tree(): string {
    return join(this.folder, this.key.id);
  }

  async hold(at: number, key: TestKey = this.sealKey): Promise<number> {
    return (await this.log.append(await holdOf(`run ${at}`, key))).index;
  }

  async sayKey(
    about: TestKey,
    said:
      | { action: 'enrolled'; role: 'administrator' | 'seal' | 'person'; reason: 'first' | 'added' }
      | { action: 'revoked'; role: 'seal'; reason: 'compromised' },
    signer: TestKey = this.administrator,
  ): Promise<number> {
    const common = { log: this.key.id, previous: this.#previous, statedAt: AT, tool: TOOL };
    const predicate: KeyPredicate =
      said.action === 'revoked'
        ? { ...common, ...said }
        : { ...common, ...said, spki: about.spki, label: '', validFrom: AT };
    const file = await signEnvelope(encodeKeyStatement(about.keyid, predicate), signer.keyid, signer.sign);
    this.#previous = digestOf(file);
    return (await this.log.append(file)).index;
  }

  /** A copy of its static files, for whoever damages them. */
  copy(): string {
    const copy = join(scratch(this.#t), 'copy');
    cpSync(this.tree, copy, { recursive: true });
    return copy;
  }

  async audit(folder: string = this.tree, options: AuditOptions = {}): Promise<Audit> {
    return auditLog({ key: this.key.verifier, read: reader(folder) }, options);
  }
}

export async function holdOf(run: string, key: TestKey): Promise<Bytes> {
  const predicate = { action: 'hold', lifts: null, reason: 'test', statedAt: AT, tool: TOOL } as const;
  return signEnvelope(encodeHold(digestOf(Buffer.from(run)), predicate), key.keyid, key.sign);
}

export function reader(folder: string): TileReader {
  return async path => {
    try {
      return new Uint8Array(await readFile(join(folder, path)));
    } catch {
      return undefined;
    }
  };
}
