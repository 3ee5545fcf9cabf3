import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { renumber } from './ask-exposure.ts';
import { type Ending, type Said, World } from './world.ts';

const PRODUCT = { product_id: 'P1', name: 'Illumina MiniSeq Control Software' };
const DAY = '2023-04-27T00:00:00Z';

/** An account with persons who have keys, for tests of cases. */
export class CaseDesk extends World {
  readonly #secret: readonly string[];

  constructor(t: Ending) {
    super(t);
    this.#secret = this.passphrase();
  }

  /** Keys, and two persons: `ada` may do everything in cases, `bob` too. */
  async open(): Promise<void> {
    await this.good('init', ...this.#secret);
    for (const name of ['ada', 'bob']) {
      await this.good('keys', 'make', this.at(`${name}.pem`), ...this.#secret);
      const rights = ['--role', 'person', '--may', 'check,close,decide,notify'];
      await this.good('keys', 'enrol', this.at(`${name}.pub.pem`), ...rights, ...this.#secret);
    }
  }

  /** A command that a person signs. */
  readonly as = (person: string, ...argv: string[]): Promise<Said> =>
    this.seqwarden(...argv, '--signer', this.at(`${person}.pem`), ...this.#secret);

  /** What a command that has to end well printed. */
  async good(...argv: string[]): Promise<string> {
    const { code, out, err } = await this.seqwarden(...argv);
    assert.equal(code, 0, `${argv.join(' ')}\n${err}`);
    return out;
  }

  /** A small run of a MiniSeq that is no simulator's, with one or another version of its software. */
  async run(on: string, version = '2.2.1.9', serial = 'MN12345'): Promise<string> {
    const small = ['--cycles', '2', '--tiles', '1', '--clusters', '5', '--start', on];
    const folder = (await this.good('simulate', 'miniseq', '--out', this.at('runs'), ...small)).trimEnd();
    renumber(folder, 'MNSIM0001', serial);
    renumber(folder, '2.2.1.9', version);
    const renamed = join(dirname(folder), basename(folder).replace('MNSIM0001', serial));
    renameSync(folder, renamed);
    return renamed;
  }

  /** How many records the register has. */
  async records(): Promise<number> {
    return JSON.parse(await this.good('log', 'audit', '--json')).checkpoint.size;
  }
}

/** Of the site that has the instrument NDX550421. */
export const SITE = `version = 1
[site]
name = "Example Hospital"
zone = "Europe/Zurich"
language = "en"
[calendar]
working-days = ["monday", "tuesday", "wednesday", "thursday", "friday"]
[deadlines]
acknowledge-urgent = 2
acknowledge-normal = 5
patch-urgent = 5
remind-before = 1
escalate-after = 2
[person.bo]
name = "Bo Müller"
role = "laboratory manager"
[instrument.nextseq]
vendor = "Illumina"
serial = "NDX550421"
responsible = ["bo"]
`;

/** Of a site with one instrument, for which one person is responsible. `key`: key id of that person. */
export function siteOfInstrument(serial: string, key?: string): string {
  return `version = 1
[site]
name = "Example Hospital"
zone = "Europe/Zurich"
language = "en"
[calendar]
working-days = ["monday"]
[deadlines]
acknowledge-urgent = 2
acknowledge-normal = 5
remind-before = 1
escalate-after = 2
[person.ada]
name = "Ada Example"
${key === undefined ? '' : `key = "${key}"\n`}role = "biomedical engineering"
[instrument.new]
vendor = "Illumina"
serial = "${serial}"
responsible = ["ada"]
`;
}

/** A CSAF document on the MiniSeq's control software. */
export function advisory({
  range = 'vers:intdot/>=2.0',
  details = 'install the patch',
  id = 'ICSMA-23-117-01',
} = {}): string {
  const revision = { date: DAY, number: '1', summary: 'first' };
  const document = {
    category: 'csaf_security_advisory',
    csaf_version: '2.0',
    title: 'Universal Copy Service',
    publisher: { category: 'coordinator', name: 'CISA', namespace: 'https://www.cisa.gov/' },
    tracking: {
      ...{ id, version: '1', status: 'final', revision_history: [revision] },
      ...{ initial_release_date: DAY, current_release_date: DAY },
    },
  };
  const version = { category: 'product_version_range', name: range, product: PRODUCT };
  const program = { category: 'product_name', name: 'MiniSeq Control Software', branches: [version] };
  const vendor = { category: 'vendor', name: 'Illumina', branches: [program] };
  const vulnerability = {
    cve: 'CVE-2023-1966',
    notes: [{ category: 'description', text: 'It runs with rights that it does not need.' }],
    product_status: { known_affected: ['P1'] },
    remediations: [{ category: 'vendor_fix', details, product_ids: ['P1'] }],
  };
  return JSON.stringify({ document, product_tree: { branches: [vendor] }, vulnerabilities: [vulnerability] });
}
