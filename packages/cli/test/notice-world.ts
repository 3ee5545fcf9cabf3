import assert from 'node:assert/strict';
import { appendFileSync, cpSync, writeFileSync } from 'node:fs';
import type { Installed } from '@seqwarden/proof/acts';
import { Arguments } from '../src/arguments.ts';
import type { Desk } from '../src/casework/desk.ts';
import { DESK_OPTIONS } from '../src/casework/options.ts';
import { withDesk } from '../src/casework/with-desk.ts';
import type { Context } from '../src/context.ts';
import { type Ending, type Said, World } from './world.ts';

export const CVE = 'CVE-2023-1968';
export const NEXTSEQ = (id: string | null): Installed => ({
  vendor: 'Illumina',
  model: null,
  serial: 'NDX550421',
  id,
});

const DESK = Object.fromEntries(Object.entries(DESK_OPTIONS).map(([name, { type }]) => [name, type]));

/** A site with persons: anna releases and has a key, bo has a key, cy has none. One NextSeq 550Dx with two systems. */
export class NoticeWorld extends World {
  /** Days at which commands run; null: the time of the machine, which another process of the same world has too. */
  day: string | null = '2023-04-06';
  case = '';

  constructor(t: Ending) {
    super(t);
  }

  readonly say = (...argv: string[]): Promise<Said> => this.with({ now: this.now }, ...argv);

  readonly now = (): Date => (this.day === null ? new Date() : new Date(`${this.day}T09:00:00Z`));

  /** As a person who signs. */
  as(name: string, ...argv: string[]): Promise<Said> {
    return this.say(...argv, '--signer', this.at(name), ...this.passphrase());
  }

  async prepare(port: number): Promise<void> {
    good(await this.say('init', ...this.passphrase()));
    const keys: Record<string, string> = {};
    for (const name of ['anna', 'bo']) {
      good(await this.say('keys', 'make', this.at(name), ...this.passphrase()));
      good(
        await this.say('keys', 'enrol', this.at(`${name}.pub.pem`), '--role', 'person', ...this.passphrase()),
      );
      keys[name] = JSON.parse((await this.say('keys', 'list', '--json')).out).keys.at(-1).fingerprint;
    }
    good(
      await this.say('keys', 'rights', keys.anna ?? '', '--may', 'notify,decide,close', ...this.passphrase()),
    );
    this.site(port, keys);
    const opened = await this.as('anna', 'case', 'open', '--title', 'Universal Copy Service');
    good(opened);
    this.case = opened.out.trim();
    const letter = this.at('letter.pdf');
    writeFileSync(letter, 'Urgent Medical Device Recall');
    await this.atDesk('anna', desk => this.#record(desk));
    const about = [
      '--what',
      'letter',
      '--publisher',
      'Illumina',
      '--notice',
      'recall',
      '--reference',
      'UMDR-1',
    ];
    const more = ['--vulnerability', CVE, '--dated', '2023-04-05', '--received', '2023-04-06'];
    const products = ['--product', 'NDX550421/dx', '--product', 'NDX550421/ruo'];
    good(await this.as('anna', 'case', 'receive', this.case, letter, ...about, ...more, ...products));
  }

  site(port: number, keys: Readonly<Record<string, string>>, persons = ''): void {
    const text = `version = 1
[site]
name = "Example Hospital"
zone = "Europe/Zurich"
language = "en"
[calendar]
working-days = ["monday", "tuesday", "wednesday", "thursday", "friday"]
holidays = [2023-04-07, 2023-04-10]
[deadlines]
acknowledge-urgent = 2
acknowledge-normal = 5
patch-urgent = 5
remind-before = 1
escalate-after = 2
[mail]
server = "smtp://127.0.0.1:${port}"
from = "seqwarden@hospital.example"
[person.bo]
name = "Bo Müller"
mail = "bo@hospital.example"
key = "${keys.bo}"
role = "laboratory manager"
[person.cy]
name = "Cy Chen"
mail = "cy@hospital.example"
role = "biomedical engineering"
[person.di]
name = "Di Rossi"
mail = "di@hospital.example"
role = "head of laboratory"
${persons}
[instrument.nextseq]
vendor = "Illumina"
serial = "NDX550421"
responsible = ["bo", "cy"]
escalate-to = "di"
`;
    writeFileSync(this.at('config', 'seqwarden', 'site.toml'), text, { mode: 0o600 });
  }

  /** What no command says as shortly. */
  async atDesk(name: string, work: (desk: Desk) => Promise<unknown>, ...argv: string[]): Promise<void> {
    const args = new Arguments(['--signer', this.at(name), ...this.passphrase(), ...argv], DESK, {
      least: 0,
      most: 0,
    });
    const context: Context = {
      out: () => undefined,
      err: () => undefined,
      terminal: false,
      env: this.env,
      now: this.now,
      version: '0.0.0-test',
      input: nothing(),
      signal: new AbortController().signal,
    };
    await withDesk(args, context, work);
  }

  /** Names the register of another site, and takes in all its records. `name`: of the files. */
  async takesIn(other: NoticeWorld, name: string): Promise<void> {
    const [bundle, trust] = [this.at(`${name}.bundle`), this.at(`${name}.json`)];
    good(await other.say('bundle', 'export', '--all', '--out', bundle));
    cpSync(other.trustFile, trust);
    const file = this.at('config', 'seqwarden', 'site.toml');
    appendFileSync(file, `[other-sites]\ntrust = ["${trust}"]\n`);
    good(await this.say('bundle', 'import', bundle));
  }

  /** Ids of the notices that were drafted. */
  async drafted(...argv: string[]): Promise<{ notice: string; recipient: string; folder: string }[]> {
    const { out, err, code } = await this.say('notice', 'draft', this.case, '--json', ...argv);
    assert.equal(code, 0, err);
    return JSON.parse(out).drafts;
  }

  async #record(desk: Desk): Promise<void> {
    for (const id of ['dx', 'ruo'])
      await desk.enter('observation', {
        installed: NEXTSEQ(id),
        advisory: null,
        overlay: null,
        readings: [
          {
            component: 'control',
            name: 'NextSeq Control Software',
            version: '4.0.1.41',
            at: null,
            run: null,
          },
        ],
        findings: [],
        runs: { count: 0, first: null, last: null },
      });
    await desk.enter('fact', {
      installed: NEXTSEQ(null),
      fact: 'regulatoryStatus',
      value: 'ivd',
      on: '2023-04-01',
      reason: 'the label',
      evidence: [],
    });
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

export const good = ({ code, err }: Said): void => assert.equal(code, 0, err);
export const fails = ({ code, err }: Said, expected: string): void => {
  assert.ok(code > 0, 'it should have failed');
  assert.match(err, new RegExp(`\\[${expected}\\]`));
};
