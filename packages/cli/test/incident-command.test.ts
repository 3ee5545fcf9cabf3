import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { NO_DECISION } from '@seqwarden/cases/duty';
import { toolOrSkip } from '../../../scripts/testing/needs.ts';
import { csv, type ExportedRun } from '../src/commands/incident/run-export.ts';
import { advisory, CaseDesk, siteOfInstrument } from './case-desk.ts';
import type { Said } from './world.ts';

const AWARE = ['--aware', '2023-05-02'];
const STEPS =
  /DO THIS AT ONCE[\s\S]*off the network[\s\S]*not re-image[\s\S]*Preserve logs[\s\S]*Call the manufacturer/;

/** A file of a site in Switzerland. */
const DUTIES = `version = 1
jurisdictions = ["ch"]
[duty.ch-serious]
jurisdiction = "ch"
title = "Serious incident"
obligation = "mandatory"
applies = "Whoever uses a device."
questions = ["Was it serious?"]
to = ["the authority"]
within = 15
unit = "days"
keep-years = 10
documents = ["its form"]
source = "its rule"
`;

function fails({ code, err }: Said, error: string): void {
  assert.ok(code > 0, 'it should have failed');
  assert.match(err, new RegExp(`\\[${error}\\]`));
}

/** A site whose MiniSeq made two runs in April 2023; the first was changed at the archive since. */
class Site extends CaseDesk {
  affected = '';
  other = '';

  async prepare(): Promise<void> {
    await this.open();
    this.affected = await this.run('2023-04-20');
    this.other = await this.run('2023-04-22');
    await this.run('2023-06-22');
    for (const run of readdirSync(this.at('runs')))
      await this.good('copy', this.at('runs', run), '--to', this.archive);
    const [changed = ''] = this.baseCallsOf(this.archived(this.affected));
    writeFileSync(changed, Buffer.alloc(3, 7));
  }

  get archive(): string {
    return this.at('archive');
  }

  archived(run: string): string {
    return join(this.archive, basename(run));
  }

  baseCallsOf(run: string): string[] {
    return readdirSync(run, { recursive: true, encoding: 'utf8' })
      .filter(name => /\.bcl/.test(name))
      .map(name => join(run, name))
      .sort();
  }

  /** The file of what verify says of the run that was changed. */
  async verification(): Promise<string> {
    const { out, code } = await this.seqwarden('verify', this.archived(this.affected), '--json');
    assert.equal(code, 1);
    const path = this.at('verification.json');
    writeFileSync(path, out);
    return path;
  }

  async opened(...argv: string[]): Promise<Record<string, unknown> & { readonly incident: string }> {
    const { code, out, err } = await this.as('ada', 'incident', 'open', '--json', ...AWARE, ...argv);
    assert.equal(code, 0, err + out);
    return JSON.parse(out);
  }

  async isHeld(run: string): Promise<boolean> {
    const terms = ['--read-back-within', '30', '--keep', '0'];
    const said = await this.seqwarden('may-delete', run, '--at', this.archive, ...terms);
    assert.doesNotMatch(said.err, /\[USAGE\]/);
    return /a hold stands/.test(said.out + said.err);
  }

  async shown(id: string) {
    return JSON.parse(await this.good('incident', 'show', id, '--json'));
  }
}

