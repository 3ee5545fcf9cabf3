import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { lockNotices } from '../src/commands/notice/lock-notices.ts';
import { assertDocumented } from './documented.ts';
import { MailServer } from './mail-server.ts';
import { good, NoticeWorld } from './notice-world.ts';

/** Of `notice send`, to which the row of `due` points. */
const SENT = ['notice', 'purpose', 'recipient', 'outcome', 'why'];

describe('what is due', () => {
  const world = new NoticeWorld({ after });
  let server: MailServer;
  before(async () => {
    server = await MailServer.start();
    await world.prepare(server.port);
    await world.drafted();
    good(await world.as('anna', 'notice', 'release', '--case', world.case));
    good(await world.say('notice', 'send', '--case', world.case));
  });
  after(() => server[Symbol.asyncDispose]());

  /** To whom mails went since, and how it ended. */
  async function on(day: string, ...argv: string[]) {
    world.day = day;
    const before = server.mails.length;
    const { code, out, err } = await world.say('due', ...argv);
    const to = server.mails.slice(before).map(mail => mail.to.split('@')[0]);
    return { code, out, err, to: to.sort() };
  }

  it('is nothing before the working day before the day', async () => {
    const { code, out, to } = await on('2023-04-10');
    assert.deepEqual([code, to], [0, []]);
    assert.match(out, /nothing is overdue, as of 2023-04-10/);
  });

  it('is said and not sent in a dry run', async () => {
    const { out, to } = await on('2023-04-11', '--dry-run');
    assert.deepEqual(to, []);
    assert.match(out, /would send: reminder of the notice [0-9a-f]{12} to Bo Müller/);
    assertDocumented('due', JSON.parse((await on('2023-04-11', '--dry-run', '--json')).out), ['planned']);
  });

  it('is for a person to say where no mail can go', async () => {
    const file = world.at('config', 'seqwarden', 'site.toml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('mail = "cy@hospital.example"\n', ''));
    const { out, to, code } = await on('2023-04-11', '--dry-run');
    assert.deepEqual([to, code], [[], 0]);
    assert.match(out, /no mail can go to Cy Chen: reminder of the notice [0-9a-f]{12} by hand/);
    writeFileSync(file, text);
  });

  it('is a reminder to each, once, also when it runs again', async () => {
    const { out, to } = await on('2023-04-11', '--json');
    assert.deepEqual(to, ['bo', 'cy']);
    assertDocumented('due', JSON.parse(out), ['sent'], SENT);
    assert.match(server.mails.at(-1)?.content ?? '', /filename="response-form-/);
    assert.deepEqual((await on('2023-04-11')).to, []);
    assert.deepEqual((await on('2023-04-12')).to, []);
  });

  it('is not said again when the clock goes back', async () => {
    assert.deepEqual((await on('2023-04-05')).to, []);
  });

  it('goes only to who has not acknowledged', async () => {
    world.day = '2023-04-12';
    const { out } = await world.say('notice', 'list', '--json');
    const mine = JSON.parse(out).notices.find(
      (one: { released: { says: { recipient: string } } }) => one.released.says.recipient.length === 64,
    );
    good(await world.as('bo', 'notice', 'acknowledge', mine.id));
    const { code, out: said, to } = await on('2023-04-13');
    assert.deepEqual([code, to], [1, ['cy']]);
    assert.match(said, /overdue since 2023-04-12/);
  });

  it('is never repeated where it is uncertain whether it went out', async () => {
    server.manner = 'die';
    const first = await on('2023-04-14');
    assert.match(first.out, /the escalation of [0-9a-f]{12}: PERHAPS sent/);
    server.manner = 'take';
    const { out, to, code } = await on('2023-04-17');
    assert.deepEqual([to, code], [[], 1]);
    assert.match(out, /was perhaps sent: find out/);
  });

  it('is told to nobody where nobody is named, and that is said with the way to name one', async () => {
    const file = world.at('config', 'seqwarden', 'site.toml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('escalate-to = "di"\n', ''));
    const { out } = await on('2023-04-17', '--dry-run');
    assert.match(
      out,
      /nobody is named who could be told that Cy Chen does not acknowledge the notice [0-9a-f]{12}: name `escalate-to` for NDX550421 in the site's file/,
    );
    const json = JSON.parse((await on('2023-04-17', '--dry-run', '--json')).out);
    assert.equal(json.unescalated.length, 1);
    writeFileSync(file, text);
    assert.doesNotMatch((await on('2023-04-17', '--dry-run')).out, /nobody is named/);
  });

  it('is told to the next person after the working days of the site, when a person said that it was not', async () => {
    const id =
      /the notice ([0-9a-f]{12}) was perhaps sent/.exec((await on('2023-04-17', '--dry-run')).out)?.[1] ?? '';
    good(
      await world.as('anna', 'notice', 'resolve', id, '--not-sent', '--reason', 'the mail server says so'),
    );
    assert.deepEqual((await on('2023-04-17')).to, ['di']);
    assert.deepEqual((await on('2023-05-17')).to, []);
  });

  it('is done by one at a time', async () => {
    mkdirSync(world.at('state', 'seqwarden'), { recursive: true });
    const unlock = await lockNotices(world.env);
    const { code, err } = await on('2023-05-17');
    assert.equal(code, 2);
    assert.match(err, /\[NOTICES_BUSY\]/);
    unlock();
  });

  it('names persons to people alone', async () => {
    const { out } = await on('2023-05-17', '--json');
    assert.equal(JSON.parse(out).day, '2023-05-17');
    assert.doesNotMatch(out, /Chen|Rossi|hospital/);
  });

  it('needs to know the site', async () => {
    const file = world.at('config', 'seqwarden', 'site.toml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('version = 1', 'version = 2').replace('"Europe/Zurich"', '"Nowhere"'));
    const { code, err } = await on('2023-05-17');
    assert.equal(code, 2);
    // a line each
    assert.match(
      err,
      /site\.toml:1:\d+: version: must be from 1 to 1\n.*site\.toml:4:1: site\.zone: must be/,
    );
    assert.match(err, /\[DIRECTORY_UNUSABLE\]/);
    writeFileSync(file, text);
  });
});
