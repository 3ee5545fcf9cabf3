import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CVE, fails, NEXTSEQ, NoticeWorld } from './notice-world.ts';

describe('a partner’s register that closes, decides, renames and tells what is ours', () => {
  const [here, there] = [new NoticeWorld({ after }), new NoticeWorld({ after })];
  let [draft, recipient, incident, theirs] = ['', '', '', ''];
  const json = async (...argv: string[]) => {
    const { out, err } = await here.say(...argv, '--json');
    assert.notEqual(out, '', err);
    return JSON.parse(out);
  };
  const duty = 'us-fda-death';
  const kinds = async (): Promise<string[]> =>
    (await json('today', '--case', here.case)).tasks
      .filter(({ register }: { register: string | null }) => register !== theirs)
      .map(({ kind }: { kind: string }) => kind);

  before(async () => {
    for (const world of [here, there]) await world.prepare(9);
    theirs = JSON.parse((await there.say('log', 'audit', '--json')).out).log;
    const [first] = await here.drafted();
    [draft, recipient] = [first?.notice ?? '', first?.recipient ?? ''];
    const about = ['--case', here.case, '--title', 'Altered', '--aware', '2023-04-05', '--unseen-run', 'R1'];
    incident = (await here.as('anna', 'incident', 'open', ...about)).out.trim();
    // The partner knows our case and our incident, as we sent them.
    await there.takesIn(here, 'ours');
  });

  it('does not close what another one opened by a command: that is told, with whose site does', async () => {
    const reason = ['--reason', 'nothing'];
    for (const close of [
      ['incident', 'close', incident],
      ['case', 'close', here.case],
    ]) {
      const said = await there.as('anna', ...close, ...reason);
      fails(said, 'ACT_REFUSED');
      assert.match(said.err, /whose site closes it|its site closes it/);
    }
    const decided = ['--duty', duty, '--do-not-report', ...reason];
    const { code, err } = await there.as('anna', 'incident', 'decide', incident, ...decided);
    assert.equal(code, 0, err);
    assert.match(err, /it stands beside what the register [0-9a-f]{12} says, whose incident it is/);
  });

  it('silences nothing of ours by its statements, and they are shown beside', async () => {
    const before = await kinds();
    await there.atDesk(
      'anna',
      async desk => {
        const nothing = { decision: null, report: null, keepUntil: null, evidence: [], duties: [] } as const;
        const shared = {
          ...nothing,
          case: null,
          title: null,
          awareOn: null,
          window: null,
          origin: null,
        } as const;
        const ofIncident = { ...shared, incident, runs: [], installed: [], reason: 'nothing' } as const;
        const digest = 'd'.repeat(64);
        const sent = { duty, document: digest, sentOn: '2023-04-06' };
        await desk.enter('incident', { ...ofIncident, action: 'reported', report: sent });
        await desk.enter('incident', { ...ofIncident, action: 'closed' });
        const ofCase = { case: here.case, title: null, reason: null } as const;
        await desk.enter('case', { ...ofCase, action: 'opened', title: 'Nothing at all' });
        await desk.enter('case', { ...ofCase, action: 'closed', reason: 'nothing' });
        await desk.enter('notice', {
          ...{
            case: here.case,
            notice: draft,
            action: 'released',
            recipient,
          },
          ...{ about: 'recall', urgency: 'urgent', vulnerabilities: [CVE], reason: null },
          installed: [NEXTSEQ('dx'), NEXTSEQ('ruo')],
          documents: { text: digest, html: digest, pdf: digest, form: digest },
          ...{ acknowledgeBy: '2023-04-11', patchBy: null },
        });
      },
      '--trust',
      there.trustFile,
      '--trust',
      there.at('ours.json'),
    );
    await here.takesIn(there, 'theirs');
    assert.deepEqual((await kinds()).sort(), before.sort());
    assert.ok(before.includes('release_notice') && before.includes('decide_duty'));
    const shown = (await here.say('case', 'show', here.case)).out;
    const of = `of the register ${theirs.slice(0, 12)}`;
    assert.match(shown, /^Universal Copy Service\n.*\(open\)/);
    assert.match(shown, new RegExp(`opened +2023-04-06 by .*, ${of}: Nothing at all\n`));
    const told = (await here.say('incident', 'show', incident)).out;
    assert.match(told, /a person has to decide it; if it is to be reported, by/);
    assert.match(told, new RegExp(`the register ${theirs.slice(0, 12)} decided not to report: nothing\n`));
    assert.match(told, new RegExp(`the register ${theirs.slice(0, 12)} reported on 2023-04-06`));
  });

  it('keeps no draft of ours from its release, though it released one under the same id', async () => {
    const said = await here.as('anna', 'notice', 'release', draft, '--json');
    assert.equal(said.code, 0, said.err);
    const { released } = JSON.parse(said.out);
    assert.deepEqual(
      released.map(({ notice }: { notice: string }) => notice),
      [draft],
    );
    const { log } = JSON.parse((await here.say('log', 'audit', '--json')).out);
    const { released: entered } = await json('notice', 'show', `${log}/${draft}`);
    assert.equal(entered.record.identity, released[0].record);
  });

  it('leaves a case open in its own eyes that we closed in ours, and the other way round', async () => {
    const [ours] = (await json('case', 'list')).cases;
    assert.deepEqual([ours.title, ours.standing, ours.openIn.length], ['Universal Copy Service', 'open', 1]);
    const closed = await here.as('anna', 'case', 'close', here.case, '--reason', 'nothing');
    fails(closed, 'ACT_REFUSED');
    assert.match(closed.err, /findings? in it not done/);
  });
});