describe('an incident after a failed verification', () => {
  const site = new Site({ after });
  let id = '';
  let answer: { [key: string]: unknown } = {};
  before(async () => {
    await site.prepare();
    const about = ['--title', 'A run differs', '--from-verify', await site.verification()];
    const where = ['--at', site.archive, '--out', site.at('for-lis'), '--window', '2023-04-05/2023-05-01'];
    answer = await site.opened(...about, ...where, '--jurisdiction', 'us');
    id = `${answer.incident}`;
  });

  it('names the run, its flow cell, its instrument, and which lanes and cycles', async () => {
    const { incident } = await site.shown(id);
    const [run] = incident.runs;
    assert.equal(run.id, basename(site.affected));
    assert.match(run.seal, /^[0-9a-f]{64}$/);
    assert.ok(run.flowCell);
    assert.deepEqual(incident.installed, [{ vendor: 'Illumina', model: null, serial: 'MN12345', id: null }]);
    assert.equal(incident.opened.says.origin, 'verification');
    assert.match(
      incident.opened.says.reason,
      /^verify: changed \[[A-Z_, ]+\]; lane 1.*cycle.*base calls \(1 file\)/,
    );
  });

  it('keeps the answer of verify as evidence', async () => {
    const { incident } = await site.shown(id);
    assert.equal(incident.opened.says.evidence.length, 1);
    await site.good('evidence', 'check');
  });

  it('holds the run: may-delete says that it must stay', async () => {
    assert.ok(await site.isHeld(site.affected));
    assert.ok(!(await site.isHeld(site.other)));
  });

  it('lists the other run of the instrument in the time as a candidate, and no later one', () => {
    assert.deepEqual(
      (answer.candidates as { id: string; verified: string }[]).map(({ id, verified }) => [id, verified]),
      [[basename(site.other), 'not_checked']],
    );
  });

  it('writes run ids and flow cells for the information system, affected and candidates apart', () => {
    const csv = readFileSync(site.at('for-lis', 'runs.csv'), 'utf8').trimEnd().split('\r\n');
    assert.equal(csv[0], '"standing","run","flowCell","instrument","on","verified","seal","flowCellFrom"');
    assert.match(
      csv[1] ?? '',
      new RegExp(`^"affected","${basename(site.affected)}","[^"]+","MN12345","2023-04-20"`),
    );
    assert.match(csv[2] ?? '', new RegExp(`^"candidate","${basename(site.other)}"`));
    assert.equal(csv.length, 3);
    const json = JSON.parse(readFileSync(site.at('for-lis', 'runs.json'), 'utf8'));
    assert.deepEqual([json.version, json.incident, json.runs.length], [1, id, 2]);
  });

  it('lists the duties of the jurisdiction, each to be decided by ten working days, and decides none', async () => {
    const { incident, reportability, tasks } = await site.shown(id);
    const duties = incident.duties.map((one: { duty: string; decideBy: string }) => [one.duty, one.decideBy]);
    assert.deepEqual(duties, [
      ['manufacturer-letter', null],
      ['us-cisa', null],
      ['us-fda-annual-summary', '2024-01-01'],
      ['us-fda-death', '2023-05-16'],
      ['us-fda-malfunction', null],
      ['us-fda-serious-injury', '2023-05-16'],
    ]);
    assert.ok(incident.duties.every((one: { decision: unknown }) => one.decision === null));
    assert.equal(reportability, NO_DECISION);
    assert.equal(tasks.filter((task: { kind: string }) => task.kind === 'decide_duty').length, 6);
    const text = (await site.good('incident', 'show', id)).replace(/\s+/g, ' ');
    assert.ok(text.includes(NO_DECISION));
    assert.match(text, /Is this site a user facility .* ask, do not assume/);
  });

  it('cannot be opened twice into the same lists, and says so before it signs', async () => {
    const records = await site.records();
    const again = ['--title', 'x', ...AWARE, '--run', site.affected, '--out', site.at('for-lis')];
    fails(await site.as('ada', 'incident', 'open', ...again), 'CASE_INPUT_UNUSABLE');
    assert.equal(await site.records(), records);
  });

  it('is not closed while a duty waits', async () => {
    fails(await site.as('ada', 'incident', 'close', id, '--reason', 'over'), 'ACT_REFUSED');
  });

  it('is decided only by who has the right, with one answer', async () => {
    const decide = ['incident', 'decide', id, '--duty', 'us-fda-death', '--reason', 'nobody died'];
    fails(await site.as('ada', ...decide), 'USAGE');
    fails(await site.as('ada', ...decide, '--report', '--do-not-report'), 'USAGE');
    fails(
      await site.as('ada', 'incident', 'decide', id, '--duty', 'xx', '--report', '--reason', 'y'),
      'CASE_INPUT_UNUSABLE',
    );
    await site.good('keys', 'make', site.at('eve.pem'), ...site.passphrase());
    await site.good('keys', 'enrol', site.at('eve.pub.pem'), '--role', 'person', ...site.passphrase());
    fails(await site.as('eve', ...decide, '--do-not-report'), 'ACT_REFUSED');
    const said = await site.as('ada', ...decide, '--do-not-report');
    assert.equal(said.code, 0, said.err);
    assert.ok(said.err.includes(NO_DECISION));
  });

  it('sets the day of a report from becoming aware, which may be later than the suspicion', async () => {
    const decide = ['incident', 'decide', id, '--duty', 'us-fda-serious-injury', '--report', '--json'];
    const first = JSON.parse((await site.as('ada', ...decide, '--reason', 'a late result')).out);
    assert.equal(first.reportBy, '2023-05-16');
    const later = await site.as('ada', ...decide, '--reason', 'known since June', '--aware', '2023-06-01');
    assert.equal(JSON.parse(later.out).reportBy, '2023-06-15');
    const { keepUntil } = await site.shown(id);
    assert.equal(keepUntil, '2025-06-01');
  });

  it('takes no report of what nobody decided to report', async () => {
    const file = site.at('sent.pdf');
    writeFileSync(file, 'as sent');
    const sent = ['--sent', '2023-06-20'];
    fails(
      await site.as('ada', 'incident', 'report', id, file, '--duty', 'us-fda-death', ...sent),
      'ACT_REFUSED',
    );
    const report = ['incident', 'report', id, file, '--duty', 'us-fda-serious-injury'];
    fails(await site.as('ada', ...report), 'USAGE');
    fails(await site.as('ada', ...report, '--sent', '2999-01-01'), 'USAGE');
    const late = await site.as('ada', ...report, ...sent);
    assert.equal(late.code, 1);
    assert.match(late.err, /LATE: it was due by 2023-06-15/);
    assert.match(await site.good('incident', 'show', id), /reported on 2023-06-20, LATE/);
  });

  it('is closed when every duty is decided and reported; its runs stay held', async () => {
    for (const duty of ['manufacturer-letter', 'us-cisa', 'us-fda-annual-summary', 'us-fda-malfunction']) {
      const decided = await site.as(
        'ada',
        'incident',
        'decide',
        id,
        '--duty',
        duty,
        '--do-not-report',
        '--reason',
        'a test',
      );
      assert.equal(decided.code, 0, decided.err);
    }
    fails(await site.as('eve', 'incident', 'close', id, '--reason', 'over'), 'ACT_REFUSED');
    const closed = await site.as('ada', 'incident', 'close', id, '--reason', 'over');
    assert.equal(closed.code, 0, closed.err);
    assert.match(closed.err, /until 2025-06-01 at least; its runs stay held/);
    assert.match(await site.good('incident', 'list'), /closed .*nothing waits/);
    fails(await site.as('ada', 'incident', 'close', id, '--reason', 'over'), 'ACT_REFUSED');
  });

  it('is open again when a run is added, which is held too', async () => {
    const more = ['--run', basename(site.other), '--reason', 'the lane beside it', '--at', site.archive];
    const said = await site.as('ada', 'incident', 'extend', id, ...more);
    assert.equal(said.code, 0, said.err);
    const { incident } = await site.shown(id);
    assert.deepEqual([incident.standing, incident.runs.length], ['open', 2]);
    assert.ok(await site.isHeld(site.other));
  });
});

