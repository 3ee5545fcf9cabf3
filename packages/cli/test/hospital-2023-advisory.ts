import { describe, it } from 'node:test';
import type { Hospital } from './hospital-2023-hospital.ts';
import { copyServiceAdvisory, LETTERS } from './hospital-2023-papers.ts';

const CVES = ['CVE-2023-1966', 'CVE-2023-1968'];

/** 27 and 28 April: the authority's letter, and the advisory with numbers. */
export function advisoryArrives(h: Hospital): void {
  describe('on 27 April the authority writes, and an advisory names the vulnerabilities:', () => {
    const { north, centre, south } = h;
    const receive = (file: string, ...argv: string[]) => ['case', 'receive', h.case, file, ...argv];

    it('the letter of the authority goes into the same case', async () => {
      h.clock.set('2023-04-27T15:00:00Z');
      const letter = north.file('authority.txt', LETTERS.authority);
      const told = ['--what', 'regulator', '--publisher', 'FDA', '--dated', '2023-04-27', '--channel', 'web'];
      await north.as(h.engineer(north), ...receive(letter, ...told));
    });

    it('each site takes the advisory in, and what it says of its instruments is entered', async () => {
      h.clock.set('2023-04-28T15:00:00Z');
      for (const site of h.sites) {
        const file = site.file('advisory.json', copyServiceAdvisory());
        await site.as(h.engineer(site), ...receive(file, '--what', 'advisory', '--channel', 'web'));
      }
      const affected = h.observe(north, 1);
      const toDecide = h.observe(centre, 3);
      await Promise.all([affected, toDecide, h.observe(south, 1)]);
      await h.exchange();
    });

    it('what no program can tell a person with the right decides, and nobody else', async () => {
      const decide = (installed: string, reason: string) => [
        'finding',
        'decide',
        installed,
        ...CVES,
        '--verdict',
        'affected',
        '--reason',
        reason,
      ];
      await north.refuses(
        'ACT_REFUSED',
        h.engineer(north),
        ...decide('M70123/main', 'The letter names MiSeqDx'),
      );
      await north.as(h.lead(north), ...decide('M70123/main', 'The letter names MiSeqDx'));
      await north.as(h.lead(north), ...decide('NDX550421/ruo', 'Software 4.0.1 is one of 4.0'));
      await centre.as(h.lead(centre), ...decide('A00987/main', 'Software 1.8.0 is one of 1.8'));
      await h.exchange();
    });
  });
}
