import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { validateAdvisory } from '@seqwarden/advisory/validate';
import { ask, simulate } from './ask-exposure.ts';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

// Once for all of the file: they end with it.
keepWorkers({ after, mock });

describe('exposure and VEX:', () => {
  const world = new World({ after });
  before(async () => {
    await simulate(world, 'miniseq');
    await simulate(world, 'novaseq-6000');
  });

  it('the CSAF document passes the tests of its profile', async () => {
    const { code, out, err } = await ask(
      world,
      world.at('runs'),
      '--simulated',
      '--format',
      'csaf-vex',
      '--publisher',
      'A lab',
      '--namespace',
      'https://lab.example',
    );
    assert.equal(code, 1);
    assert.match(err, /this program's own documents/);
    assert.deepEqual(await validateAdvisory(new TextEncoder().encode(out), 'mandatory'), []);
    assert.deepEqual(JSON.parse(out).document.publisher, {
      category: 'user',
      name: 'A lab',
      namespace: 'https://lab.example',
    });
  });

  it('the OpenVEX document is the same at the same moment', async () => {
    const say = () =>
      world.with(
        { now: () => new Date('2026-11-23T08:00:00Z') },
        'exposure',
        world.at('runs'),
        '--simulated',
        '--format',
        'openvex',
      );
    const [one, other] = [await say(), await say()];
    assert.equal(one.out, other.out);
    assert.equal(JSON.parse(one.out).timestamp, '2026-11-23T08:00:00Z');
  });

  it('where there is nothing to say, no document is written', async () => {
    const { code, out, err } = await ask(world, world.at('runs'), '--format', 'openvex');
    // There is nothing but a run of the simulator, which is no clean answer.
    assert.deepEqual([code, out], [3, '']);
    assert.match(err, /there is no document/);
  });
});