describe('opening an incident', () => {
  const site = new Site({ after });
  before(async () => {
    await site.open();
    // A destination where nothing was ever copied could be a mount point without its share.
    const copied = await site.run('2023-04-18');
    await site.good('copy', copied, '--to', site.archive);
    site.affected = await site.run('2023-04-20');
  });

  it('says what to do at once, whatever fails afterwards', async () => {
    const empty = await site.with(
      { env: { XDG_CONFIG_HOME: site.at('no'), XDG_STATE_HOME: site.at('no') } },
      'incident',
      'open',
    );
    assert.notEqual(empty.code, 0);
    assert.match(empty.err, STEPS);
    const mistyped = await site.as('ada', 'incident', 'open', '--titel', 'x');
    fails(mistyped, 'USAGE');
    assert.match(mistyped.err, STEPS);
    const unusable = ['--title', 'x', '--from-verify', site.at('passphrase')];
    const said = await site.as('ada', 'incident', 'open', ...unusable);
    fails(said, 'CASE_INPUT_UNUSABLE');
    assert.match(said.err, STEPS);
  });

  it('takes a run by hand that was never sealed, and says loudly that nothing is held', async () => {
    const said = await site.as(
      'ada',
      'incident',
      'open',
      '--title',
      'Strange logs',
      ...AWARE,
      '--run',
      site.affected,
    );
    assert.equal(said.code, 3, said.err);
    assert.match(said.err, /NOTHING IS HELD/);
    const { incident } = await site.shown(said.out.trim());
    assert.deepEqual(incident.runs, [{ id: basename(site.affected), seal: null, flowCell: null }]);
    assert.deepEqual([incident.opened.says.origin, incident.opened.says.reason], ['manual', 'Strange logs']);
  });

  it('says loudly that nothing is held where no run is named', async () => {
    const where = ['--window', '2023-04-01/2023-04-02', '--at', site.archive];
    const said = await site.as('ada', 'incident', 'open', '--title', 'Strange days', ...AWARE, ...where);
    assert.match(said.err, /NOTHING IS HELD: no run is named/);
  });

  it('holds runs that were never sealed', async () => {
    const where = ['--run', site.affected, '--at', site.archive];
    const { holds, notHeld } = await site.opened('--title', 'Strange logs', ...where);
    assert.ok(Array.isArray(holds) && holds[0].hold !== null);
    assert.equal(notHeld, 0);
  });

  it('takes no mistyped name of a run, names what is like it, and one that nothing here knows only where that is said', async () => {
    const before = await site.records();
    const known = basename(site.affected);
    const typo = `${known.slice(0, -1)}${known.endsWith('X') ? 'Y' : 'X'}`;
    const about = ['incident', 'open', '--title', 'Typo', ...AWARE];
    const refused = await site.as('ada', ...about, '--run', typo);
    assert.equal(refused.code, 2);
    assert.match(
      refused.err,
      new RegExp(`no run is called ${typo}: .*is it .*${known}.*--unseen-run \\[CASE_UNKNOWN\\]`),
    );
    for (const name of ['deadbeef', 'x'.repeat(5000)])
      fails(await site.as('ada', ...about, '--run', name), 'CASE_UNKNOWN');
    fails(await site.as('ada', ...about, '--run', '', '--runs', dirname(site.affected)), 'USAGE');
    for (const name of ['', '.', '..', '/', 'a/b', 'a/'])
      fails(await site.as('ada', ...about, '--unseen-run', name), 'USAGE');
    assert.equal(await site.records(), before, 'nothing was entered');
    const unseen = await site.as('ada', ...about, '--unseen-run', typo);
    assert.equal(unseen.code, 3, 'it is not held');
    const { incident } = await site.shown(unseen.out.trim());
    assert.deepEqual(incident.runs, [{ id: typo, seal: null, flowCell: null }]);
    fails(
      await site.as('ada', 'incident', 'extend', incident.id, '--reason', 'more', '--run', `${typo}Z`),
      'CASE_UNKNOWN',
    );
  });

  it('tells of a run that cannot be held, and holds the others', async () => {
    const where = ['--unseen-run', 'nowhere', '--run', site.affected, '--at', site.archive];
    const said = await site.as('ada', 'incident', 'open', '--title', 'Two', ...AWARE, '--json', ...where);
    assert.notEqual(said.code, 0);
    const { holds } = JSON.parse(said.out);
    assert.deepEqual(
      holds.map((one: { code: string | null }) => one.code).sort(),
      ['RUN_NOT_FOUND', null].sort(),
    );
  });

  it('says that an incident whose run could not be held is entered, lest it is opened anew', async () => {
    const where = ['--unseen-run', 'nowhere', '--at', site.archive];
    const { err } = await site.as('ada', 'incident', 'open', '--title', 'Typo', ...AWARE, ...where);
    assert.match(err, /NOT HELD: nowhere: .*\[RUN_NOT_FOUND\]\n.*\n {2}The incident is entered: do not open/);
    const held = await site.as(
      'ada',
      'incident',
      'open',
      '--title',
      'Held',
      ...AWARE,
      '--run',
      site.affected,
      '--at',
      site.archive,
    );
    assert.doesNotMatch(held.err, /do not open/);
  });

  it('takes a write-once alarm of the agent by its lines, without the name of the file', async () => {
    const log = site.at('agent.log');
    const alarm = { time: '2023-05-02T08:00:00.000Z', event: 'alarm', severity: 'alarm', id: '1' };
    const lines = [
      'May 02 08:00:00 gw seqwarden[1]: not JSON',
      JSON.stringify({ ...alarm, event: 'sealed', run: 'another' }),
      `gw: ${JSON.stringify({ ...alarm, run: basename(site.affected), code: 'CONFLICT', file: 'Data/JANE_DOE.bcl' })}`,
    ];
    writeFileSync(log, `${lines.join('\n')}\n`);
    const config = site.at('agent.toml');
    const toml = [
      ...['version = 1', `state = "${site.at('agent-state')}"`],
      `[root.landing]\npath = "${site.at('runs')}"\ndestinations = ["one"]`,
      `[destination.one]\nto = "${site.archive}"\n`,
    ];
    writeFileSync(config, toml.join('\n'));
    // The alarm has the name of the folder alone; it lies in a root, and at no destination yet.
    const opened = await site.opened('--title', 'Alarm', '--alarm', log, '--config', config);
    assert.equal(opened.notHeld, 0);
    const { incident: shown } = await site.shown(opened.incident);
    assert.equal(shown.opened.says.origin, 'write_once');
    assert.equal(shown.opened.says.reason, 'alarm of the agent at 2023-05-02T08:00:00.000Z [CONFLICT]');
    assert.doesNotMatch(JSON.stringify(shown), /JANE/);
  });

  it('takes no path of a run from a file: it could lead to another one', async () => {
    const path = site.at('alarm.json');
    const event = { event: 'alarm', time: '2023-05-01T00:00:00.000Z', code: 'WRITE_ONCE_CHANGED' };
    writeFileSync(path, JSON.stringify({ ...event, run: site.other }));
    const where = ['--alarm', path, '--at', site.archive];
    fails(
      await site.as('ada', 'incident', 'open', '--title', 'x', ...AWARE, ...where),
      'CASE_INPUT_UNUSABLE',
    );
    assert.equal(await site.isHeld(site.archived(site.other)), false);
  });

  it('refuses what is no alarm and no failed verification', async () => {
    const path = site.at('hostile.json');
    const good = {
      ...{ answer: 'changed', codes: ['CHANGED'], seal: null, groups: [] },
      run: {
        id: { value: 'R' },
        instrument: {
          vendor: { value: null },
          model: { value: null },
          serial: { value: null },
          mode: { value: null },
        },
      },
    };
    const bad = [
      { ...good, answer: 'unchanged' },
      { ...good, codes: ['x y'] },
      { ...good, seal: '../../x' },
      { ...good, run: { ...good.run, id: { value: 'a\nb' } } },
      {
        ...good,
        run: { ...good.run, id: { value: `../${basename(site.archive)}/${basename(site.other)}` } },
      },
      { ...good, run: { ...good.run, id: { value: '..' } } },
      {
        ...good,
        groups: [{ kind: 'base calls', lane: 1, surface: null, tiles: 'Jane', cycles: null, count: 1 }],
      },
      [good],
    ];
    const records = await site.records();
    for (const one of bad) {
      writeFileSync(path, JSON.stringify(one));
      const said = await site.as('ada', 'incident', 'open', '--title', 'x', ...AWARE, '--from-verify', path);
      assert.equal(said.code, 2, JSON.stringify(one));
      fails(
        await site.as('ada', 'incident', 'open', '--title', 'x', ...AWARE, '--alarm', path),
        'CASE_INPUT_UNUSABLE',
      );
    }
    assert.equal(await site.records(), records);
  });

  it('refuses days that are none, a window that ends before it begins, and what says nothing', async () => {
    const open = (...argv: string[]) => site.as('ada', 'incident', 'open', '--title', 'x', ...argv);
    fails(await open('--aware', '2023-02-30', '--unseen-run', 'a'), 'USAGE');
    fails(await open('--aware', '2999-01-01', '--unseen-run', 'a'), 'USAGE');
    for (const window of ['/', '2023-05-02', '2023-05-02/2023-05-01', '2023-02-30/', 'x/y'])
      fails(await open(...AWARE, '--window', window), 'USAGE');
    fails(await open(...AWARE), 'USAGE');
    fails(await open(...AWARE, '--unseen-run', 'a', '--jurisdiction', 'atlantis'), 'USAGE');
    fails(await open(...AWARE, '--unseen-run', 'a', '--reason', 'ask jane@hospital.example'), 'USAGE');
    fails(await open(...AWARE, '--installation', 'M99999'), 'CASE_UNKNOWN');
  });

  it("may be about an instrument that only the site's file knows", async () => {
    const path = site.at('config', 'seqwarden', 'site.toml');
    writeFileSync(path, siteOfInstrument('MN77777'), { mode: 0o600 });
    const said = await site.opened(
      '--title',
      'New',
      '--installation',
      'MN77777/ruo',
      '--window',
      '2023-04-05/',
    );
    assert.deepEqual(said.installed, [{ vendor: 'Illumina', model: null, serial: 'MN77777', id: 'ruo' }]);
    const out = site.at('letter.txt');
    const draft = ['incident', 'draft', said.incident, '--duty', 'manufacturer-letter', '--out', out];
    await site.good(...draft);
    assert.match(readFileSync(out, 'utf8'), /MN77777/);
    rmSync(path);
  });

  it('is told which duties the site added since, and takes them up; none of them is said twice', async () => {
    const file = site.at('config', 'seqwarden', 'duties.toml');
    const { incident: id } = await site.opened('--title', 'Before', '--window', '2023-04-05/');
    assert.doesNotMatch(await site.good('incident', 'show', id), /not asked here/);
    fails(await site.as('ada', 'incident', 'extend', id, '--jurisdiction', 'ch', '--reason', 'new'), 'USAGE');
    writeFileSync(file, DUTIES, { mode: 0o600 });
    const shown = (await site.good('incident', 'show', id)).replace(/\s+/g, ' ');
    assert.match(
      shown,
      /not asked here.*: ch-serious; seqwarden incident extend [0-9a-f]{12} --jurisdiction ch/,
    );
    const extend = ['incident', 'extend', id, '--jurisdiction', 'ch', '--reason', 'The rule was looked up'];
    for (const lists of [['--out', site.at('lists')], ['--simulated']])
      fails(await site.as('ada', ...extend, ...lists), 'USAGE');
    const said = await site.as('ada', ...extend, '--json');
    assert.equal(said.code, 0, said.err);
    const { duties, keepUntil } = JSON.parse(said.out);
    assert.deepEqual(duties, [{ duty: 'ch-serious', decideBy: '2023-05-17' }]);
    assert.equal(keepUntil, '2033-05-02');
    fails(await site.as('ada', ...extend), 'ACT_REFUSED');
    assert.doesNotMatch(await site.good('incident', 'show', id), /not asked here/);
    const decide = ['incident', 'decide', id, '--duty', 'ch-serious', '--do-not-report', '--reason', 'none'];
    const decided = await site.as('ada', ...decide);
    assert.equal(decided.code, 0, decided.err);
    const { incident, tasks } = await site.shown(id);
    assert.equal(
      incident.duties.find((one: { duty: string }) => one.duty === 'ch-serious').decision.reason,
      'none',
    );
    assert.equal(tasks.filter((task: { kind: string }) => task.kind === 'decide_duty').length, 6);
    rmSync(file);
  });

  it('is kept longer where it may have happened later, which is told, and never for less', async () => {
    const { incident: id, keepUntil } = await site.opened('--title', 'Days', '--window', '2023-04-05/');
    assert.equal(keepUntil, '2025-05-02');
    const extend = async (until: string, ...argv: string[]) => {
      const window = ['--window', `2023-04-05/${until}`, '--reason', 'seen again'];
      return site.as('ada', 'incident', 'extend', id, ...window, ...argv);
    };
    const later = await extend('2023-09-30');
    assert.match(later.err, /kept longer: all on it until 2025-09-30 at least; before, until 2025-05-02/);
    assert.equal((await site.shown(id)).keepUntil, '2025-09-30');
    const earlier = await extend('2023-06-30', '--json');
    assert.equal(earlier.code, 0, earlier.err);
    const said = JSON.parse(earlier.out);
    assert.deepEqual(
      [said.keepUntil, said.keepUntilBefore, said.dutiesNotCounted],
      ['2025-09-30', '2025-09-30', []],
    );
  });

  it('is told where it cannot be counted, since the file of a duty is not at hand any more', async () => {
    const file = site.at('config', 'seqwarden', 'duties.toml');
    writeFileSync(file, DUTIES, { mode: 0o600 });
    const { incident: id } = await site.opened('--title', 'Gone', '--window', '2023-04-05/');
    rmSync(file);
    const elsewhere = site.at('duties-elsewhere.toml');
    writeFileSync(elsewhere, DUTIES);
    const extend = ['incident', 'extend', id, '--window', '2023-04-05/2023-09-30', '--reason', 'seen again'];
    const said = await site.as('ada', ...extend);
    assert.equal(said.code, 3, said.err);
    assert.match(said.err, /not counted in how long all on it is kept: ch-serious;/);
    const { incident: decided } = await site.opened('--title', 'Decided', '--window', '2023-04-05/');
    const add = ['incident', 'extend', decided, '--jurisdiction', 'ch', '--reason', 'more'];
    assert.equal((await site.as('ada', ...add, '--duties', elsewhere)).code, 0);
    const later = ['incident', 'extend', decided, '--window', '/2023-09-30', '--reason', 'seen again'];
    assert.equal((await site.as('ada', ...later)).code, 3);
    const decide = [
      'incident',
      'decide',
      decided,
      '--duty',
      'ch-serious',
      '--do-not-report',
      '--reason',
      'none',
    ];
    assert.equal((await site.as('ada', ...decide, '--duties', elsewhere)).code, 0);
    assert.equal((await site.shown(decided)).keepUntil, '2033-09-30', 'who decides on it counts it');
    const again = await site.as('ada', ...extend, '--duties', elsewhere);
    assert.equal(again.code, 0, again.err);
    assert.equal((await site.shown(id)).keepUntil, '2033-09-30');
  });

  it("takes the duties of the site's file, and its jurisdictions where none is named", async () => {
    const file = site.at('config', 'seqwarden', 'duties.toml');
    writeFileSync(file, DUTIES, { mode: 0o600 });
    const own = await site.opened('--title', 'Here', '--window', '2023-04-05/');
    assert.deepEqual(own.duties, [
      { duty: 'ch-serious', decideBy: '2023-05-17' },
      { duty: 'manufacturer-letter', decideBy: null },
    ]);
    assert.equal(own.keepUntil, '2033-05-02');
    chmodSync(file, 0o666);
    const others = await site.as('ada', 'incident', 'open', '--title', 'x', ...AWARE, '--unseen-run', 'a');
    assert.match(others.err, /duties\.toml is writable by others \[CASE_INPUT_UNUSABLE\]/);
    chmodSync(file, 0o600);
    writeFileSync(file, DUTIES.replace('"mandatory"', '"secret"'));
    const refused = await site.as('ada', 'incident', 'open', '--title', 'x', ...AWARE, '--unseen-run', 'a');
    fails(refused, 'CASE_INPUT_UNUSABLE');
    assert.match(refused.err, /duties\.toml:6:1: duty\.ch-serious\.obligation: must be one of/);
    assert.doesNotMatch(refused.err, /secret/);
    writeFileSync(
      file,
      'version = 1\njurisdictions = ["xx"]\n'.concat(DUTIES.slice(DUTIES.indexOf('[duty'))),
    );
    fails(
      await site.as('ada', 'incident', 'open', '--title', 'x', ...AWARE, '--unseen-run', 'a'),
      'CASE_INPUT_UNUSABLE',
    );
  });
});

