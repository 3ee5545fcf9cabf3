import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { type Bytes, SeqwardenError, trustedLog } from '@seqwarden/proof';
import { openCheckpoint } from '@seqwarden/proof/log';
import { simulateRun } from '@seqwarden/simulator';
import { openDestination } from '../../src/destinations/open.ts';
import type { AgentEvent } from '../../src/events/event.ts';
import { publishLog } from '../../src/register/publish-log.ts';
import { newLog } from '../support/logs.ts';
import { newSigner, SIGNER, TRUST, trustIn, verify } from '../support/sealing.ts';
import { untilDone, watched } from './watching.ts';

const SMALL = { model: 'miseq', lanes: 1, tiles: 1, cycles: 4, clusters: 20 };

const count = (events: readonly AgentEvent[], kind: AgentEvent['event']) =>
  events.filter(({ event }) => event === kind).length;

test('a run is sealed through the log, and every destination has proof, tree and checkpoint', async t => {
  const { folder, root, events, agent } = watched(t);
  const { key, log } = await newLog(t, folder);
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  const published = (place: string) => join(folder, place, '.seqwarden', 'log', key.id, 'checkpoint');
  const sizes = async () => {
    const files = ['a', 'b'].map(published).filter(path => existsSync(path));
    const open = await Promise.all(files.map(path => openCheckpoint(readFileSync(path), key.verifier)));
    return open.map(({ checkpoint }) => checkpoint.size);
  };
  let seen: readonly number[] = [];
  await untilDone(
    (signal, more) => agent(signal, { ...more, log, signer: { ...SIGNER, register: log } }),
    () => {
      void sizes().then(found => {
        seen = found;
      });
      // a seal, and at each of two destinations a delivery when it was written and one when it was read back
      return count(events, 'confirmed') === 2 && seen.length === 2 && seen.every(size => size === 5);
    },
  );
  const trust = { ...TRUST, logs: [trustedLog(key.verifier)], logRequired: true };
  for (const place of ['a', 'b']) {
    const { verdict, check } = await verify(join(folder, place, basename(run)), trust);
    assert.equal(verdict.answer, 'unchanged', verdict.codes.join());
    assert.ok(check.log.kind === 'entered' && check.log.index === 0);
  }
  assert.deepEqual(readdirSync(join(folder, 'log', 'signed')), [], 'what was published is not kept');
});

test('while the log takes nothing runs are copied, nothing is sealed, and all is made good when it does', async t => {
  const { folder, root, events, agent, journal } = watched(t, ['a']);
  const { log } = await newLog(t, folder);
  const { folder: run } = await simulateRun({ ...SMALL, out: root });
  let isBroken = true;
  let tries = 0;
  const register = {
    drafts: log.drafts,
    append: async (envelope: Bytes) => {
      tries++;
      if (isBroken) throw new SeqwardenError('LOG_BEHIND', 'put back');
      return log.append(envelope);
    },
  };
  const copied = join(folder, 'a', basename(run));
  let waited: string | undefined;
  await untilDone(
    (signal, more) => agent(signal, { ...more, log, signer: { ...SIGNER, register } }),
    () => {
      const [record] = journal()?.runs() ?? [];
      if (isBroken && tries > 2 && record?.reason !== undefined) {
        waited = `${record.state} ${record.reason}`;
        assert.ok(readdirSync(copied).includes('Data'), 'files are copied');
        assert.ok(!existsSync(join(copied, 'Custody')));
        isBroken = false;
      }
      return count(events, 'confirmed') === 1;
    },
  );
  assert.equal(waited, 'settling LOG_BEHIND');
  assert.equal(count(events, 'register-stopped'), 1, 'said once');
  assert.equal(count(events, 'register-back'), 1);
  assert.equal(count(events, 'quarantined') + count(events, 'alarm') + count(events, 'destination-down'), 0);
  assert.ok(existsSync(join(copied, 'Custody', 'seal.tlog-proof')));
});

for (const [when, isThere, told] of [
  ['before anything was to be signed', () => true, []],
  ['after its end was noticed', hasStopped, ['register-stopped', 'register-back']],
] as const)
  test(`an agent goes on with the seal key that took the place of its own, ${when}, and needs no start`, async t => {
    const { folder, root, events, agent } = watched(t, ['a']);
    const { log } = await newLog(t, folder);
    const { folder: run } = await simulateRun({ ...SMALL, out: root });
    const append = async () => {
      throw new SeqwardenError('SEAL_KEY_ENDED', 'rotated');
    };
    const signer = { ...SIGNER, register: { drafts: log.drafts, append } };
    const next = { ...newSigner(), register: log };
    const trust = trustIn([SIGNER, next]);
    const others = [{ signer: next, trust }];
    const given = { signer, nextKey: async () => (isThere(events) ? others.pop() : undefined) };
    await untilDone(
      (signal, more) => agent(signal, { ...more, ...given, log }),
      () => count(events, 'confirmed') === 1,
    );
    const { verdict, check } = await verify(join(folder, 'a', basename(run)), trust);
    assert.deepEqual([verdict.answer, check.ok && check.key.keyid], ['unchanged', next.keyid]);
    assert.deepEqual(
      events.flatMap(({ event }) => (/^(start|register|alarm|quar|stop)/.test(event) ? [event] : [])),
      ['started', ...told],
    );
  });

function hasStopped(events: readonly AgentEvent[]): boolean {
  return count(events, 'register-stopped') > 0;
}

test('a destination whose log is none of ours is told of once; runs and the other destination go on', async t => {
  const { folder, root, events, agent } = watched(t);
  const { key, log } = await newLog(t, folder);
  await log.append(new Uint8Array(Buffer.from('first')));
  const spoilt = await openDestination({ kind: 'folder', path: join(folder, 'a') });
  await publishLog(spoilt, log);
  const place = (name: string) => join(folder, name, '.seqwarden', 'log', key.id, 'checkpoint');
  writeFileSync(place('a'), 'somebody else');
  await simulateRun({ ...SMALL, out: root });
  await untilDone(
    (signal, more) => agent(signal, { ...more, log, signer: { ...SIGNER, register: log } }),
    () =>
      count(events, 'confirmed') === 2 && existsSync(place('b')) && count(events, 'register-unpublished') > 0,
  );
  const told = events.filter(({ event }) => event === 'register-unpublished');
  assert.deepEqual(told, [{ event: 'register-unpublished', destination: 'a', code: 'NOTE_MALFORMED' }]);
  assert.equal(readFileSync(place('a'), 'utf8'), 'somebody else');
});

test('a log that fails between the deliveries of one run sets nothing aside, and the delivery is made good', async t => {
  const { folder, root, events, agent } = watched(t);
  const { log } = await newLog(t, folder);
  await simulateRun({ ...SMALL, out: root });
  let appended = 0;
  let refused = 0;
  const register = {
    drafts: log.drafts,
    append: async (envelope: Bytes) => {
      // The seal and one delivery are taken, then nothing for a hundred turns.
      if (appended >= 2 && turns < 100) {
        refused++;
        throw new SeqwardenError('LOG_BUSY', 'somebody writes');
      }
      appended++;
      return log.append(envelope);
    },
  };
  let turns = 0;
  await untilDone(
    (signal, more) => agent(signal, { ...more, log, signer: { ...SIGNER, register } }),
    () => {
      if (appended >= 2) turns++;
      return count(events, 'confirmed') === 2;
    },
  );
  assert.ok(refused >= 1);
  assert.equal(count(events, 'quarantined') + count(events, 'destination-down'), 0);
});
