import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ItemState } from '@seqwarden/cases/state';
import type { Hospital } from './hospital-2023-hospital.ts';
import { copyServiceAdvisoryChanged, LETTERS } from './hospital-2023-papers.ts';
import { NOVASEQ } from './hospital-2023-runs.ts';

const OLD_DISK = { '1.8.1': '1.8.0', '2.7.3.4836': '2.7.2.4320' };

/** July to October 2023: the recall gets its class, a restored disk brings the old version back, the advisory gets other bytes under its old label. */
export function autumn(h: Hospital): void {
  describe('from July to October what was done is looked at again:', () => {
    const { north, centre, south } = h;
    const reopened = async (installed: string) => {
      const { items }: { readonly items: readonly ItemState[] } = await h.centre.ask(0, 'finding', 'list');
      const [serial, id] = installed.split('/');
      return items
        .filter(one => one.installed.serial === serial && one.installed.id === id)
        .flatMap(one => one.reopened);
    };

    it('the class of the recall goes into the case as the authority words it', async () => {
      h.clock.set('2023-07-07T15:00:00Z');
      const entry = north.file('recall.txt', LETTERS.recallClass);
      const told = [
        '--what',
        'recall',
        '--publisher',
        'FDA',
        '--recall-class',
        'Class II',
        '--dated',
        '2023-07-07',
      ];
      await north.as(h.engineer(north), 'case', 'receive', h.case, entry, ...told, '--channel', 'web');
    });

    it('a disk that was restored brings the old version back: a run shows it, and it is open again', async () => {
      const run = await h.sequence(centre, NOVASEQ, '2023-09-12', OLD_DISK);
      await h.observe(centre, 1);
      assert.equal(await h.standing(centre, 'A00987/main'), 'not_remediated RUN_SHOWS_OLDER');
      const [why] = await reopened('A00987/main');
      assert.equal(why?.why, 'RUN_SHOWS_OLDER');
      assert.ok(run.endsWith(why?.run?.id ?? '-'));
      const { code } = await centre.try('today', ...centre.trusting);
      assert.equal(code, 1);
    });

    it('it is patched again, with a report of its own', async () => {
      h.clock.set('2023-09-15T15:00:00Z');
      const report = centre.file('report-2.txt', 'service report 4720');
      const told = [
        '--on',
        '2023-09-15',
        '--zone',
        'Europe/Zurich',
        '--done-by',
        'vendor',
        '--evidence',
        report,
      ];
      const software = ['--software', 'control=1.8.0..1.8.1', '--software', 'ucs=2.7.2.4320..2.7.3.4836'];
      const patch = await h.patch(centre, h.lead(centre), 'A00987/main', [...told, ...software]);
      await centre.as(
        h.engineer(centre),
        'record',
        'check',
        patch,
        '--confirm',
        '--reason',
        'The about box shows 1.8.1',
      );
      await h.sequence(centre, NOVASEQ, '2023-09-20');
      await h.observe(centre, 0);
      assert.equal(await h.standing(centre, 'A00987/main'), 'done EFFECT_SEEN');
      assert.equal(
        (await reopened('A00987/main')).length,
        2,
        'that it came back stays to be seen, for each vulnerability',
      );
    });

    it('other bytes under the same label open again what they say otherwise, and nothing else', async () => {
      h.clock.set('2023-10-04T08:00:00Z');
      for (const site of h.sites) {
        const file = site.file('advisory-2.json', copyServiceAdvisoryChanged());
        await site.as(
          h.lead(site),
          'case',
          'receive',
          h.case,
          file,
          '--what',
          'advisory',
          '--channel',
          'web',
        );
      }
      await Promise.all([h.observe(north, 0), h.observe(centre, 0), h.observe(south, 1)]);
      await h.exchange();
      assert.equal(await h.standing(south, 'MN00345/main'), 'not_remediated ADVISORY_CHANGED');
      const [why] = await reopened('MN00345/main');
      assert.deepEqual([why?.change?.from.range, why?.change?.to.range], ['>= 2.0', '>= 1.0']);
      assert.equal(await h.standing(south, 'N0001065/main'), 'done EFFECT_SEEN');
      assert.equal(await h.standing(south, 'M70123/main'), 'done EFFECT_BY_WORD');
    });

    it('a person looks, and the same patch is recorded for what the advisory says now', async () => {
      const report = south.file('report-3.txt', 'service report 4712, looked at again');
      const patch = await h.patch(south, h.lead(south), 'MN00345/main', [
        '--on',
        '2023-10-04',
        '--evidence',
        report,
      ]);
      const confirm = ['record', 'check', patch, '--confirm', '--reason', 'The patch covers all versions'];
      await south.as(
        h.engineer(south),
        ...confirm,
        '--no-run-because',
        'The patch leaves the version as it is',
      );
      assert.equal(await h.standing(south, 'MN00345/main'), 'done EFFECT_BY_WORD');
    });
  });
}