describe('the draft of a report', () => {
  const site = new Site({ after });
  let id = '';
  before(async () => {
    await site.prepare();
    const about = ['--title', 'A run differs', '--from-verify', await site.verification()];
    id = (await site.opened(...about, '--at', site.archive, '--window', '2023-04-20/2023-04-20')).incident;
    mkdirSync(site.at('drafts'));
  });

  const draft = (duty: string, name: string) =>
    site.seqwarden('incident', 'draft', id, '--duty', duty, '--out', site.at('drafts', name));

  it('has what the register knows of the instrument, and days as the form asks', async () => {
    assert.equal((await draft('us-fda-death', '3500a.txt')).code, 0);
    const text = readFileSync(site.at('drafts', '3500a.txt'), 'utf8');
    assert.match(text, /^brand name: MiniSeq$/m);
    assert.match(text, /^serial number: MN12345$/m);
    assert.match(text, /^date of event: 20-APR-2023$/m);
    assert.match(text, /^date user facility became aware of event: 02-MAY-2023$/m);
    assert.match(text, /^software on the device: .*2\.2\.1\.9/m);
    assert.match(text, /^patient identifier:$/m);
    assert.ok(text.replace(/\s+(?:! )?/g, ' ').includes(NO_DECISION));
  });

  it('is text, HTML or PDF by its ending, and replaces nothing', async (t: TestContext) => {
    for (const name of ['cisa.html', 'cisa.pdf']) assert.equal((await draft('us-cisa', name)).code, 0);
    assert.match(readFileSync(site.at('drafts', 'cisa.html'), 'utf8'), /^<!DOCTYPE html>/);
    assert.equal(readFileSync(site.at('drafts', 'cisa.pdf')).toString('latin1', 0, 5), '%PDF-');
    fails(await draft('us-cisa', 'cisa.pdf'), 'USAGE');
    fails(await draft('us-cisa', 'cisa.doc'), 'USAGE');
    fails(await draft('us-none', 'none.txt'), 'CASE_INPUT_UNUSABLE');
    assert.ok(!existsSync(site.at('drafts', 'none.txt')));
    const tool = toolOrSkip(t, 'pdftotext');
    if (tool === undefined) return;
    const text = execFileSync(tool, [site.at('drafts', 'cisa.pdf'), '-'], { encoding: 'utf8' });
    assert.ok(text.includes('MN12345') && text.replace(/\s+/g, ' ').includes(NO_DECISION));
  });
});

