import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it, mock } from 'node:test';
import type { MitigationState } from '@seqwarden/cases/state';
import { advisory, CaseDesk } from './case-desk.ts';
import { keepWorkers } from './kept-workers.ts';
import type { Said } from './world.ts';

keepWorkers({ after, mock });

const CASE = 'ICSMA-23-117-01';
const RIGHTS = 'check,close,decide,notify';

interface Listed {
  readonly keyid: string;
  readonly fingerprint: string;
  readonly role: string;
  readonly sameAs: readonly string[] | null;
  readonly replaces: string | null;
}

/** A lab with one instrument that an advisory names, and persons who have several keys. */
class Lab extends CaseDesk {
  async keys(...argv: string[]): Promise<Said> {
    return this.seqwarden('keys', ...argv, ...this.passphrase());
  }

  async key(name: string): Promise<string> {
    await this.good('keys', 'make', this.at(`${name}.pem`), ...this.passphrase());
    return this.at(`${name}.pub.pem`);
  }

  async listed(): Promise<readonly Listed[]> {
    return JSON.parse(await this.good('keys', 'list', '--json')).keys;
  }

  async last(): Promise<Listed> {
    const last = (await this.listed()).at(-1);
    assert.ok(last);
    return last;
  }

  /** A patch that somebody recorded; returns the digits of its record. */
  async patch(person: string, on: string): Promise<string> {
    const about = ['MN12345/main', '--case', CASE, '--on', on, '--evidence', this.at('report.txt'), '--json'];
    const { out, err } = await this.as(person, 'record', 'patch', ...about);
    assert.notEqual(out, '', err);
    return JSON.parse(out).records[0].record.slice(0, 16);
  }

  check(person: string, record: string, result = '--confirm'): Promise<Said> {
    const why = ['--reason', 'looked at it', ...(result === '--confirm' ? ['--no-run-because', 'none'] : [])];
    return this.as(person, 'record', 'check', record, result, ...why);
  }

  /** A measure that somebody recorded; returns its record. */
  async measure(person: string): Promise<string> {
    const about = ['MN12345/main', '--case', CASE, '--measure', 'firewall', '--text', 'closed', '--json'];
    const { out, err } = await this.as(person, 'record', 'mitigation', ...about);
    assert.notEqual(out, '', err);
    return JSON.parse(out).records[0].record;
  }

  /** How many checks of a measure count. */
  async checks(record: string): Promise<number | undefined> {
    const [{ mitigations }] = JSON.parse(await this.good('case', 'show', CASE, '--json')).items;
    return mitigations.find((one: MitigationState) => one.record.identity === record)?.checks.length;
  }

  async remediation(): Promise<string> {
    return JSON.parse(await this.good('case', 'show', CASE, '--json')).items[0].remediation;
  }
}

const good = ({ code, err }: Said) => assert.equal(code, 0, err);
const refused = ({ code, err }: Said, expected: string) => {
  assert.ok(code > 0);
  assert.match(err, new RegExp(`\\[${expected}\\]`));
};

