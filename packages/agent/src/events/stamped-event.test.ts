import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AgentEvent, EVENTS, FIELDS } from './event.ts';
import { eventJson, eventLine, stampEvent, withoutLocal } from './stamped-event.ts';

const TIME = new Date('2024-02-03T04:05:06.789Z');
const HOSTILE = 'a\nSubject: x\r\n\x1b[2J\u00e2\u0080\u00ae\xff"\\';

describe('an event that leaves the agent', () => {
  it('is one line of printable ASCII, whatever the run is called', () => {
    for (const run of [HOSTILE, '\u00c3\u00a4\u00e2\u0080\u00ae', '\u00f0\u009f\u00a7\u00ac']) {
      const event = stampEvent({ event: 'alarm', run, file: run, code: 'CONFLICT' }, TIME, 'id');
      assert.match(eventJson(event), /^[\x20-\x7e]+$/);
      assert.match(eventLine(event), /^[\x20-\x7e]+$/);
      assert.doesNotMatch(String(JSON.parse(eventJson(event)).run), /[\p{Cc}\p{Cf}]/u);
      assert.deepEqual(Object.keys(JSON.parse(eventJson(event))).slice(0, 4), [
        'time',
        'event',
        'severity',
        'id',
      ]);
    }
  });

  it('holds the fields of the table and no other, in its order', () => {
    const smuggled = {
      event: 'addendum',
      files: 2,
      run: 'R',
      sample: 'patient 1',
      file: 'patient 1.txt',
    } as const;
    const given: AgentEvent = smuggled;
    assert.equal(
      eventJson(stampEvent(given, TIME, 'id')),
      '{"time":"2024-02-03T04:05:06.789Z","event":"addendum","severity":"info","id":"id","run":"R","files":2}',
    );
  });

  it('names no file once it leaves the host', () => {
    const event = stampEvent({ event: 'alarm', run: 'R', code: 'CONFLICT', file: 'Data/x.bcl' }, TIME, 'id');
    assert.match(eventJson(event), /Data\/x\.bcl/);
    assert.doesNotMatch(eventJson(withoutLocal(event)), /Data|bcl/);
  });

  it('reads as a sentence', () => {
    const line = eventLine(
      stampEvent({ event: 'alarm', run: 'R', destination: 'archive', code: 'CONFLICT' }, TIME, 'id'),
    );
    assert.equal(line, 'alarm: R, destination archive, CONFLICT');
    assert.equal(eventLine(stampEvent({ event: 'stopped' }, TIME, 'id')), 'stopped');
  });
});

describe('the table of events', () => {
  it('names only fields that are explained, each once', () => {
    for (const [name, kind] of Object.entries(EVENTS)) {
      const fields: readonly string[] = [...kind.fields, ...kind.may];
      assert.equal(new Set(fields).size, fields.length, name);
      assert.ok(
        fields.every(field => Object.hasOwn(FIELDS, field)),
        name,
      );
      assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    }
  });
});
