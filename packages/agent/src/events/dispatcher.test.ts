import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dispatcher } from './dispatcher.ts';
import { type Output, OutputError, oneByOne } from './output.ts';
import type { StampedEvent } from './stamped-event.ts';

const FAST = { backOff: () => 1, longestSendMs: 50 };

function output(name: string, send: Output['send'], wants: Output['wants'] = () => true): Output {
  return { name, local: false, wants, next: oneByOne, send };
}

/** An output that keeps what it gets. */
function keeper(name: string, wants?: Output['wants']) {
  const got: StampedEvent[] = [];
  const keep = async (events: readonly StampedEvent[]) => void got.push(...events);
  return { got, output: output(name, keep, wants), names: () => got.map(event => event.event) };
}

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 400 && !condition(); turn++) await sleep(5);
  assert.ok(condition(), 'did not happen in time');
}

describe('the dispatcher', () => {
  it('delivers in order to whom asks for it, and ends when everything is delivered', async () => {
    const all = keeper('all');
    const alarms = keeper('alarms', event => event.severity === 'alarm');
    const dispatcher = new Dispatcher([all.output, alarms.output], FAST);
    dispatcher.emit({ event: 'started', runs: 1, quarantined: 0 });
    dispatcher.emit({ event: 'quarantined', run: 'x', code: 'CONFLICT' });
    dispatcher.emit({ event: 'stopped' });
    await dispatcher.close();
    assert.deepEqual(all.names(), ['started', 'quarantined', 'stopped']);
    assert.deepEqual(alarms.names(), ['quarantined']);
    assert.equal(dispatcher.counts.get('started'), 1);
  });

  it('is not held up by an output that hangs, throws or fails: emit returns, and the others get theirs', async () => {
    const good = keeper('good');
    const throwing: Output = {
      ...output('throws', async () => undefined),
      next: () => {
        throw new Error('broken');
      },
    };
    const dispatcher = new Dispatcher(
      [output('hangs', () => new Promise(() => undefined)), throwing, good.output],
      FAST,
    );
    dispatcher.emit({ event: 'stopped' });
    await until(() => good.got.filter(event => event.event === 'output-down').length === 2);
    const down = good.got.filter(event => event.event === 'output-down');
    assert.deepEqual(down.map(event => [event.fields.get('output'), event.fields.get('reason')]).sort(), [
      ['hangs', 'TIMEOUT'],
      ['throws', 'FAILED'],
    ]);
    const before = performance.now();
    await dispatcher.close(100);
    assert.ok(performance.now() - before < 1000);
  });

  it('keeps alarms while an output is down, counts what gave way, and tells it when it is back', async () => {
    let broken = true;
    const got: StampedEvent[] = [];
    const flaky = output(
      'flaky',
      async events => {
        if (broken) throw new OutputError('HTTP_503');
        got.push(...events);
      },
      event => event.event !== 'output-back' && event.event !== 'output-down',
    );
    const log = keeper('log');
    const dispatcher = new Dispatcher([flaky, log.output], { ...FAST, most: 3 });
    dispatcher.emit({ event: 'alarm', run: 'R', code: 'CONFLICT' });
    for (let files = 0; files < 10; files++) dispatcher.emit({ event: 'addendum', run: 'R', files });
    await until(() => dispatcher.outputs[0]?.up === false);
    broken = false;
    await until(() => got.length === 5 && log.names().at(-1) === 'output-back');
    assert.deepEqual(
      got.map(event => [event.event, event.fields.get('files') ?? event.fields.get('dropped')]),
      [
        ['alarm', undefined],
        ['addendum', 7],
        ['addendum', 8],
        ['addendum', 9],
        ['output-back', 7],
      ],
    );
    assert.deepEqual(log.names().slice(-2), ['output-down', 'output-back']);
    assert.equal(dispatcher.outputs[0]?.dropped, 7);
    await dispatcher.close();
  });

  it('gives local fields to local outputs alone', async () => {
    const log = keeper('log');
    const away = keeper('away');
    const dispatcher = new Dispatcher([{ ...log.output, local: true }, away.output], FAST);
    dispatcher.emit({ event: 'alarm', run: 'R', code: 'CONFLICT', file: 'Data/x' });
    await dispatcher.close();
    assert.equal(log.got[0]?.fields.get('file'), 'Data/x');
    assert.equal(away.got[0]?.fields.has('file'), false);
    assert.equal(log.got[0]?.id, away.got[0]?.id);
  });
});
