import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, renameSync } from 'node:fs';
import { after, before, describe, it, mock } from 'node:test';
import { ERRORS, SeqwardenError } from '@seqwarden/proof';
import { keepWorkers } from './kept-workers.ts';
import { World } from './world.ts';

describe('copy --confirm, when the second read cannot be done,', () => {
  keepWorkers({ after, mock });
  const world = new World({ after });
  const folder = () => mkdtempSync(world.at('archive', 'to-'));
  let run = '';
  before(async () => {
    assert.equal((await world.seqwarden('init')).code, 0);
    run = await world.simulated();
  });

  /** A clock that does something when the copy has ended, and the reading back has not begun. */
  function clock(destination: string, act: () => void): () => Date {
    const own = (folder: string) => `${destination}/.seqwarden/${folder}`;
    let isDone = false;
    return () => {
      if (!isDone && existsSync(own('deliveries')) && readdirSync(own('locks')).length === 0) {
        isDone = true;
        act();
      }
      return new Date();
    };
  }

  /** Copies to two places, of which the first is gone when it is to be read back. */
  async function firstGone(...more: string[]) {
    const [first, second] = [folder(), folder()];
    const now = clock(first, () => renameSync(first, `${first} away`));
    return world.with({ now }, 'copy', run, '--to', first, '--to', second, '--confirm', ...more);
  }

  it('tells of the seals that were made, and confirms the other destinations', async () => {
    const { code, out } = await firstGone('--json');
    const { outcome, destinations } = JSON.parse(out);
    assert.equal(outcome, 'sealed');
    const [gone, good] = destinations;
    assert.match(gone.seal, /^[0-9a-f]{64}$/);
    assert.deepEqual([gone.outcome, good.outcome, good.seal], ['sealed', 'sealed', gone.seal]);
    assert.deepEqual(
      [
        gone.confirmed.seal,
        gone.confirmed.files,
        gone.confirmed.failures.map(({ code }: { code: string }) => code),
      ],
      [gone.seal, 0, ['DESTINATION_UNUSABLE']],
    );
    assert.equal(good.confirmed.failed, 0);
    assert.ok(good.confirmed.files > 0);
    assert.equal(code, ERRORS.DESTINATION_UNUSABLE.exit);
  });

  it('tells people the same', async () => {
    const { code, err } = await firstGone();
    assert.equal(code, ERRORS.DESTINATION_UNUSABLE.exit);
    assert.equal(err.match(/ seal [0-9a-f]{64}\n/g)?.length, 2);
    assert.match(err, /^ +not confirmed\n +\[DESTINATION_UNUSABLE\]/m);
    assert.match(err, /^ +confirmed: \d+ files read back and equal$/m);
  });

  it('and is stopped meanwhile, tells of the seals, too', async () => {
    const to = folder();
    const stop = new AbortController();
    const now = clock(to, () => stop.abort(new SeqwardenError('INTERRUPTED', 'stopped')));
    const { code, out } = await world.with(
      { now, signal: stop.signal },
      ...['copy', run, '--to', to, '--confirm', '--json'],
    );
    const [place] = JSON.parse(out).destinations;
    assert.match(place.seal, /^[0-9a-f]{64}$/);
    assert.equal(place.confirmed.failures[0].code, 'INTERRUPTED');
    assert.equal(code, ERRORS.INTERRUPTED.exit);
  });
});
