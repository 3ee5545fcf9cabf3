import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it, mock } from 'node:test';
import { advisory, CaseDesk } from './case-desk.ts';
import { keepWorkers } from './kept-workers.ts';
import type { Said } from './world.ts';

keepWorkers({ after, mock });

const good = ({ code, err }: Said) => assert.equal(code, 0, err);
const refused = ({ code, err }: Said, expected: string) => {
  assert.ok(code > 0);
  assert.match(err, new RegExp(`\\[${expected}\\]`));
};

describe('a partner’s register that is named for its seals', () => {
  const lab = new CaseDesk({ after });
  const partner = new CaseDesk({ after });
  let register = '';
  let id = '';
  let trust: readonly string[] = [];
  const remediation = async (...argv: readonly string[]) =>
    JSON.parse(await lab.good('case', 'show', id, '--json', ...argv)).items[0].remediation;
  /** The advisory comes in, and what the runs are is observed. Returns the id of the case. */
  const receive = async (site: CaseDesk): Promise<string> => {
    writeFileSync(site.at('ucs.json'), advisory());
    const about = [site.at('ucs.json'), '--what', 'advisory', '--title', 'UCS', '--json'];
    const { out, err } = await site.as('ada', 'case', 'receive', 'new', ...about);
    assert.notEqual(out, '', err);
    assert.equal((await site.seqwarden('case', 'observe', site.at('runs'), '--kept')).code, 1);
    return JSON.parse(out).case;
  };
  const ownTrust = () => readFileSync(lab.trustFile, 'utf8');

  before(async () => {
    for (const site of [lab, partner]) await site.open();
    await lab.run('2023-03-01');
    id = await receive(lab);
    const cve = JSON.parse(await lab.good('case', 'show', id, '--json')).items[0].vulnerability;
    // The partner keeps copies of our runs, and says that our instrument is fixed.
    writeFileSync(partner.at('report.txt'), 'a service report');
    const about = ['--vulnerability', cve, '--on', '2023-05-02', '--evidence', partner.at('report.txt')];
    await partner.run('2023-03-01');
    await receive(partner);
    const said = await partner.as('ada', 'record', 'patch', 'MN12345/main', ...about, '--json');
    const [{ record }] = JSON.parse(said.out).records;
    const word = ['--reason', 'looked at it', '--no-run-because', 'it stays'];
    good(await partner.as('bob', 'record', 'check', record.slice(0, 16), '--confirm', ...word));
    good(await partner.seqwarden('bundle', 'export', '--all', '--out', lab.at('partner.bundle')));
    const file = lab.at('partner.json');
    cpSync(partner.trustFile, file);
    const more = ['--all', '--out', lab.at('again.bundle'), '--json'];
    register = JSON.parse(await partner.good('bundle', 'export', ...more)).log;
    trust = ['--trust', lab.trustFile, '--trust', file];
    good(await lab.seqwarden('bundle', 'import', lab.at('partner.bundle'), ...trust));
  });

  it('counts in our cases where nothing is said of it', async () => {
    assert.equal(await remediation(), 'not_remediated');
    assert.equal(await remediation(...trust), 'done');
  });

  it('counts in none where our trust file says so, and its records are shown, with why', async () => {
    const said = await lab.seqwarden('trust', 'cases', register, 'ignore');
    good(said);
    assert.match(said.err, new RegExp(`${register} count in none of your cases`));
    assert.equal(await remediation(...trust), 'not_remediated');
    const shown = await lab.good('case', 'show', id, ...trust);
    assert.match(shown, /patch .* your trust file lets its register have no say in cases/);
    good(await lab.seqwarden('trust', 'refresh'));
    assert.deepEqual(JSON.parse(ownTrust()).notInCases, [register], 'which a refresh keeps');
    const { uncounted } = JSON.parse(await lab.good('case', 'show', id, '--json', ...trust));
    const whys = new Set(uncounted.map(({ why }: { readonly why: string }) => why));
    assert.deepEqual([...whys], ['REGISTER_NOT_COUNTED']);
    good(await lab.seqwarden('log', 'show', lab.at('partner.bundle'), '--register', register, ...trust));
    good(await lab.seqwarden('bundle', 'import', lab.at('again.bundle'), ...trust));
  });

  it('does not come into an export, which is whole for who trusts otherwise', async () => {
    const out = lab.at('case.zip');
    const said = await lab.seqwarden('case', 'export', id, '--out', out, ...trust);
    assert.equal(said.code, 0, said.err);
    const given = [
      'verify',
      out,
      '--trust',
      lab.at('plain.json'),
      '--trust',
      lab.at('partner.json'),
      '--json',
    ];
    const plain = JSON.parse(ownTrust());
    delete plain.notInCases;
    writeFileSync(lab.at('plain.json'), `${JSON.stringify(plain, null, 2)}\n`);
    const { code, out: answer, err } = await lab.seqwarden(...given);
    assert.equal(code, 0, err + answer);
    assert.deepEqual(
      JSON.parse(answer).heads.map(({ log }: { readonly log: string }) => log === register),
      [false],
    );
  });

  it('counts again where we say so, and the file is what it was', async () => {
    const { out } = await lab.seqwarden('trust', 'cases', register.slice(0, 8), 'count', '--json');
    assert.deepEqual(JSON.parse(out), { register, notInCases: [] });
    assert.ok(!('notInCases' in JSON.parse(ownTrust())));
    assert.equal(await remediation(...trust), 'done');
  });

  it('is never our own, and is named by its id', async () => {
    const [own] = JSON.parse(await lab.good('log', 'show', '--json')).entries;
    assert.ok(own);
    const { log } = JSON.parse(await lab.good('log', 'audit', '--json'));
    const file = ownTrust();
    refused(await lab.seqwarden('trust', 'cases', log, 'ignore'), 'USAGE');
    refused(await lab.seqwarden('trust', 'cases', log.slice(0, 6), 'ignore'), 'USAGE');
    refused(await lab.seqwarden('trust', 'cases', register.slice(0, 8), 'ignore'), 'LOG_UNKNOWN');
    refused(await lab.seqwarden('trust', 'cases', register, 'maybe'), 'USAGE');
    assert.equal(ownTrust(), file);
  });
});
