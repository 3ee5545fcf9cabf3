import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import type { ReadEntry } from '@seqwarden/log/reading';
import { type AnyStatement, decodeAnyStatement, SeqwardenError } from '@seqwarden/proof';
import { SealsInLog } from '../src/commands/exposure/seals-in-log.ts';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

keepWorkers({ after, mock });

type Delivery = Extract<AnyStatement, { kind: 'delivery' }>;

const FILE = Buffer.from('the entry of the seal');
const SEAL = createHash('sha256').update(FILE).digest('hex');

describe('what a register says of when a sealed run was last read again', () => {
  const world = new World({ after });
  let seal: Extract<AnyStatement, { kind: 'seal' }>;
  before(async () => {
    await world.seqwarden('init', ...world.passphrase());
    const { out } = await world.seqwarden(
      ...[
        'simulate',
        'miniseq',
        '--out',
        world.at('runs'),
        '--cycles',
        '2',
        '--tiles',
        '1',
        '--clusters',
        '5',
      ],
    );
    await world.seqwarden('copy', out.trimEnd(), '--to', world.at('archive'));
    const path = join(world.at('archive', basename(out.trimEnd())), 'Custody', 'seal.intoto.json');
    const { payload } = JSON.parse(readFileSync(path, 'utf8'));
    const statement = decodeAnyStatement(Buffer.from(payload, 'base64'));
    assert.ok(statement?.kind === 'seal');
    seal = statement;
  });

  const later = (minutes: number) =>
    new Date(Date.parse(seal.predicate.sealedAt) + minutes * 60_000).toISOString();

  function delivery(parts: Partial<Delivery['predicate']> = {}, of: Delivery['of'] = 'seal'): Delivery {
    const predicate: Delivery['predicate'] = {
      destination: 'ab'.repeat(16),
      check: 'second-read',
      startedAt: later(1),
      completedAt: later(2),
      manifest: { files: seal.predicate.manifest.files, bytes: seal.predicate.manifest.bytes },
      tool: { name: 'seqwarden', version: '0.0.0-test' },
      ...parts,
    };
    const said = {
      subject: SEAL,
      statedAt: predicate.completedAt,
      signers: ['seal'],
      topic: null,
      madeFor: null,
    } as const;
    return { kind: 'delivery', of, ...said, predicate };
  }

  function lastVerified(...said: readonly (readonly [AnyStatement, Error?])[]): string | null | undefined {
    const log = new SealsInLog('cd'.repeat(16));
    for (const [index, [statement, problem]] of said.entries()) {
      const file = statement.kind === 'seal' ? FILE : Buffer.from(`entry ${index}`);
      const entry: ReadEntry = { index, file, envelope: undefined, statement };
      log.take(entry, problem);
    }
    return log.get(SEAL)?.lastVerified;
  }

  it('is the latest second reading of all that it lists', () => {
    assert.equal(lastVerified([seal]), null);
    const second = delivery({ startedAt: later(8), completedAt: later(9) });
    assert.equal(lastVerified([seal], [second], [delivery()]), later(9));
  });

  it('is no first reading, none of an addendum, and none of fewer files or bytes', () => {
    const { files, bytes } = seal.predicate.manifest;
    for (const other of [
      delivery({ check: 'reread' }),
      delivery({ check: 'write-acknowledged' }),
      delivery({}, 'addendum'),
      delivery({ manifest: { files: files - 1, bytes } }),
      delivery({ manifest: { files, bytes: bytes - 1 } }),
    ])
      assert.equal(lastVerified([seal], [other]), null);
  });

  it('is none that began before the seal, came before it in the register, or does not count there', () => {
    assert.equal(lastVerified([seal], [delivery({ startedAt: later(-1) })]), null);
    assert.equal(lastVerified([delivery()], [seal]), null);
    const ended = new SeqwardenError('KEY_REVOKED', 'its key had ended');
    assert.equal(lastVerified([seal], [delivery(), ended]), null);
    assert.equal(lastVerified([seal, ended]), undefined);
  });
});
