import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CVE, fails, good, NEXTSEQ, NoticeWorld } from './notice-world.ts';

describe('another register with notices and incidents under the ids of ours, from before', () => {
  const [here, there] = [new NoticeWorld({ after }), new NoticeWorld({ after })];
  let [notice, incident, ours, theirs] = ['', '', '', ''];
  let before_: unknown;
  const json = async (...argv: string[]) => {
    const { out, err } = await here.say(...argv, '--json');
    assert.notEqual(out, '', err);
    return JSON.parse(out);
  };
  /** Each command's answer names both, so that one can be named. */
  const isAmbiguous = async (id: string, ...argv: string[]) => {
    const said = await here.say(...argv, id);
    fails(said, 'CASE_UNKNOWN');
    for (const name of [`${ours.slice(0, 12)}/${id}`, `${theirs.slice(0, 12)}/${id}`])
      assert.match(said.err, new RegExp(name));
  };

  before(async () => {
    here.day = '2023-04-11';
    for (const world of [here, there]) await world.prepare(9);
    ours = JSON.parse((await here.say('log', 'audit', '--json')).out).log;
    theirs = JSON.parse((await there.say('log', 'audit', '--json')).out).log;
    const drafts = await here.drafted();
    notice = drafts.find(({ recipient }) => recipient.length === 64)?.notice ?? '';
    good(await here.as('anna', 'notice', 'release', '--case', here.case));
    const about = ['--case', here.case, '--title', 'Altered', '--aware', '2023-04-06', '--unseen-run', 'R1'];
    incident = (await here.as('anna', 'incident', 'open', ...about)).out.trim();
    before_ = await json('notice', 'show', notice);
    const { recipient } = (await json('notice', 'show', notice)).released.says;
    await there.atDesk('anna', async desk => {
      const digest = 'd'.repeat(64);
      await desk.enter('notice', {
        ...{ case: there.case, notice, action: 'released', recipient, about: 'quality_notification' },
        ...{ urgency: 'normal', vulnerabilities: [CVE], installed: [NEXTSEQ('dx')], reason: null },
        documents: { text: digest, html: digest, pdf: digest, form: digest },
        ...{ acknowledgeBy: '2099-01-01', patchBy: null },
      });
      const nothing = { decision: null, report: null, keepUntil: null, evidence: [], duties: [] } as const;
      await desk.enter('incident', {
        ...{ incident, action: 'opened', case: there.case, origin: 'manual', title: 'Nothing at all' },
        ...{ awareOn: '2023-04-02', window: null, runs: [], installed: [], reason: 'nothing' },
        ...nothing,
      });
    });
    await here.takesIn(there, 'theirs');
  });

  it('leave ours what it was: to whom it went, its days, its files', async () => {
    assert.deepEqual(await json('notice', 'show', `${ours.slice(0, 8)}/${notice}`), before_);
    const { opened } = (await json('incident', 'show', `${ours}/${incident}`)).incident;
    assert.deepEqual([opened.says.title, opened.says.case], ['Altered', here.case]);
    const { incidents, notices } = await json('case', 'show', here.case);
    assert.deepEqual([incidents.length, notices.length], [1, 2]);
  });

  it('are named with their register, and an id alone is refused', async () => {
    await isAmbiguous(notice, 'notice', 'show');
    await isAmbiguous(incident, 'incident', 'show');
    const wrong = await here.say('notice', 'show', `${'0'.repeat(8)}/${notice}`);
    fails(wrong, 'CASE_UNKNOWN');
    const shown = await here.say('notice', 'show', `${theirs.slice(0, 8)}/${notice.slice(0, 8)}`);
    assert.match(shown.out, /released .*, of the register [0-9a-f]{12}\n/);
  });

  it('are told from ours in lists and tasks, for people and in JSON', async () => {
    const lines = (await here.say('notice', 'list')).out.split('\n').filter(line => line !== '');
    const about = new RegExp(`, of the register ${theirs.slice(0, 12)}$`);
    assert.deepEqual(lines.map(line => about.test(line)).sort(), [false, false, true]);
    const listed = (await here.say('incident', 'list')).out;
    assert.match(listed, new RegExp(`Nothing at all, of the register ${theirs.slice(0, 12)}\n`));
    assert.match(listed, /Altered\n/);
    const { incidents } = await json('incident', 'list');
    assert.deepEqual(
      new Set(incidents.map(({ register }: { register: string }) => register)),
      new Set([ours, theirs]),
    );
    const { tasks } = await json('incident', 'show', `${ours}/${incident}`);
    assert.ok(tasks.length > 0);
    for (const { register, case: ofCase } of tasks) assert.deepEqual([register, ofCase], [ours, here.case]);
  });

  it('are not sent, withdrawn or closed by us, nor answered by a form that we take in', async () => {
    const their = `${theirs.slice(0, 8)}/${notice}`;
    const reason = ['--reason', 'wrong'];
    fails(await here.say('notice', 'send', their), 'ACT_REFUSED');
    fails(await here.as('anna', 'notice', 'withdraw', their, ...reason), 'ACT_REFUSED');
    const resolved = await here.as('anna', 'notice', 'resolve', their, '--sent', ...reason);
    fails(resolved, 'ACT_REFUSED');
    assert.match(resolved.err, /its site sends and withdraws it/);
    fails(await here.as('anna', 'incident', 'close', `${theirs}/${incident}`, ...reason), 'ACT_REFUSED');
    const form = ['--form', here.at('letter.pdf'), '--for', 'bo'];
    fails(await here.as('anna', 'notice', 'acknowledge', their, ...form), 'ACT_REFUSED');
  });

  it('are not what an extension of ours tells of, and take none of ours', async () => {
    const more = ['--unseen-run', 'R2', '--reason', 'seen there too', '--json'];
    const said = await here.as('anna', 'incident', 'extend', `${ours.slice(0, 12)}/${incident}`, ...more);
    assert.equal(said.code, 3, `it is not held: ${said.err}`);
    const names = JSON.parse(said.out).runs.map(({ id }: { id: string }) => id);
    assert.deepEqual(names, ['R1', 'R2']);
    fails(
      await here.as('anna', 'incident', 'extend', `${theirs.slice(0, 12)}/${incident}`, ...more),
      'ACT_REFUSED',
    );
  });

  it('are acknowledged by the recipient each for itself', async () => {
    const read = async (register: string) =>
      (await json('notice', 'show', `${register}/${notice}`)).acknowledged?.says ?? null;
    good(await here.as('bo', 'notice', 'acknowledge', `${theirs}/${notice}`));
    assert.equal(await read(ours), null);
    const { release } = await read(theirs);
    assert.equal(release, (await json('notice', 'show', `${theirs}/${notice}`)).released.record.identity);
    good(await here.as('bo', 'notice', 'acknowledge', `${ours}/${notice}`));
    assert.ok(!Object.hasOwn(await read(ours), 'release'));
  });

  it('are exported together, each with its register, which verifies', async () => {
    const out = here.at('incident.zip');
    const made = await here.say('case', 'export', incident, '--out', out);
    assert.notEqual(made.out, '', made.err);
    const trust = ['--trust', here.trustFile, '--trust', here.at('theirs.json')];
    const { code, out: told } = await here.say('verify', out, ...trust);
    assert.equal(code, 0, told);
  });
});
