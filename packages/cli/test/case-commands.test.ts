import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Arguments } from '../src/arguments.ts';
import type { Desk, Sayable } from '../src/casework/desk.ts';
import { DESK_OPTIONS } from '../src/casework/options.ts';
import { type DeskUse, withDesk } from '../src/casework/with-desk.ts';
import { CaseDesk, SITE } from './case-desk.ts';
import type { Said } from './world.ts';

const OPTIONS = Object.fromEntries(Object.entries(DESK_OPTIONS).map(([name, { type }]) => [name, type]));
const CVE = 'CVE-2023-1968';
const INSTALLED = { vendor: 'Illumina', model: null, serial: 'M70001', id: 'main' } as const;
const ABOUT = { installed: INSTALLED, vulnerabilities: [CVE] };
const AFFECTED = {
  ...ABOUT,
  verdict: 'affected',
  advisory: null,
  reason: 'it runs it',
  evidence: [],
} as const;

class Site extends CaseDesk {
  /** At the desk of a person; nobody: as the service. */
  atDesk<T>(person: string | undefined, work: (desk: Desk) => Promise<T>, use: DeskUse = {}): Promise<T> {
    const signer = person === undefined ? [] : ['--signer', this.at(`${person}.pem`), ...this.passphrase()];
    return withDesk(
      new Arguments(signer, OPTIONS, { least: 0, most: 0 }),
      {
        ...{ out: () => {}, err: () => {}, terminal: false, env: this.env, now: () => new Date() },
        ...{ version: '0.0.0-test', input: nothing(), signal: new AbortController().signal },
      },
      work,
      use,
    );
  }

  async shown(id: string) {
    return JSON.parse(await this.good('case', 'show', id, '--json'));
  }

