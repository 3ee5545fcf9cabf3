import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Hospital } from './hospital-2023-hospital.ts';
import { DX_SIDE, LETTERS } from './hospital-2023-papers.ts';

/** 5 April 2023: two sites get letters, of two kinds; the third gets none. */
export function lettersArrive(h: Hospital): void {
  describe('on 5 April the letters arrive:', () => {
    const { north, centre, south } = h;

    it('what runs and persons know of the instruments is entered before anybody asks of an advisory', async () => {
      h.clock.set('2023-04-04T22:00:00Z');
      north.file('facts.toml', DX_SIDE);
      await Promise.all(
        h.sites.map(async site => {
          const stated = site === north ? ['--inventory', north.at('facts.toml')] : [];
          await site.do('case', 'observe', ...stated, ...site.trusting);
        }),
      );
    });

    it('a case opens from a letter alone, with the products that a person chose', async () => {
      h.clock.set('2023-04-05T07:00:00Z');
      const letter = north.file('letter.txt', LETTERS.recall);
      const { case: id } = JSON.parse(
        await north.as(
          h.lead(north),
          ...['case', 'receive', 'new', letter, '--title', 'Copy service of Illumina instruments'],
          ...[
            '--what',
            'letter',
            '--publisher',
            'Illumina',
            '--reference',
            'UCS-2023-04',
            '--notice',
            'recall',
          ],
          ...['--dated', '2023-04-05', '--channel', 'post', '--reply-by', '2023-04-28'],
          ...[
            '--product',
            'M70123/main',
            '--product',
            'NDX550421/dx',
            '--product',
            'NDX550421/ruo',
            '--json',
          ],
        ),
      );
      assert.match(id, /^[0-9a-f]{32}$/);
      h.case = id;
      await h.exchange();
    });

    it('the research side of the house gets the milder letter, into the same case', async () => {
      const letter = centre.file('letter.txt', LETTERS.quality);
      await centre.as(
        h.lead(centre),
        ...['case', 'receive', h.case, letter, '--what', 'letter', '--publisher', 'Illumina'],
        ...['--reference', 'UCS-2023-04-RUO', '--notice', 'quality_notification', '--dated', '2023-04-05'],
        ...['--channel', 'email', '--product', 'A00987'],
      );
    });

    it('a site that got none says so, and it is a task', async () => {
      const expect = ['case', 'expect', h.case, '--what', 'letter', '--publisher', 'Illumina'];
      await south.as(h.engineer(south), ...expect, '--by', '2023-04-14');
      await h.exchange();
      assert.ok(
        (await h.tasks(south)).includes('receive_document'),
        'the letters of the others are not its own',
      );
    });
  });
}
