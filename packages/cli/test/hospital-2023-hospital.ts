import assert from 'node:assert/strict';
import type { ItemState, Task } from '@seqwarden/cases/state';
import {
  type Instrument,
  ISCAN,
  MINISEQ,
  MISEQ_DX,
  makeRun,
  NEXTSEQ_DX,
  NOVASEQ,
} from './hospital-2023-runs.ts';
import { Clock, type Person, Site } from './hospital-2023-site.ts';
import type { Ending } from './world.ts';

/** Whoever has keys at a site: the lead decides, closes and notifies, the engineer checks. Nobody may all. */
interface Staff {
  readonly lead: Person;
  readonly engineer: Person;
}

/** Three sites, each with a register of its own: diagnostics (north), research (centre), a small one (south). */
export class Hospital {
  readonly clock = new Clock();
  readonly north: Site;
  readonly centre: Site;
  readonly south: Site;
  readonly #staff = new Map<Site, Staff>();
  #bundles = 0;
  /** The case on the copy service, from the first letter on. */
  case = '';
  /** Where a run of the winter lies in the archive of its site. */
  oldRun = '';

  constructor(t: Ending) {
    this.north = new Site(t, 'north', this.clock);
    this.centre = new Site(t, 'centre', this.clock);
    this.south = new Site(t, 'south', this.clock);
  }

  get sites(): readonly Site[] {
    return [this.north, this.centre, this.south];
  }

  staff(site: Site): Staff {
    const staff = this.#staff.get(site);
    if (staff === undefined) throw new Error(`nobody works at ${site.name} yet`);
    return staff;
  }

  lead(site: Site): Person {
    return this.staff(site).lead;
  }

  engineer(site: Site): Person {
    return this.staff(site).engineer;
  }

  /** Keys and persons, and the trust file of each site at the two others. */
  async open(): Promise<void> {
    for (const site of this.sites) {
      await site.open();
      this.#staff.set(site, {
        lead: await site.enrol('lead', 'decide', 'close', 'notify'),
        engineer: await site.enrol('engineer', 'check'),
      });
      await site.do('trust', 'refresh');
    }
    for (const site of this.sites) site.trustIn(this.sites);
  }

  /** A run lands and is sealed into the archive of its site on the day after; returns where it lies there. */
  async sequence(
    site: Site,
    instrument: Instrument,
    on: string,
    versions: Readonly<Record<string, string>> = {},
  ) {
    const run = await makeRun(instrument, { out: site.at('runs'), on, seed: this.#runs++, versions });
    this.clock.set(new Date(Date.parse(`${on}T06:00:00Z`) + 24 * 60 * 60_000).toISOString());
    return site.archive(run);
  }
  #runs = 1;

  /** Each site gets all records of the two others. */
  async exchange(): Promise<void> {
    for (const from of this.sites) {
      const file = from.at(`${++this.#bundles}.bundle`);
      await from.do('bundle', 'export', '--all', '--out', file);
      for (const to of this.sites.filter(site => site !== from))
        await to.do('bundle', 'import', file, ...to.trusting);
    }
  }

  /** What a site's runs show since, and what the advisories that it keeps say of it, is entered. */
  async observe(site: Site, exit: number): Promise<string> {
    const stated = site === this.north ? ['--inventory', site.at('facts.toml')] : [];
    const argv = ['case', 'observe', site.at('archive'), '--kept', ...stated, ...site.trusting];
    const { code, out, err } = await site.try(...argv);
    assert.equal(code, exit, `${site.name}: ${err}${out}`);
    return out;
  }

  /** A patch of all that is open of the case on an installation; returns the digits of its record. */
  async patch(
    site: Site,
    person: Person,
    installed: string,
    told: readonly string[],
    of = this.case,
  ): Promise<string> {
    const said = await site.as(person, 'record', 'patch', installed, '--case', of, ...told, '--json');
    const { records }: { readonly records: readonly { readonly record: string }[] } = JSON.parse(said);
    const [only, another] = records;
    assert.ok(only !== undefined && another === undefined, said);
    return only.record.slice(0, 12);
  }

  /** Where the remediation of an installation stands, with the decisive reason; of all vulnerabilities of a year the same. */
  async standing(site: Site, installed: string, year = '2023'): Promise<string> {
    const { items }: { readonly items: readonly ItemState[] } = await site.ask(0, 'finding', 'list');
    const here = items.filter(
      one =>
        `${one.installed.serial}/${one.installed.id}` === installed &&
        one.vulnerability.startsWith(`CVE-${year}`),
    );
    const told = new Set(here.map(({ remediation, reasons }) => `${remediation} ${reasons[0]?.code}`));
    return [...told].join(', ');
  }

  /** Nobody closes what is open. */
  async refusesToClose(site: Site, id: string): Promise<void> {
    await site.refuses('ACT_REFUSED', this.lead(site), 'case', 'close', id, '--reason', 'It is over');
  }

  /** The kinds of what is to be done about the case, as a site sees it. */
  async tasks(site: Site): Promise<readonly string[]> {
    const { tasks }: { readonly tasks: readonly Task[] } = await site.ask(0, 'case', 'show', this.case);
    return tasks.map(({ kind }) => kind);
  }

  /** What runs came of the winter before. */
  async winter(): Promise<void> {
    const { north, centre, south } = this;
    await this.sequence(centre, NOVASEQ, '2022-11-15', { '1.8.1': '1.8.0', '2.7.3.4836': '2.7.2.4320' });
    this.oldRun = await this.sequence(south, MINISEQ, '2023-01-16');
    await this.sequence(south, ISCAN, '2023-02-14');
    await this.sequence(north, MISEQ_DX, '2023-03-13');
    await this.sequence(north, NEXTSEQ_DX, '2023-03-20');
  }
}