  /** Of a person's key, by the name of its file. */
  async keyOf(name: string): Promise<string> {
    const { keys } = JSON.parse(await this.good('keys', 'list', '--json'));
    const persons = keys.filter((key: { readonly role: string }) => key.role === 'person');
    return persons[['ada', 'bob', 'eve'].indexOf(name)].keyid;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function fails({ code, err }: Said, error: string): void {
  assert.ok(code > 0);
  assert.match(err, new RegExp(`\\[${error}\\]`));
}

describe('a case from the command line', () => {
  const site = new Site({ after });
  let id = '';
  before(async () => {
    await site.open();
    const secret = site.passphrase();
    await site.good('keys', 'make', site.at('eve.pem'), ...secret);
    await site.good('keys', 'enrol', site.at('eve.pub.pem'), '--role', 'person', ...secret);
    id = (await site.as('ada', 'case', 'open', '--title', 'UCS letters of April 2023')).out.trim();
  });

  it('name all options at once that are missing', async () => {
    const usage = async (...argv: string[]) => (await site.seqwarden('case', ...argv)).err;
    assert.match(await usage('open'), /--title and --signer are missing \[USAGE\]/);
    assert.match(await usage('open', '--title', 'x'), /--signer is missing \[USAGE\]/);
    assert.match(await usage('expect', 'x'), /--what, --publisher and --signer are missing \[USAGE\]/);
  });

  it('is opened under an id that is printed, and shown by its first digits', async () => {
    assert.match(id, /^[0-9a-f]{32}$/);
    assert.match(await site.good('case', 'show', id.slice(0, 8)), /^UCS letters of April 2023\n/);
    fails(await site.seqwarden('case', 'show', id.slice(0, 7)), 'CASE_UNKNOWN');
    fails(await site.seqwarden('case', 'show', 'ffffffff'), 'CASE_UNKNOWN');
    assert.equal(
      JSON.parse(await site.good('case', 'list', '--json')).cases[0].title,
      'UCS letters of April 2023',
    );
  });

  it('refuses words that name a person, or are too long, before a key is asked for', async () => {
    fails(await site.seqwarden('case', 'open', '--title', 'ask a@b.example'), 'USAGE');
    fails(await site.seqwarden('case', 'open', '--title', 'x'.repeat(201)), 'USAGE');
    fails(await site.seqwarden('case', 'close', id, '--reason', 'x'.repeat(501)), 'USAGE');
  });

  it('enters nothing that would not count: without the right, and about nothing that is known', async () => {
    const size = await site.records();
    fails(await site.as('eve', 'case', 'close', id, '--reason', 'over'), 'ACT_REFUSED');
    const refused = (work: (desk: Desk) => Promise<unknown>, person = 'ada') =>
      assert.rejects(site.atDesk(person, work), { code: 'ACT_REFUSED' });
    await refused(desk => desk.enter('decision', AFFECTED), 'eve');
    const nowhere = { case: 'f'.repeat(32), action: 'closed', title: null, reason: 'over' } as const;
    await refused(desk => desk.enter('case', nowhere));
    const of = 'a'.repeat(64);
    const check = {
      ...ABOUT,
      result: 'confirmed',
      noRunBecause: null,
      reason: 'seen',
      evidence: [],
    } as const;
    await refused(desk => desk.enter('check', { of, ...check }), 'bob');
    assert.equal(await site.records(), size);
  });

  it('takes from the service what a service may say, and nothing else', async () => {
    const observation = {
      ...{ installed: INSTALLED, advisory: null, overlay: null, findings: [] },
      readings: [{ component: 'control', name: 'MCS', version: '4.0', at: null, run: null }],
      runs: { count: 0, first: null, last: null },
    } as const;
    await site.atDesk(undefined, desk => desk.enter('observation', observation), { service: true });
    await assert.rejects(
      site.atDesk(undefined, desk => desk.enter('decision', AFFECTED), { service: true }),
      { code: 'ACT_REFUSED' },
    );
    await assert.rejects(
      site.atDesk(undefined, async () => {}),
      { code: 'USAGE' },
    );
  });

  it('sees at one desk what was entered there before', async () => {
    const own = await site.atDesk('ada', async desk => {
      const before = desk.state.items.length;
      const patch = await desk.enter('patch', PATCH);
      assert.equal(desk.state.items.length, before, 'the state is that of before');
      assert.equal(desk.after().items[0]?.patches[0]?.record.identity, patch.identity);
      const check = { of: patch.identity, ...ABOUT, result: 'confirmed', noRunBecause: null } as const;
      await assert.rejects(
        desk.enter('check', { ...check, reason: 'I did it myself', evidence: [] }),
        /another person has to check it/,
      );
      const correction = { of: patch.identity, replacement: null, reason: 'another instrument' } as const;
      await desk.enter('correction', correction);
      return patch;
    });
    const { uncounted } = await site.shown(id);
    assert.deepEqual(
      uncounted.map(({ identity, why }: { identity: string; why: string }) => [identity, why]),
      [[own.identity, 'CORRECTED']],
    );
  });

  it('is not closed while a finding in it is open, and says which', async () => {
    await site.atDesk('ada', desk => desk.enter('received', received(id), 'd'.repeat(64)));
    const { code, err } = await site.as('ada', 'case', 'close', 'umdr-1', '--reason', 'over');
    assert.equal(code, 2);
    assert.match(err, /1 finding in it not done: M70001\/main, CVE-2023-1968: not remediated/);
    assert.equal((await site.shown(id)).case.standing, 'open');
  });

  it('is not closed while something else in it is left, which would be forgotten with it', async () => {
    const other = (await site.as('ada', 'case', 'open', '--title', 'A letter is missing')).out.trim();
    const letter = ['case', 'expect', other, '--what', 'regulator', '--publisher', 'FDA'];
    await site.as('ada', ...letter);
    const { code, err } = await site.as('bob', 'case', 'close', other, '--reason', 'over');
    assert.equal(code, 2);
    assert.match(err, /1 task in it left: get the document that should have come \(FDA\)/);
    await site.as('ada', ...letter, '--withdraw', '--reason', 'it is not for us');
    assert.equal((await site.as('bob', 'case', 'close', other, '--reason', 'over')).code, 0);
  });

  it('tells what is to be done: overdue is bad news, and who can do it', async () => {
    assert.equal((await site.seqwarden('today')).code, 0);
    const expected = {
      case: id,
      what: 'regulator',
      publisher: 'FDA',
      action: 'expected',
      by: '2023-05-01',
      reason: null,
    } as const;
    await site.atDesk('ada', desk => desk.enter('expected', expected));
    const { code, out } = await site.seqwarden('today');
    assert.equal(code, 1);
    assert.match(out, /^overdue since 2023-05-01 +get the document that should have come \(FDA\)/);
    const { tasks, day } = JSON.parse((await site.seqwarden('today', '--json', '--case', 'UMDR-1')).out);
    assert.match(day, /^\d{4}-\d\d-\d\d$/);
    assert.deepEqual([tasks[0].kind, tasks[0].overdue], ['receive_document', true]);
    const kinds = async (name: string) =>
      JSON.parse((await site.seqwarden('today', '--json', '--key', await site.keyOf(name))).out).tasks.map(
        ({ kind }: { kind: string }) => kind,
      );
    assert.ok((await kinds('ada')).includes('release_notice'));
    assert.ok(!(await kinds('eve')).includes('release_notice'), 'who may not release notices');
    fails(await site.seqwarden('today', '--key', 'ffffffff'), 'CASE_UNKNOWN');
  });

  it('goes on without a file of persons that is wrong, and tells each fault of it on a line, once', async () => {
    const file = site.at('config', 'seqwarden', 'site.toml');
    writeFileSync(file, 'version = 2\nsites = 3\n', { mode: 0o600 });
    const { out, err } = await site.seqwarden('today');
    assert.match(out, /1 task|tasks/);
    const given = await site.seqwarden('today', '--trust', site.trustFile);
    rmSync(file);
    const faults = '(?: {2}\\S+site\\.toml:\\d.*\\n){2,}';
    const persons = 'persons are shown by their keys \\[DIRECTORY_UNUSABLE\\]\\n';
    assert.match(
      err,
      new RegExp(`site's file cannot be read: .* \\[DIRECTORY_UNUSABLE\\]\\n${faults}${persons}$`),
    );
    assert.match(given.err, new RegExp(`^${persons}${faults}$`), 'where it is asked for persons alone');
  });

  it('shows a finding with the chain of its records', async () => {
    const patch = await site.atDesk('ada', desk => desk.enter('patch', PATCH));
    const text = await site.good('finding', 'show', 'M70001/main', CVE.toLowerCase());
    assert.match(text, /patched 2023-05-10 by .*not proven; not checked yet/);
    assert.ok(text.includes(patch.identity.slice(0, 12)));
    assert.match(text, /MCS 4\.0, at an unknown time, stated by a person/);
    assert.match(await site.good('finding', 'list', '--open', '--case', id), /1 finding, 1 not done/);
    assert.equal(
      await site.good('finding', 'show', 'M70001', CVE),
      text,
      'the device has one installation with it',
    );
    fails(await site.seqwarden('finding', 'show', 'M70001/dx', CVE), 'CASE_UNKNOWN');
    fails(await site.seqwarden('finding', 'show', 'M70001/main', 'CVE-2023-1'), 'CASE_UNKNOWN');
  });

  it('is opened again', async () => {
    const other = (await site.as('ada', 'case', 'open', '--title', 'Another one')).out.trim();
    assert.equal((await site.as('bob', 'case', 'close', other, '--reason', 'nothing to do')).code, 0);
    fails(await site.as('bob', 'case', 'close', other, '--reason', 'again'), 'ACT_REFUSED');
    assert.equal((await site.as('bob', 'case', 'reopen', other, '--reason', 'a letter came')).code, 0);
    const { history, standing } = (await site.shown(other)).case;
    assert.deepEqual([standing, history.length], ['open', 3]);
  });
});

describe('cases of another site', () => {
  it('are seen with its bundle; one that does not hold is named, and nobody can tell', async t => {
    const [here, there] = [new Site(t), new Site(t)];
    await here.open();
    await there.open();
    const id = (await there.as('ada', 'case', 'open', '--title', 'Of the other site')).out.trim();
    await there.good('bundle', 'export', '--all', '--out', here.at('there.bundle'));
    const trust = ['--trust', here.trustFile, '--trust', there.trustFile];
    await here.good('bundle', 'import', here.at('there.bundle'), ...trust);
    assert.equal(JSON.parse(await here.good('case', 'list', '--json', ...trust)).cases[0].id, id);
    assert.deepEqual(
      JSON.parse(await here.good('case', 'list', '--json')).cases,
      [],
      'of whom nobody is trusted',
    );
    const folder = here.at('state', 'seqwarden', 'bundles');
    const kept = join(folder, readdirSync(folder).find(one => /^[0-9a-f]{32}$/.test(one)) ?? '');
    const name = readdirSync(kept).find(one => one.endsWith('.bundle')) ?? '';
    const bytes = readFileSync(join(kept, name));
    bytes[bytes.length - 10] = (bytes.at(-10) ?? 0) ^ 1;
    writeFileSync(join(kept, name), bytes);
    const { code, err, out } = await here.seqwarden('today', '--json', ...trust);
    assert.equal(code, 3);
    assert.match(err, /\[LOG_PROOF_INVALID\]/);
    assert.equal(JSON.parse(out).missed[0].code, 'LOG_PROOF_INVALID');
  });

  it('have what they expect themselves: it is named as theirs, and `due` leaves it to them', async t => {
    const [here, there] = [new Site(t), new Site(t)];
    await here.open();
    await there.open();
    const id = (await there.as('ada', 'case', 'open', '--title', 'Of the other site')).out.trim();
    const what = ['--what', 'letter', '--publisher', 'Illumina', '--by', '2023-04-05'];
    assert.equal((await there.as('ada', 'case', 'expect', id, ...what)).code, 0);
    const own = JSON.parse(await there.good('case', 'show', id, '--json')).case.openings[0].record.log;
    await there.good('bundle', 'export', '--all', '--out', here.at('there.bundle'));
    const trust = ['--trust', here.trustFile, '--trust', there.trustFile];
    await here.good('bundle', 'import', here.at('there.bundle'), ...trust);
    const close = await here.as('bob', 'case', 'close', id, '--reason', 'over', ...trust);
    fails(close, 'ACT_REFUSED');
    assert.match(close.err, new RegExp(`open in the register ${own.slice(0, 12)}, whose site closes it`));
    const shown = await here.seqwarden('today', ...trust);
    assert.match(shown.out, new RegExp(`of the register ${own.slice(0, 12)}`));
    assert.doesNotMatch((await there.seqwarden('today')).out, /of the register/);
    for (const site of [here, there])
      writeFileSync(site.at('config', 'seqwarden', 'site.toml'), SITE, { mode: 0o600 });
    const due = await here.seqwarden('due', '--dry-run', ...trust);
    assert.match(due.out, /nothing is overdue/, due.err);
    assert.equal(due.code, 0);
    assert.match((await there.seqwarden('due', '--dry-run')).out, /overdue since 2023-04-05/);
  });

  it('count once, whatever bundles have them, and no longer when all of these are gone', async t => {
    const [here, there] = [new Site(t), new Site(t)];
    await here.open();
    await there.open();
    const trust = ['--trust', here.trustFile, '--trust', there.trustFile];
    const shown = async () => JSON.parse(await here.good('case', 'list', '--json', ...trust)).cases.length;
    for (const count of [1, 2]) {
      const id = (await there.as('ada', 'case', 'open', '--title', `Case ${count}`)).out.trim();
      await there.good('bundle', 'export', '--all', '--out', here.at(`${count}.bundle`));
      await here.good('bundle', 'import', here.at(`${count}.bundle`), ...trust);
      assert.equal(await shown(), count);
      const { uncounted } = JSON.parse(await here.good('case', 'show', id, '--json', ...trust));
      assert.deepEqual(uncounted, []);
    }
    rmSync(here.at('state', 'seqwarden', 'bundles'), { recursive: true });
    assert.equal(await shown(), 0);
  });
});

const PATCH = {
  ...ABOUT,
  at: { from: '2023-05-10T08:00:00.000Z', until: '2023-05-10T09:00:00.000Z' },
  doneBy: 'signer',
  installer: null,
  software: [{ component: 'control', name: 'MCS', before: '4.0', after: '4.1' }],
  evidence: [],
} as const;

function received(id: string): Sayable<'received'> {
  return {
    ...{ case: id, what: 'letter', publisher: 'Illumina', reference: 'UMDR-1', dated: '2023-04-05' },
    ...{ receivedOn: '2023-04-05', channel: 'post', bytes: 10, notice: 'recall', recallClass: null },
    ...{ advisory: null, vulnerabilities: [CVE], replaces: null, products: [INSTALLED], replyBy: null },
  };
}
