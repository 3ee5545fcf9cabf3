import assert from 'node:assert/strict';
import { test } from 'node:test';
import { destinationOf } from '../../../test/service/places.ts';
import { scratch } from '../../../test/support/scratch.ts';
import { SIGNER, TRUST } from '../../../test/support/sealing.ts';
import { openDestination } from '../../destinations/open.ts';
import type { AgentEvent } from '../../events/event.ts';
import { UsedDestination } from '../places/used-destination.ts';
import { reverifyRun } from './reverify-run.ts';

test('a run whose name is no text is an alarm by that reason, once, and no end of the agent', async t => {
  const config = destinationOf('archive', scratch(t));
  await (await openDestination(config.spec)).close();
  const used = new UsedDestination({
    slot: 0,
    config,
    roots: [],
    clock: () => 0,
    emit: () => {},
    isPlace: () => true,
  });
  t.after(() => used.close());
  const told: AgentEvent[] = [];
  const noted: string[] = [];
  const now = () => new Date('2026-03-01T00:00:00Z');
  const none = { downSince: undefined, reason: undefined, lastConfirmed: undefined, sealed: undefined };
  const outcome = await reverifyRun(
    {
      journal: {
        setDelivery: () => assert.fail('nothing was read'),
        setDown: () => assert.fail('nobody holds the lock'),
        noteBadRead: (_run, _slot, code) => void noted.push(code),
      },
      lockedOut: new Map(),
      tell: event => void told.push(event),
      now,
      signer: SIGNER,
      trust: TRUST,
      version: '0.0.0-test',
    },
    {
      root: '/landing',
      name: 'RUN\xff',
      delivery: { run: 1, destination: 0, state: 'sealed', since: now(), ...none },
    },
    used,
    0,
    new AbortController().signal,
  );
  assert.equal(outcome, 'read');
  assert.deepEqual(noted, ['RUN_NAME_NOT_UTF8']);
  assert.deepEqual(told, [
    { event: 'reverify-failed', run: 'RUN\xff', destination: 'archive', code: 'RUN_NAME_NOT_UTF8' },
  ]);
});
