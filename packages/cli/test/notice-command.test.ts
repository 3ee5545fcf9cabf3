import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { builtinAdvisories } from '@seqwarden/advisory/builtin';
import { assertDocumented } from './documented.ts';
import { MailServer } from './mail-server.ts';
import { fails, good, NoticeWorld } from './notice-world.ts';

const LAUNCHER = join(import.meta.dirname, '..', 'bin', 'seqwarden.js');

/** Of a draft, in section 32.1 of the formats. */
const DRAFT = [
  ...['case', 'notice', 'recipient', 'about', 'urgency', 'vulnerabilities', 'installed'],
  ...['acknowledgeBy', 'patchBy'],
];

/** What the register says of a notice. */
async function shown(world: NoticeWorld, notice: string) {
  const { out, err } = await world.say('notice', 'show', notice, '--json');
  assert.notEqual(out, '', err);
  return JSON.parse(out);
}

const outcomes = async (world: NoticeWorld, notice: string) =>
  (await shown(world, notice)).attempts.map((one: { outcome: string }) => one.outcome);

describe('notices, from the draft to the acknowledgement', () => {
  const world = new NoticeWorld({ after });
  let server: MailServer;
  let bo = '';
  let cy = '';
  before(async () => {
    server = await MailServer.start();
    await world.prepare(server.port);
  });
  after(() => server[Symbol.asyncDispose]());

  it('are drafted one for each person, with the days of the site, and name nobody in JSON', async () => {
    const drafts = await world.drafted();
    assert.deepEqual(new Set(drafts.map(({ recipient }) => recipient.length)), new Set([64, 32]));
    bo = drafts.find(({ recipient }) => recipient.length === 64)?.notice ?? '';
    cy = drafts.find(({ recipient }) => recipient.length === 32)?.notice ?? '';
    const { out } = await world.say('notice', 'draft', world.case, '--json');
    assert.doesNotMatch(out, /Müller|Chen|hospital\.example/);
    assertDocumented('notice draft', JSON.parse(out), ['drafts'], DRAFT);
    const again = JSON.parse(out).drafts.map((one: { notice: string }) => one.notice);
    assert.ok(!again.includes(bo), 'earlier drafts of the case are replaced');
    const listed = await world.say('notice', 'list');
    // Good Friday and Easter Monday are holidays of the site
    assert.match(listed.out, /Bo Müller +2 installations +draft +acknowledge by 2023-04-12\n/);
    assert.equal(listed.out.split('\n').length, 3);
    assertDocumented('notice list', JSON.parse((await world.say('notice', 'list', '--json')).out));
    [bo = '', cy = ''] = again;
    const texts = again.map((notice: string) =>
      readFileSync(join(world.at('state', 'seqwarden', 'cases', 'drafts', notice), 'notice.txt'), 'utf8'),
    );
    if (!texts[0]?.includes('Bo Müller')) [bo, cy] = [cy, bo];
    assert.match(texts.join(), /Internal notice about Illumina's recall \(UMDR-1\)/);
  });

  it('are not sent before they are released, and released only by who may', async () => {
    fails(await world.say('notice', 'send', bo), 'CASE_UNKNOWN');
    fails(await world.as('bo', 'notice', 'release', bo), 'ACT_REFUSED');
    assert.equal(server.mails.length, 0);
  });

  it('are released as they lie there then', async () => {
    const folder = world.at('state', 'seqwarden', 'cases', 'drafts', bo);
    const path = join(folder, 'notice.txt');
    const text = `${readFileSync(path, 'utf8')}\nAsk at the desk.\n`;
    writeFileSync(path, text);
    const released = await world.as('anna', 'notice', 'release', '--case', world.case, '--json');
    good(released);
    assertDocumented('notice release', JSON.parse(released.out), ['released']);
    assert.ok(!existsSync(folder));
    good(await world.say('notice', 'show', bo, '--to', world.at('printed')));
    assert.equal(readFileSync(world.at('printed', 'notice.txt'), 'utf8'), text);
    fails(await world.as('anna', 'notice', 'release', bo), 'CASE_UNKNOWN');
  });

  it('are sent by the key of the service, each once, to its person alone', async () => {
    const sent = await world.say('notice', 'send', bo, '--json');
    good(sent);
    assertDocumented('notice send', JSON.parse(sent.out), ['sent']);
    const [mail] = server.mails;
    assert.deepEqual([server.mails.length, mail?.to], [1, 'bo@hospital.example']);
    const { attempts } = await shown(world, bo);
    const { messageId } = attempts[0].intended.says;
    assert.ok(mail?.content.includes(`Message-ID:\r\n <${messageId}>\r\n`));
    assert.match(
      mail?.content ?? '',
      /filename="notice-[0-9a-f]{8}\.pdf"[\s\S]*filename="response-form-[0-9a-f]{8}\.pdf"/,
    );
    fails(await world.say('notice', 'send', bo), 'ACT_REFUSED');
    assert.equal(server.mails.length, 1);
  });

  it('are certainly not sent where the server refuses, and may be sent again', async () => {
    server.manner = 'refuse';
    const { code, err } = await world.say('notice', 'send', cy);
    assert.deepEqual([code, /NOT sent \[SMTP_552\]/.test(err)], [1, true]);
    assert.deepEqual(await outcomes(world, cy), ['not_sent']);
  });

  it('are uncertain where the server dies after the content, and then for a person', async () => {
    server.manner = 'die';
    const { code } = await world.say('notice', 'send', '--case', world.case);
    assert.equal(code, 3);
    assert.deepEqual(await outcomes(world, cy), ['not_sent', 'uncertain']);
    server.manner = 'take';
    fails(await world.say('notice', 'send', cy), 'ACT_REFUSED');
    good(await world.say('notice', 'send', '--case', world.case));
    assert.equal(server.mails.length, 1, 'nothing was sent again');
    fails(
      await world.as('anna', 'notice', 'resolve', cy, '--not-sent', '--reason', 'ask bo@hospital.example'),
      'USAGE',
    );
    good(
      await world.as(
        'anna',
        'notice',
        'resolve',
        cy,
        '--not-sent',
        '--reason',
        'the log of the mail server has none',
      ),
    );
    good(await world.say('notice', 'send', cy));
    assert.equal(server.mails.at(-1)?.to, 'cy@hospital.example');
    assert.deepEqual(await outcomes(world, cy), ['not_sent', 'not_sent', 'sent']);
  });

  it('may be sent again where they came back', async () => {
    const why = ['--reason', 'the mailbox is full', '--json'];
    assertDocumented(
      'notice resolve',
      JSON.parse((await world.as('anna', 'notice', 'returned', cy, ...why)).out),
    );
    good(await world.say('notice', 'send', cy));
    assert.deepEqual((await outcomes(world, cy)).slice(2), ['returned', 'sent']);
  });

  it('are acknowledged by the key of the person, and by nobody else', async () => {
    fails(await world.as('anna', 'notice', 'acknowledge', bo), 'ACT_REFUSED');
    const answered = await world.as('bo', 'notice', 'acknowledge', bo, '--json');
    assertDocumented('notice acknowledge', JSON.parse(answered.out));
    const { acknowledged } = await shown(world, bo);
    assert.deepEqual([acknowledged.says.by, acknowledged.says.answer], ['recipient', 'read']);
    fails(await world.say('notice', 'send', bo), 'ACT_REFUSED');
  });

  it('are acknowledged for who has no key by the form that came back', async () => {
    const form = world.at('scan.pdf');
    writeFileSync(form, '%PDF signed');
    fails(await world.as('anna', 'notice', 'acknowledge', cy, '--form', form, '--for', 'bo'), 'ACT_REFUSED');
    fails(
      await world.as('anna', 'notice', 'acknowledge', cy, '--form', world.at('none'), '--for', 'cy'),
      'CASE_INPUT_UNUSABLE',
    );
    good(await world.as('anna', 'notice', 'acknowledge', cy, '--form', form, '--for', 'cy', '--not-mine'));
    const { acknowledged } = await shown(world, cy);
    assert.deepEqual([acknowledged.says.by, acknowledged.says.answer], ['form', 'not_mine']);
    assert.match((await world.say('notice', 'list')).out, /Cy Chen .* is not theirs, 2023-04-06, by a form/);
  });

  it('are for nobody twice', async () => {
    const { out } = await world.say('notice', 'draft', world.case);
    assert.match(out, /there is nothing to tell anybody/);
  });

  it('name who was taken out of the file as nobody', async () => {
    const file = world.at('config', 'seqwarden', 'site.toml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/\[person\.cy\][^[]*/, '').replace('["bo", "cy"]', '["bo"]'));
    assert.match((await world.say('notice', 'list')).out, /a person without a key \([0-9a-f]{8}\)/);
    writeFileSync(file, text);
  });

  it('leave names and addresses out of the register', async () => {
    const { out } = await world.say('log', 'show', '--json');
    assert.doesNotMatch(out, /Müller|Chen|Rossi|bo@|cy@/);
  });
});

describe('a notice of which its only recipient says that it is not his', () => {
  const world = new NoticeWorld({ after });
  before(async () => {
    await world.prepare(25);
    const file = world.at('config', 'seqwarden', 'site.toml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('["bo", "cy"]', '["bo"]'));
    const [drafted] = await world.drafted();
    good(await world.as('anna', 'notice', 'release', '--case', world.case));
    good(await world.as('anna', 'notice', 'send', drafted?.notice ?? '', '--by-hand', 'paper'));
    good(await world.as('bo', 'notice', 'acknowledge', drafted?.notice ?? '', '--not-mine'));
  });

  it('tells nobody: it is to be released again, by the same day, and who it is has to be found out', async () => {
    assert.match((await world.say('today')).out, /2023-04-12.*release/);
    const again = await world.say('notice', 'draft', world.case);
    assert.equal(again.code, 1);
    assert.match(again.out, /Bo Müller said that a notice was not theirs/);
    world.day = '2023-04-13';
    const { code, out } = await world.say('due');
    assert.deepEqual([code, /release/.test(out)], [1, true]);
  });

  it('is over when somebody else is named and has one', async () => {
    const file = world.at('config', 'seqwarden', 'site.toml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('["bo"]', '["cy"]'));
    await world.drafted();
    good(await world.as('anna', 'notice', 'release', '--case', world.case));
    assert.doesNotMatch((await world.say('today')).out, /release/);
  });
});

describe('notices that are not to be sent', () => {
  const world = new NoticeWorld({ after });
  let server: MailServer;
  let notices: readonly { readonly notice: string; readonly recipient: string }[] = [];
  before(async () => {
    server = await MailServer.start();
    await world.prepare(server.port);
    notices = await world.drafted();
    good(await world.as('anna', 'notice', 'release', '--case', world.case));
  });
  after(() => server[Symbol.asyncDispose]());
  const [first, second] = [() => notices[0]?.notice ?? '', () => notices[1]?.notice ?? ''];

  it('are those that were withdrawn', async () => {
    fails(await world.as('bo', 'notice', 'withdraw', first(), '--reason', 'wrong'), 'ACT_REFUSED');
    const why = ['--reason', 'the letter was replaced', '--json'];
    const withdrawn = await world.as('anna', 'notice', 'withdraw', first(), ...why);
    assertDocumented('notice withdraw', JSON.parse(withdrawn.out));
    fails(await world.say('notice', 'send', first()), 'ACT_REFUSED');
    assert.equal((await world.say('notice', 'draft', world.case, '--json')).code, 0);
    assert.equal((await world.say('notice', 'list', '--json')).out.includes('"standing": "withdrawn"'), true);
  });

  it('are those whose person is in the file no more, or has no address', async () => {
    const file = world.at('config', 'seqwarden', 'site.toml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/^mail = "(bo|cy)@.*\n/gm, ''));
    const { code, err } = await world.say('notice', 'send', second());
    assert.equal(code, 1);
    assert.match(err, /NOT sent \[DIRECTORY_UNUSABLE: .*--by-hand\]/);
    const json = await world.say('notice', 'send', second(), '--json');
    assert.equal(JSON.parse(json.out).sent[0].why, 'DIRECTORY_UNUSABLE');
    assert.deepEqual(await outcomes(world, second()), []);
    writeFileSync(file, text);
    assert.equal(server.mails.length, 0);
  });

  it('are handed over by a person, who signs that', async () => {
    fails(await world.say('notice', 'send', second(), '--by-hand', 'pigeon'), 'USAGE');
    fails(await world.say('notice', 'send', second(), '--by-hand', 'paper'), 'USAGE');
    good(await world.as('anna', 'notice', 'send', second(), '--by-hand', 'paper'));
    const { attempts } = await shown(world, second());
    assert.deepEqual([attempts[0].outcome, attempts[0].intended.says.channel], ['sent', 'paper']);
    assert.equal(server.mails.length, 0);
  });

  it('are none of the case where one was changed so that it cannot be read: its person would be left out', async () => {
    const [drafted] = await world.drafted();
    const path = join(drafted?.folder ?? '', 'draft.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"version": 1,', '"version": 1'));
    const said = await world.as('anna', 'notice', 'release', '--case', world.case);
    fails(said, 'CASE_INPUT_UNUSABLE');
    assert.ok(said.err.includes(path));
    writeFileSync(path, text);
  });

  it('are those whose day has passed before they were released', async () => {
    const drafts = await world.drafted();
    world.day = '2023-05-02';
    fails(await world.as('anna', 'notice', 'release', drafts[0]?.notice ?? ''), 'ACT_REFUSED');
  });

  it('tell of instruments for which nobody is named', async () => {
    const file = world.at('config', 'seqwarden', 'site.toml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('serial = "NDX550421"', 'serial = "OTHER"'));
    const { code, out } = await world.say('notice', 'draft', world.case);
    assert.equal(code, 1);
    assert.match(out, /NOBODY is named for NDX550421\/dx/);
    writeFileSync(file, text);
  });
});

describe('a sending whose process is killed', () => {
  const world = new NoticeWorld({ after });
  let server: MailServer;
  before(async () => {
    server = await MailServer.start();
    world.day = null;
    await world.prepare(server.port);
    await world.drafted();
    good(await world.as('anna', 'notice', 'release', '--case', world.case));
  });
  after(() => server[Symbol.asyncDispose]());

  it('was entered before, with its Message-ID, and is uncertain ever after', async () => {
    const [{ id }] = JSON.parse((await world.say('notice', 'list', '--json')).out).notices;
    const child = spawn(process.execPath, [LAUNCHER, 'notice', 'send', id], {
      env: world.env,
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    server.manner = 'hang';
    const content = Promise.withResolvers<string>();
    server.onContent = content.resolve;
    ended.then(([code]) => content.reject(new Error(`it ended before it sent anything, with ${code}`)));
    const mail = await content.promise;
    child.kill('SIGKILL');
    await ended;
    const { attempts } = await shown(world, id);
    assert.equal(attempts.length, 1);
    assert.equal(attempts[0].outcome, 'uncertain');
    assert.ok(mail.includes(attempts[0].intended.says.messageId));
    server.manner = 'take';
    fails(await world.say('notice', 'send', id), 'ACT_REFUSED');
    assert.equal((await world.say('due', '--dry-run')).code, 3);
    assert.equal(server.mails.length, 0);
  });
});

describe('a mail server that never answers', () => {
  const world = new NoticeWorld({ after });
  let server: MailServer;
  before(async () => {
    server = await MailServer.start();
    await world.prepare(server.port);
    await world.drafted();
    good(await world.as('anna', 'notice', 'release', '--case', world.case));
  });
  after(() => server[Symbol.asyncDispose]());

  it('is waited for once: what is uncertain stays so, the rest is left as it was, and both are told', async t => {
    const { timeout } = AbortSignal;
    t.mock.method(AbortSignal, 'timeout', () => timeout.call(AbortSignal, 300));
    server.manner = 'hang';
    const { code, err } = await world.say('notice', 'send', '--case', world.case);
    t.mock.restoreAll();
    assert.equal(code, 1);
    assert.match(err, /^the notice [0-9a-f]{12}: PERHAPS sent: .* \[TIMEOUT\]$/m);
    assert.match(err, /^the notice [0-9a-f]{12}: left for later, since the mail server does not answer/m);
    const { notices } = JSON.parse((await world.say('notice', 'list', '--json')).out);
    const tried = notices.map((one: { attempts: unknown[] }) => one.attempts.length);
    assert.deepEqual(tried.sort(), [0, 1]);
    server.manner = 'take';
    const again = await world.say('notice', 'send', '--case', world.case, '--json');
    const outcomes = JSON.parse(again.out).sent.map((one: { outcome: string }) => one.outcome);
    assert.deepEqual(outcomes, ['sent']);
  });
});

describe('drafts that nobody could answer', () => {
  const world = new NoticeWorld({ after });
  const file = world.at('config', 'seqwarden', 'site.toml');
  const drafted = async (change: (text: string) => string) => {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, change(text));
    const said = await world.say('notice', 'draft', world.case);
    writeFileSync(file, text);
    return said;
  };
  before(() => world.prepare(25));

  it('name the key that the register has not enrolled, whose it is, and what to do', async () => {
    const key = 'ab'.repeat(32);
    const { out } = await drafted(text => text.replace(/key = ".*"/, `key = "${key}"`));
    const [line = ''] = out.split('\n').filter(one => one.includes('cannot acknowledge'));
    assert.match(line, /^Bo Müller cannot acknowledge with the key abab abab abab abab abab abab, /);
    assert.match(line, /`keys enrol FILE --role person`.* `key` in the site's file/);
    const json = await world.say('notice', 'draft', world.case, '--json');
    assert.deepEqual(JSON.parse(json.out).cannotAnswer, []);
  });

  it('say nothing of the kind of a key that counts, and all of one that has ended', async () => {
    assert.doesNotMatch((await drafted(text => text)).out, /cannot acknowledge/);
    const recipient = (await world.drafted()).find(one => one.recipient.length === 64)?.recipient ?? '';
    good(await world.say('keys', 'revoke', recipient, '--reason', 'lost', ...world.passphrase()));
    assert.match((await drafted(text => text)).out, /Bo Müller cannot acknowledge with the key /);
    const json = await world.say('notice', 'draft', world.case, '--json');
    assert.deepEqual(JSON.parse(json.out).cannotAnswer, [recipient]);
  });

  it('promise that somebody else is told only where somebody is named, and say where to name one', async () => {
    const text = () => {
      const folder = world.at('state', 'seqwarden', 'cases', 'drafts');
      return readdirSync(folder).map(one => readFileSync(join(folder, one, 'notice.txt'), 'utf8'));
    };
    const named = await drafted(one => one);
    assert.doesNotMatch(named.out, /NOBODY else/);
    for (const one of text()) assert.match(one, /somebody\s+else\s+is\s+told/);
    const alone = await drafted(one => one.replace('escalate-to = "di"\n', ''));
    assert.match(
      alone.out,
      /NOBODY else is told if Cy Chen does not acknowledge: name `escalate-to` for NDX550421 in the site's file/,
    );
    for (const one of text()) assert.doesNotMatch(one, /somebody\s+else\s+is\s+told/);
    const toMachines = async () =>
      JSON.parse((await world.say('notice', 'draft', world.case, '--json')).out).unescalated;
    assert.deepEqual(await toMachines(), [], 'the file names somebody again');
    const file = world.at('config', 'seqwarden', 'site.toml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('escalate-to = "di"\n', ''));
    const lengths = (await toMachines()).map((recipient: string) => recipient.length);
    assert.deepEqual(new Set(lengths), new Set([64, 32]), 'by key and by pseudonym');
  });
});

describe('a notice by a letter alone about an instrument whose runs are known', () => {
  const world = new NoticeWorld({ after });

  it('says how many there are, since nothing tells which of them are meant', async () => {
    world.day = '2026-11-20';
    await world.prepare(25);
    const size = ['--cycles', '2', '--tiles', '1', '--clusters', '10'];
    const to = ['--out', world.at('runs'), '--seed', '1'];
    good(await world.say('seal', (await world.say('simulate', 'nextseq-550dx', ...to, ...size)).out.trim()));
    good(await world.as('anna', 'case', 'observe', world.at('runs'), '--simulated'));
    const letter = world.at('another.pdf');
    writeFileSync(letter, 'another letter');
    const about = ['--what', 'letter', '--publisher', 'Illumina', '--notice', 'recall'];
    const meant = ['--product', 'NDXSIM0001', '--received', '2026-11-20'];
    good(await world.as('anna', 'case', 'receive', world.case, letter, ...about, ...meant));
    const site = world.at('config', 'seqwarden', 'site.toml');
    const entry = '[instrument.sim]\nvendor = "Illumina"\nserial = "NDXSIM0001"\nresponsible = ["bo"]\n';
    writeFileSync(site, `${readFileSync(site, 'utf8')}${entry}`);
    const drafts = await world.drafted(world.at('runs'), '--simulated');
    const folder = drafts.find(({ recipient }) => recipient.length === 64)?.folder ?? '';
    const text = readFileSync(join(folder, 'notice.txt'), 'utf8').replaceAll(/\n +/g, ' ');
    assert.match(text, /NDXSIM0001, RUO side: nothing here says .* 1 run is known, of 2025-04-13\./);
  });
});

describe('a notice about an instrument whose runs are known', () => {
  const world = new NoticeWorld({ after });
  let text = '';
  before(async () => {
    world.day = '2026-11-20';
    await world.prepare(25);
    const size = ['--cycles', '2', '--tiles', '1', '--clusters', '10'];
    const made = await world.say(
      'simulate',
      'nextseq-550dx',
      '--out',
      world.at('runs'),
      '--seed',
      '1',
      ...size,
    );
    good(await world.say('seal', made.out.trim()));
    const [bytes = new Uint8Array()] = builtinAdvisories();
    writeFileSync(world.at('ucs.json'), bytes);
    good(await world.as('anna', 'case', 'receive', world.case, world.at('ucs.json'), '--what', 'advisory'));
    const asked = [world.at('runs'), '--simulated', '--advisories', world.at('ucs.json')];
    await world.as('anna', 'case', 'observe', ...asked);
    const site = world.at('config', 'seqwarden', 'site.toml');
    const entry = '[instrument.sim]\nvendor = "Illumina"\nserial = "NDXSIM0001"\nresponsible = ["bo"]\n';
    writeFileSync(site, `${readFileSync(site, 'utf8')}${entry}`);
    const { out, err } = await world.say(
      'notice',
      'draft',
      world.case,
      world.at('runs'),
      '--simulated',
      '--verify-runs',
      '--json',
    );
    assert.notEqual(out, '', err);
    const drafts: { recipient: string; folder: string }[] = JSON.parse(out).drafts;
    const folder = drafts.find(({ recipient }) => recipient.length === 64)?.folder ?? '';
    text = readFileSync(join(folder, 'notice.txt'), 'utf8').replaceAll(/\n +/g, ' ');
  });

  it('says by which run, and by what of the advisory, it is thought to be affected', () => {
    assert.match(
      text,
      /NextSeq Control Software 4\.0\.1\.41, seen in the run 250413_NDXSIM0001_RUO_0588_AH8FZBAFX2/,
    );
    assert.match(
      text,
      /CVE-2023-1968: a person must decide by SEQWARDEN-ILLUMINA-UCS, version 1, as "NextSeq 550Dx Control Software 4\.0":/,
    );
  });

  it('quotes what the advisory says on patching', () => {
    assert.match(
      text,
      /"Follow Illumina's guide [\s\S]*\(Seqwarden, built in, SEQWARDEN-ILLUMINA-UCS, version 1, as vendor fix\)/,
    );
  });

  it('names the runs of the time of exposure, and whether they are as sealed', () => {
    assert.match(
      text,
      /RUO side, CVE-2023-1968: from 2025-04-12 or earlier, still open; runs known of that time: 1\./,
    );
    assert.match(
      text,
      /Run: 250413_NDXSIM0001_RUO_0588_AH8FZBAFX2 Made: 2025-04-13 In that time: yes Its files: unchanged since it was sealed/,
    );
  });
});