describe('a person is all of his keys:', () => {
  const lab = new Lab({ after });
  before(async () => {
    await lab.open();
    await lab.run('2023-03-01');
    writeFileSync(lab.at('ucs.json'), advisory());
    writeFileSync(lab.at('report.txt'), 'a service report');
    const received = ['case', 'receive', 'new', lab.at('ucs.json'), '--what', 'advisory', '--title', 'UCS'];
    good(await lab.as('ada', ...received));
    assert.equal((await lab.seqwarden('case', 'observe', lab.at('runs'), '--kept')).code, 1);
  });

  it('what was recorded with one of them cannot be checked with another, and nothing is entered', async () => {
    const ada = (await lab.listed()).find(({ role }) => role === 'person');
    assert.ok(ada);
    const same = ['--same-person-as', ada.fingerprint, '--may', RIGHTS];
    const enrolled = await lab.keys('enrol', await lab.key('ada-card'), '--role', 'person', ...same);
    good(enrolled);
    const line = `the same person as ${ada.fingerprint}; may check, close, decide, notify`;
    assert.ok(
      enrolled.out.split('\n').some(one => one.trimEnd().endsWith(line)),
      enrolled.out,
    );
    assert.deepEqual((await lab.last()).sameAs, [ada.keyid]);

    const record = await lab.patch('ada', '2023-05-02');
    const size = await lab.records();
    const own = await lab.check('ada-card', record);
    refused(own, 'ACT_REFUSED');
    assert.match(own.err, /another of yours/);
    assert.equal(await lab.records(), size);
    assert.equal(await lab.remediation(), 'in_progress');
    const others = await lab.as(
      'ada-card',
      ...['record', 'check', 'MN12345/main', '--confirm', '--reason', 'x'],
    );
    refused(others, 'ACT_REFUSED');
    good(await lab.check('bob', record));
    assert.equal(await lab.remediation(), 'done');
    good(await lab.as('ada', 'record', 'correction', record, '--reason', 'only a test'));
  });

  it('of several records that wait on an instrument another key of hers is for those of others', async () => {
    const [mine, theirs] = [await lab.measure('ada'), await lab.measure('bob')];
    const check = ['record', 'check', 'MN12345/main', '--confirm', '--reason', 'looked at it'];
    good(await lab.as('ada-card', ...check));
    assert.deepEqual([await lab.checks(mine), await lab.checks(theirs)], [0, 1]);
  });

  it('a patch that waits is meant before a measure that does, and what another key of hers refutes is taken', async () => {
    const measure = await lab.measure('bob');
    const patch = await lab.patch('ada', '2023-05-02');
    const said = await lab.as(
      'ada-card',
      ...['record', 'check', 'MN12345/main', '--refute', '--reason', 'another instrument', '--json'],
    );
    good(said);
    assert.ok(JSON.parse(said.out).records[0].of.startsWith(patch));
    assert.equal(await lab.checks(measure), 0);
    good(await lab.as('ada', 'record', 'correction', patch, '--reason', 'only a test'));
  });

  it('a key that takes the place of another is the same person, without a further word', async () => {
    const record = await lab.patch('bob', '2023-05-03');
    const bob = (await lab.listed()).filter(({ role }) => role === 'person')[1];
    good(await lab.keys('rotate', bob?.fingerprint ?? '', '--to', await lab.key('bob-2')));
    refused(await lab.check('bob-2', record), 'ACT_REFUSED');
    good(await lab.check('ada', record));
    assert.equal(await lab.remediation(), 'done');
    good(await lab.as('ada', 'record', 'correction', record, '--reason', 'only a test'));
  });

  it('where it is said later, what was confirmed before counts no more, and is shown', async () => {
    good(await lab.keys('enrol', await lab.key('bob-3'), '--role', 'person', '--may', RIGHTS));
    const { keyid } = await lab.last();
    const record = await lab.patch('bob-2', '2023-05-04');
    good(await lab.check('bob-3', record));
    assert.equal(await lab.remediation(), 'done');
    const second = (await lab.listed()).filter(({ role }) => role === 'person').at(-2);
    assert.ok(second);
    const said = await lab.keys('rights', keyid, '--same-person-as', second.fingerprint);
    good(said);
    assert.doesNotMatch(said.err, /trust file/, 'which says nothing of it');
    assert.match(
      said.out,
      /may check, close, decide, notify\n.*register head/,
      'and the rights are as before',
    );
    assert.equal(await lab.remediation(), 'in_progress');
    assert.match(await lab.good('case', 'show', CASE), /check .* nobody checks what he recorded himself/);
    const shown = await lab.good('log', 'show', '--kind', 'rights');
    assert.match(shown, new RegExp(`may check, .* and has the key ${second.fingerprint} too`));
  });

  it('is taken back where it was a mistake: what was confirmed counts again, as if it had never been said', async () => {
    const { keyid, sameAs } = await lab.last();
    const [other = ''] = sameAs ?? [];
    const size = await lab.records();
    const takeBack = (of: string) => lab.keys('rights', keyid, '--not-same-person-as', of);
    const both = ['--same-person-as', other, '--not-same-person-as', other];
    refused(await lab.keys('rights', keyid, ...both), 'USAGE');
    refused(await takeBack('ab'.repeat(32)), 'USAGE');
    const replaced = (await lab.listed()).find(({ replaces }) => replaces !== null);
    const rotation = ['--not-same-person-as', replaced?.replaces ?? ''];
    const rotated = await lab.keys('rights', replaced?.keyid ?? '', ...rotation);
    refused(rotated, 'USAGE');
    assert.match(rotated.err, /a rotation stays/);
    assert.equal(await lab.records(), size);
    good(await takeBack(other));
    assert.deepEqual((await lab.last()).sameAs, []);
    assert.equal(await lab.remediation(), 'done');
    const shown = await lab.good('log', 'show', '--kind', 'rights');
    assert.match(shown, /and does not have the key [0-9a-f ]+ after all/);
    refused(await takeBack(other), 'USAGE');
    good(await lab.keys('rights', keyid, '--same-person-as', other));
    assert.equal(await lab.remediation(), 'in_progress');
  });

  it('is refused, and nothing is entered, where it says nothing, or of no person', async () => {
    const size = await lab.records();
    const [administrator, seal, ada] = await lab.listed();
    const { keyid, sameAs } = await lab.last();
    const say = (key: string, other: string) => lab.keys('rights', key, '--same-person-as', other);
    refused(await say(keyid, sameAs?.[0] ?? ''), 'USAGE');
    refused(await say(keyid, keyid), 'USAGE');
    for (const other of [administrator, seal]) refused(await say(keyid, other?.keyid ?? ''), 'USAGE');
    refused(await say(keyid, 'abcd '.repeat(6).trim()), 'KEY_NOT_ENROLLED');
    refused(await lab.keys('rights', keyid), 'USAGE');
    const enrol = ['enrol', await lab.key('carl'), '--same-person-as'];
    refused(await lab.keys(...enrol, ada?.keyid ?? '', '--role', 'seal'), 'USAGE');
    refused(await lab.keys(...enrol, seal?.keyid ?? '', '--role', 'person'), 'USAGE');
    assert.equal(await lab.records(), size);
  });

  it('may name a key that only another register has', async () => {
    const elsewhere = 'ab'.repeat(32);
    const { keyid } = await lab.last();
    good(await lab.keys('rights', keyid, '--same-person-as', elsewhere));
    assert.ok((await lab.last()).sameAs?.includes(elsewhere));
  });

  it('is taken back also where both keys have ended, and others took their place', async () => {
    const keys: string[] = [];
    for (const name of ['eve', 'fay']) {
      good(await lab.keys('enrol', await lab.key(name), '--role', 'person', '--may', RIGHTS));
      keys.push((await lab.last()).keyid);
    }
    const [eve = '', fay = ''] = keys;
    good(await lab.keys('rights', eve, '--same-person-as', fay));
    for (const [at, keyid] of keys.entries())
      good(await lab.keys('rotate', keyid, '--to', await lab.key(['eve-2', 'fay-2'][at] ?? '')));
    const record = await lab.patch('eve-2', '2023-05-05');
    refused(await lab.check('fay-2', record), 'ACT_REFUSED');
    const more = await lab.keys('rights', eve, '--may', 'check', '--not-same-person-as', fay);
    refused(more, 'KEY_REVOKED');
    good(await lab.keys('rights', eve, '--not-same-person-as', fay));
    good(await lab.check('fay-2', record));
  });
});
