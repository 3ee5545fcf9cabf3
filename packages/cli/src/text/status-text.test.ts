import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DestinationStatus, RunStatus } from '@seqwarden/agent/service/status';
import { statusText } from './status-text.ts';

const NOW = new Date('2026-11-23T09:14:00.000Z');
const AGENT = {
  atWork: 'yes',
  startedAt: new Date('2026-11-23T06:00:00.000Z'),
  turnAt: NOW,
  isStateFull: false,
  register: undefined,
} as const;

function run(name: string, parts: Partial<RunStatus> = {}): RunStatus {
  const record = {
    ...{
      id: 1,
      root: '/landing',
      name,
      dev: 1n,
      ino: 1n,
      silentMs: 0,
      readBack: undefined,
      state: 'growing' as const,
    },
    ...{ firstSeen: NOW, since: NOW, lastChange: NOW, reason: undefined },
  };
  return { record, seen: undefined, expected: undefined, waits: [], destinations: [], ...parts };
}

function at(name: string, parts: Partial<DestinationStatus> = {}): DestinationStatus {
  const delivery = {
    ...{ run: 1, destination: 0, state: 'copying' as const, since: NOW },
    ...{ downSince: undefined, reason: undefined, lastConfirmed: undefined, sealed: undefined },
  };
  return {
    ...{
      name,
      delivery,
      state: 'growing',
      done: { files: 37, bytes: 1.1e9 },
      all: { files: 50, bytes: 1.4e9 },
    },
    ...{ bytesPerSecond: 73e6, secondsLeft: undefined, waits: [] },
    ...parts,
  };
}

test('destinations where a run stands the same share a line; what is unknown is a question mark', () => {
  const done = { state: 'confirmed' as const, done: { files: 50, bytes: 5 }, all: { files: 50, bytes: 5 } };
  const runs = [
    run('ONE', { destinations: [at('archive', done), at('cloud', done)] }),
    run('TWO', {
      waits: [{ why: 'not-over', detail: 'rta-complete-missing' }],
      expected: { expected: 9, present: 7 },
      destinations: [
        at('archive'),
        at('cloud', { all: undefined, bytesPerSecond: undefined, waits: [{ why: 'no-room' }] }),
      ],
    }),
    run('THREE', { destinations: [at('archive', { secondsLeft: 4000 })] }),
  ];
  assert.deepEqual(statusText({ agent: AGENT, runs }, NOW).split('\n'), [
    'agent: at work since 2026-11-23T06:00Z; last turn: 2026-11-23T09:14Z (0 s ago)',
    '',
    'run    at              state      files     bytes               a second  left       waits for',
    'ONE    archive, cloud  confirmed  50        5 B',
    'TWO    archive         growing    37 of 50  1.10 GB of 1.40 GB  73.0 MB   ?          its end: rta-complete-missing, 2 of 9 expected files',
    '       cloud           growing    37 of ?   1.10 GB of ?        ?         ?          free space',
    'THREE  archive         growing    37 of 50  1.10 GB of 1.40 GB  73.0 MB   1 h 7 min',
    '',
  ]);
});

test('for a person there is the advice, and a command that can be pasted whatever the run is called', () => {
  const waits = [{ why: 'person', code: 'WRITE_ONCE_CHANGED', since: NOW }] as const;
  const text = statusText({ agent: AGENT, runs: [run('RUN; $(id)\n', { waits })] }, NOW);
  assert.match(text, /\[WRITE_ONCE_CHANGED\] since 2026-11-23T09:14Z\. \S/);
  const command = /Then: (.*)$/m.exec(text)?.[1] ?? '';
  assert.match(command, /^seqwarden release '[^'\n]*'$/);
});

test('a register that is stopped, or whose proofs lack countersigners, is told with what to do', () => {
  assert.doesNotMatch(statusText({ agent: AGENT, runs: [] }, NOW), /register/);
  const text = statusText({ agent: { ...AGENT, register: 'QUORUM_MISSING' }, runs: [] }, NOW);
  assert.match(text, /^the register \[QUORUM_MISSING\]: \S/m);
});

test('a full state folder, and a lock that another holds, have words of their own', () => {
  const waits = [{ why: 'lock', code: 'DESTINATION_BUSY' }] as const;
  const runs = [run('RUN', { destinations: [at('archive', { waits })], waits: [{ why: 'state-folder' }] })];
  const text = statusText({ agent: { ...AGENT, isStateFull: true }, runs }, NOW);
  assert.match(text, /the state folder is full \[STATE_FULL\]: Make room/);
  assert.match(text, /free space where the state folder lies, the lock of the run, which another holds/);
});
