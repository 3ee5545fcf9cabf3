import { test } from 'node:test';
import { seeded } from '../support/random.ts';
import { Round } from './support/round.ts';

for (const scenario of ['growing-interop', 'rewritten-xml'])
  test(`a clock that jumps by years in both directions changes nothing in what is copied and sealed (${scenario})`, async t => {
    const plan = { model: 'miseq', lanes: 1, tiles: 1, cycles: 4, clusters: 20, scenario };
    const round = await Round.open(t, { plan, kinds: ['folder', 'sftp'], random: seeded(1) });
    if (round === undefined) return;
    const env = { SEQWARDEN_CLOCK: 'jumps' };
    await round.agent({ env, unfinished: true, idle: looks => looks < 20 });
    await round.requireNothingElse();
    await round.agent({ env });
    await round.requireWhole();
  });
