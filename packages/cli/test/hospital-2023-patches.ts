import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Hospital } from './hospital-2023-hospital.ts';
import { LETTERS } from './hospital-2023-papers.ts';
import { ISCAN, NOVASEQ } from './hospital-2023-runs.ts';

const CVES = ['CVE-2023-1966', 'CVE-2023-1968'];
const OF_CVES = CVES.flatMap(cve => ['--vulnerability', cve]);

/** May and June 2023: measures, patches with proof and without, a second person's checks, and what later runs show. */
export function patched(h: Hospital): void {
  describe('in May and June the instruments are patched:', () => {
    const { north, centre, south } = h;

    it('the letter that did not come comes after all', async () => {
      h.clock.set('2023-05-05T14:30:00Z');
      const letter = south.file('letter.txt', LETTERS.quality);
      const told = ['--what', 'letter', '--publisher', 'Illumina', '--reference', 'UCS-2023-04-RUO'];
      assert.ok((await h.tasks(south)).includes('receive_document'));
      await south.as(
        h.lead(south),
        'case',
        'receive',
        h.case,
        letter,
        ...told,
        '--notice',
        'quality_notification',
      );
      assert.ok(!(await h.tasks(south)).includes('receive_document'));
    });

    it('the form of the manufacturer goes back, and what shows it is kept', async () => {
      h.clock.set('2023-05-05T15:00:00Z');
      const form = north.file('response-form.pdf', 'the response form, filled in');
      const receipt = north.file('receipt.txt', 'sent, said the portal');
      const told = [
        '--answers',
        'UCS-2023-04',
        '--to',
        'Illumina',
        '--channel',
        'portal',
        '--evidence',
        receipt,
      ];
      assert.ok((await h.tasks(north)).includes('return_form'));
      await north.as(h.lead(north), 'case', 'reply', h.case, form, ...told);
      assert.ok(!(await h.tasks(north)).includes('return_form'));
    });

    it('a measure makes the exposure smaller, and is no fix', async () => {
      const shot = north.file('firewall.png', 'a picture of the rules of the firewall');
      await north.as(
        h.engineer(north),
        ...['record', 'mitigation', 'M70123/main', '--measure', 'firewall', ...OF_CVES, '--evidence', shot],
        ...['--text', 'Ports of the copy service are closed but for the landing share'],
      );
      assert.equal(await h.standing(north, 'M70123/main'), 'in_progress DECIDED_AFFECTED');
    });

    it('a patch with a report, a check by a second person and a later run: done', async () => {
      h.clock.set('2023-05-09T15:00:00Z');
      const report = centre.file('report.txt', 'service report 4711');
      const patch = await h.patch(centre, h.lead(centre), 'A00987/main', [
        ...['--on', '2023-05-09', '--zone', 'Europe/Zurich', '--done-by', 'vendor', '--evidence', report],
        ...['--software', 'control=..1.8.1', '--software', 'ucs=..2.7.3.4836'],
      ]);
      assert.equal(await h.standing(centre, 'A00987/main'), 'in_progress CHECK_MISSING');
      const confirm = ['record', 'check', patch, '--confirm', '--reason', 'The about box shows 1.8.1'];
      await centre.refuses('ACT_REFUSED', h.lead(centre), ...confirm);
      await centre.as(h.engineer(centre), ...confirm);
      assert.equal(await h.standing(centre, 'A00987/main'), 'in_progress EFFECT_NOT_SEEN');
      await h.sequence(centre, NOVASEQ, '2023-05-12');
      await h.observe(centre, 0);
      assert.equal(await h.standing(centre, 'A00987/main'), 'done EFFECT_SEEN');
    });

    it('a patch without proof stays open until somebody proves it', async () => {
      h.clock.set('2023-05-15T15:00:00Z');
      await h.patch(south, h.engineer(south), 'MN00345/main', ['--on', '2023-05-15']);
      assert.equal(await h.standing(south, 'MN00345/main'), 'in_progress PROOF_MISSING');
      const report = south.file('report.txt', 'service report 4712');
      const proven = await h.patch(south, h.lead(south), 'MN00345/main', [
        '--on',
        '2023-05-15',
        '--evidence',
        report,
      ]);
      const confirm = [
        'record',
        'check',
        proven,
        '--confirm',
        '--reason',
        'The report lies in the folder of the device',
      ];
      await south.as(
        h.engineer(south),
        ...confirm,
        '--no-run-because',
        'The patch leaves the version as it is',
      );
      assert.equal(await h.standing(south, 'MN00345/main'), 'done EFFECT_BY_WORD');
    });

    it('a patch that a later run contradicts is none; the next one counts by its own run', async () => {
      const patchScanner = async (on: string, report: string) => {
        const told = ['--on', on, '--software', 'control=4.0.5..4.2.0'];
        const evidence = ['--evidence', south.file(`${report}.txt`, `service report ${report}`)];
        const patch = await h.patch(south, h.lead(south), 'N0001065/main', [...told, ...evidence]);
        const confirm = [
          'record',
          'check',
          patch,
          '--confirm',
          '--reason',
          `Report ${report} is of this device`,
        ];
        await south.as(h.engineer(south), ...confirm);
      };
      await patchScanner('2023-05-15', '4713');
      await h.sequence(south, ISCAN, '2023-05-22');
      await h.observe(south, 0);
      assert.equal(await h.standing(south, 'N0001065/main'), 'not_remediated RUN_SHOWS_OLDER');
      h.clock.set('2023-05-25T15:00:00Z');
      await patchScanner('2023-05-25', '4715');
      await h.sequence(south, ISCAN, '2023-05-30', { '4.0.5': '4.2.0' });
      // That the advisory does not list 4.2.0 would close nothing; beside the proof nobody has to decide on it.
      assert.match(await h.observe(south, 0), /leaves it open \(was: affected\); .*; it is done, so nobody/);
      assert.equal(await h.standing(south, 'N0001065/main'), 'done EFFECT_SEEN');
    });

    it('each side of an instrument that boots in two ways is patched for itself', async () => {
      h.clock.set('2023-06-01T15:00:00Z');
      const report = north.file('report.txt', 'service report 4714');
      for (const where of ['NDX550421/dx', 'NDX550421/ruo', 'M70123/main']) {
        const patch = await h.patch(north, h.lead(north), where, [
          '--on',
          '2023-06-01',
          '--evidence',
          report,
        ]);
        const confirm = ['record', 'check', patch, '--confirm', '--reason', 'The report names this side'];
        await north.as(
          h.engineer(north),
          ...confirm,
          '--no-run-because',
          'The patch leaves the version as it is',
        );
        assert.equal(await h.standing(north, where), 'done EFFECT_BY_WORD');
      }
    });
  });
}
