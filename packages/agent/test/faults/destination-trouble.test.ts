import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { seeded } from '../support/random.ts';
import { scratch } from '../support/scratch.ts';
import type { Kind } from './support/places.ts';
import { Round } from './support/round.ts';
import { smallDisk } from './support/small-disk.ts';

const PLAN = { model: 'miseq', lanes: 1, tiles: 1, cycles: 4, clusters: 20, scenario: 'growing-interop' };

/** Destinations of which each one that is not the first had been confirmed when the first one was back. */
function requireOnlyDelay(round: Round, late: Kind): void {
  const order = round.events.flatMap(said => {
    if (said.event === 'confirmed') return [said.destination];
    return said.event === 'destination-back' ? [`back ${said.destination}`] : [];
  });
  const others = round.places.filter(({ name }) => name !== late).map(({ name }) => name);
  assert.deepEqual(new Set(order.slice(0, others.length)), new Set(others));
  assert.deepEqual(order.slice(others.length), [`back ${late}`, late]);
}

for (const late of ['folder', 'sftp', 'checked-s3'] as const)
  test(`${late}: gone while a run grows and back when the others are done, it gets the same, and nobody waited for it`, async t => {
    const kinds: Kind[] = late === 'folder' ? ['folder', 'sftp'] : [late, 'folder'];
    const round = await Round.open(t, { plan: PLAN, kinds, random: seeded(1) });
    if (round === undefined) return;
    const place = round.places.find(({ name }) => name === late);
    let isGone = late === 'folder';
    // What is held open is not lost by another name: so a folder has to be gone from the beginning.
    if (isGone) await place?.gone?.();
    await round.agent({
      idle: async looks => {
        if (looks === 12 && late !== 'folder') {
          await place?.gone?.();
          isGone = true;
        }
        if (isGone && round.count('confirmed') === kinds.length - 1) {
          isGone = false;
          await place?.back?.();
        }
        return undefined;
      },
    });
    const down = round.events.find(({ event }) => event === 'destination-down');
    assert.match(
      down !== undefined && 'code' in down ? String(down.code) : '',
      /^DESTINATION_(DOWN|UNUSABLE)$/,
    );
    requireOnlyDelay(round, late);
    await round.requireWhole();
  });

for (const late of ['folder', 'sftp', 'checked-s3'] as const)
  test(`${late}: full while a run grows, it gets the rest when there is room, and nobody waited for it`, async t => {
    const base = scratch(t);
    const kinds: Kind[] = late === 'folder' ? ['folder', 'sftp'] : [late, 'folder'];
    const round = await Round.open(t, { plan: PLAN, kinds, random: seeded(2), base });
    if (round === undefined) return;
    const store = round.places.find(({ full }) => full !== undefined);
    // Files take a page each there, so that a few of them fit.
    const disk = () => smallDisk(t, base, join(round.folder, `at-${late}`), 96 << 10);
    const makeRoom = store?.back ?? disk();
    if (makeRoom === undefined) return;
    let isFull = true;
    await round.agent({
      idle: async looks => {
        if (looks === 12) store?.full?.();
        if (isFull && round.count('confirmed') === kinds.length - 1) {
          isFull = false;
          await makeRoom();
        }
        return undefined;
      },
    });
    const down = round.events.find(({ event }) => event === 'destination-down');
    assert.equal(down !== undefined && 'code' in down && down.code, 'DESTINATION_FULL');
    requireOnlyDelay(round, late);
    await round.requireWhole();
  });
