import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../support/random.ts';
import type { Kind } from './support/places.ts';
import { Round } from './support/round.ts';

const PLAN = { model: 'iscan', tiles: 3, clusters: 50 };

for (const kinds of [['folder'], ['sftp', 'checked-s3']] as const satisfies readonly (readonly Kind[])[])
  test(`a chip of an iScan is sealed at ${kinds.join(' and ')} when all IDAT pairs of its layout are whole, and not before, however long nothing comes`, async t => {
    const round = await Round.open(t, { plan: PLAN, kinds, random: seeded(1) });
    if (round === undefined) return;
    const { instrument } = round;
    let rested = 0;
    await round.agent({
      idle: async () => {
        // One of the last pair is there, the other is not.
        if (rested < 60 && instrument.paths.length === 5 && !instrument.isInTheMiddle)
          instrument.isResting = true;
        if (!instrument.isResting) return undefined;
        if (++rested < 60) return undefined;
        instrument.isResting = false;
        assert.equal(round.record?.state, 'growing');
        for (const { contents } of round.places) {
          const there = [...(await contents(instrument.name)).keys()];
          assert.deepEqual(there.sort(), [...instrument.paths].sort(), 'copied while it grows, and no seal');
        }
        return undefined;
      },
    });
    assert.equal(rested, 60);
    assert.equal(instrument.paths.length, 6);
    assert.equal(round.count('sealed'), 1);
    await round.requireWhole();
  });