describe('an incident of a case', () => {
  const site = new Site({ after });
  before(async () => {
    await site.prepare();
    writeFileSync(site.at('ucs.json'), advisory());
    const received = ['case', 'receive', 'new', site.at('ucs.json'), '--what', 'advisory', '--title', 'UCS'];
    const said = await site.as('ada', ...received);
    assert.equal(said.code, 0, said.err);
  });

  const open = (...argv: string[]) => {
    const about = ['--title', 'UCS used?', '--case', 'ICSMA-23-117-01', '--run', site.affected, '--json'];
    return site.as('ada', 'incident', 'open', ...AWARE, ...about, '--at', site.archive, ...argv);
  };
  const candidates = (out: string) =>
    JSON.parse(out).candidates.map((one: { id: string; verified: string }) => [one.id, one.verified]);

  it('says that nothing is known of the time of exposure as long as nobody looked', async () => {
    const said = await open();
    assert.equal(said.code, 3, said.err);
    assert.match(JSON.parse(said.out).unread.join(), /no time of exposure/);
    // It is affected: bad news.
    assert.equal((await site.seqwarden('case', 'observe', site.archive, '--kept')).code, 1);
  });

  it('lists the runs in the time of exposure with whether they verify, and is bad news where one does not', async () => {
    const good = await open('--runs', site.archive, '--verify-runs');
    assert.equal(good.code, 0, good.err);
    const listed = candidates(good.out);
    assert.deepEqual(listed[0], [basename(site.other), 'unchanged']);
    assert.equal(listed.length, 2);
    const [changed = ''] = site.baseCallsOf(site.archived(site.other));
    writeFileSync(changed, Buffer.alloc(3, 7));
    const bad = await open('--runs', site.archive, '--verify-runs');
    assert.equal(bad.code, 1);
    assert.deepEqual(candidates(bad.out)[0], [basename(site.other), 'changed']);
  });

  it('lists the flow cell of a run that was never sealed, and in which field of the run it stood', async () => {
    const unsealed = await site.run('2023-04-25');
    const out = site.at('unsealed-too');
    const said = await open('--runs', site.at('runs'), '--out', out);
    assert.equal(said.code, 0, said.err);
    const info = readFileSync(join(unsealed, 'RunInfo.xml'), 'utf8');
    const flowCell = /<Flowcell>([^<]+)</.exec(info)?.[1];
    assert.ok(flowCell);
    const lines = readFileSync(join(out, 'runs.csv'), 'utf8').split('\r\n');
    const line = (run: string) => lines.find(one => one.includes(`"${basename(run)}"`)) ?? '';
    assert.match(line(unsealed), new RegExp(`"${flowCell}".*,"not_sealed","","RunInfo.xml#Run/Flowcell"$`));
    assert.match(line(site.other), /,"[0-9a-f]{64}","seal"$/);
    const { runs } = JSON.parse(readFileSync(join(out, 'runs.json'), 'utf8'));
    const found = runs.find((one: { readonly run: string }) => one.run === basename(unsealed));
    assert.deepEqual([found.flowCell, found.flowCellFrom], [flowCell, 'RunInfo.xml#Run/Flowcell']);
  });

  it('is open and held also where those runs cannot be read, which is told', async () => {
    const said = await open('--runs', site.at('unmounted'));
    assert.equal(said.code, 3, said.err);
    const { unread, notHeld, incident } = JSON.parse(said.out);
    assert.deepEqual([unread.length, notHeld], [1, 0]);
    assert.match(await site.good('case', 'show', 'ICSMA-23-117-01'), new RegExp(incident.slice(0, 12)));
  });

  it('knows the side of the instrument that the case knows', async () => {
    const { out } = await open('--installation', 'MN12345/main');
    assert.deepEqual(JSON.parse(out).installed, [
      { vendor: 'Illumina', model: null, serial: 'MN12345', id: 'main' },
    ]);
  });
});

describe('the list for the information system', () => {
  it('has no formula for a spreadsheet, and no second line in a name', () => {
    const run: ExportedRun = {
      ...{ standing: 'affected', run: '=HYPERLINK("x")', flowCell: '-1', instrument: 'a"b,c' },
      ...{ on: null, verified: null, seal: null, flowCellFrom: null },
    };
    const cells = `"affected","'=HYPERLINK(""x"")","'-1","a""b,c","","","",""`;
    assert.equal(csv([run]).split('\r\n')[1], cells);
  });
});
