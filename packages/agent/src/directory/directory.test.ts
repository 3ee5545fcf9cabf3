import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { directoryOf } from './directory.ts';
import { openDirectory, requireDirectory } from './open-directory.ts';
import { pseudonymOf } from './pseudonym.ts';
import { readSite } from './read-site.ts';
import { siteDay } from './site-day.ts';

const KEY = 'ab'.repeat(32);
const TOML = `version = 1

[site]
name = "Example Hospital"
zone = "Europe/Zurich"
language = "en"

[calendar]
working-days = ["monday", "tuesday", "wednesday", "thursday", "friday"]
holidays = [2023-04-07, 2023-04-10]

[deadlines]
acknowledge-urgent = 1
acknowledge-normal = 5
patch-urgent = 5
remind-before = 1
escalate-after = 2

[mail]
server = "smtps://mail.hospital.example"
from = "seqwarden@hospital.example"

[person.anna]
name = "Anna Müller"
mail = "anna@hospital.example"
key = "${KEY.slice(0, 24)
  .replace(/(.{4})/g, '$1 ')
  .trim()}"
role = "laboratory manager"

[person.bo]
name = "Bo Chen"
role = "biomedical engineering"

[instrument.miseq-1]
vendor = "Illumina"
serial = "M70001"
responsible = ["anna", "bo"]
escalate-to = "bo"
`;
const SECRET = '01'.repeat(32);
const installed = (serial: string | null, vendor: string | null = 'Illumina') => ({
  vendor,
  model: serial === null ? 'MiSeqDx' : null,
  serial,
  id: null,
});

const folder = mkdtempSync(join(tmpdir(), 'seqwarden-site-'));
after(() => rmSync(folder, { recursive: true }));
const env = { XDG_CONFIG_HOME: folder };
const own = join(folder, 'seqwarden');
const file = join(own, 'site.toml');
mkdirSync(own);

/** What reading it complains of. */
function problems(toml: string): string {
  try {
    readSite(toml, 'site.toml');
    return '';
  } catch (error) {
    assert.ok(error instanceof SeqwardenError && error.code === 'DIRECTORY_UNUSABLE');
    return error.message;
  }
}

describe("the site's file", () => {
  it('says who the site is, when it works and how long one has', () => {
    const site = readSite(TOML, 'site.toml');
    assert.equal(site.name, 'Example Hospital');
    assert.deepEqual(site.calendar.weekdays, [1, 2, 3, 4, 5]);
    assert.deepEqual([...site.calendar.holidays], ['2023-04-07', '2023-04-10']);
    assert.deepEqual(site.deadlines, {
      acknowledge: { urgent: 1, normal: 5 },
      patch: { urgent: 5, normal: undefined },
      remindBefore: 1,
      escalateAfter: 2,
    });
    assert.deepEqual([site.mail?.port, site.mail?.security], [465, 'tls']);
  });

  it('is refused by line and key, and no value of it is repeated', () => {
    const cases: readonly (readonly [from: string, to: string, said: RegExp])[] = [
      [
        '"bo"]',
        '"secret-name"]',
        /^site\.toml:36:24: instrument\.miseq-1\.responsible\[2\]: is no \[person\]/,
      ],
      ['escalate-to = "bo"', 'escalate-to = "eve"', /instrument\.miseq-1\.escalate-to: is no \[person\]/],
      ['language = "en"', 'language = "de"', /site\.language: must be "en"/],
      ['"Europe/Zurich"', '"Middle/Earth"', /site\.zone: must be the name of a time zone/],
      ['"monday"', '"funday"', /calendar\.working-days\[1\]: must be a day of the week/],
      ['2023-04-07', '"2023-04-07"', /calendar\.holidays\[1\]: must be a date/],
      [
        'anna@hospital.example',
        'Anna <a@b.example>\\r\\nBcc: x',
        /person\.anna\.mail: holds a control character/,
      ],
      ['anna@hospital.example', 'a@b.example>, <c@d.example', /person\.anna\.mail: is no mail address/],
      // a mail to it could not be written, which would stop those to everybody else
      ['anna@hospital.example', 'anna@hospital..example', /person\.anna\.mail: is no mail address/],
      ['smtps://mail', 'smtps://user:hunter2@mail', /mail\.server: holds a user or a password/],
      ['key = "', 'key = "zz', /person\.anna\.key: must be the fingerprint/],
      ['acknowledge-urgent = 1', 'acknowledge-urgent = 0', /deadlines\.acknowledge-urgent: must be from 1/],
      [
        'role = "biomedical',
        'regulatory-status = "ivd"\nrole = "biomedical',
        /person\.bo\.regulatory-status: is no key/,
      ],
    ];
    for (const [from, to, said] of cases) {
      const text = problems(TOML.replace(from, to));
      assert.match(text, said);
      assert.doesNotMatch(text, /secret-name|hunter2|Middle/);
    }
  });

  it('has each instrument and each key once', () => {
    const second = '\n[instrument.other]\nvendor = "Illumina"\nserial = "M70001"\nresponsible = ["bo"]\n';
    assert.match(problems(TOML + second), /instrument\.other\.serial: is that of `miseq-1` already/);
    assert.match(problems(TOML + second.replace('Illumina', 'illumina')), /is that of `miseq-1` already/);
    const shared = `${TOML}\n[person.cy]\nname = "Cy"\nrole = "r"\nkey = "${KEY}"\n`;
    assert.match(problems(shared), /person\.cy\.key: is that of `anna` already/);
  });
});

describe('a directory', () => {
  const site = readSite(TOML, 'site.toml');
  const directory = directoryOf(site, { keys: [KEY], pseudonym: handle => pseudonymOf(handle, SECRET) });
  const [anna, bo] = site.persons;
  assert.ok(anna !== undefined && bo !== undefined);

  it('names persons in statements by their keys, and those without one by pseudonyms', () => {
    assert.equal(directory.recipientOf(anna), KEY);
    const pseudonym = directory.recipientOf(bo) ?? '';
    assert.match(pseudonym, /^[0-9a-f]{32}$/);
    assert.notEqual(pseudonym, pseudonymOf('bo', '02'.repeat(32)));
    assert.deepEqual([directory.personOf(KEY), directory.personOf(pseudonym)], [anna, bo]);
  });

  it('knows who got a key later by the pseudonym of before', () => {
    assert.equal(directory.personOf(pseudonymOf('anna', SECRET)), anna);
  });

  it('names nobody by a key that is not enrolled', () => {
    const unknown = directoryOf(site, { keys: [], pseudonym: handle => pseudonymOf(handle, SECRET) });
    assert.equal(unknown.recipientOf(anna), undefined);
  });

  it('does not know who was taken out of the file', () => {
    const without = directoryOf(
      { ...site, persons: [anna] },
      { keys: [KEY], pseudonym: handle => pseudonymOf(handle, SECRET) },
    );
    assert.equal(without.personOf(pseudonymOf('bo', SECRET)), undefined);
  });

  it('says who is responsible for an instrument, with all that is installed on it', () => {
    assert.deepEqual(directory.responsibleFor({ ...installed('M70001'), id: 'ruo' }), [anna, bo]);
    assert.deepEqual(directory.responsibleFor(installed('M70001', null)), [anna, bo]);
    assert.equal(directory.escalatedTo(installed('M70001')), bo);
    for (const other of [installed('M70002'), installed('M70001', 'Other'), installed(null)]) {
      assert.deepEqual(directory.responsibleFor(other), []);
      assert.equal(directory.escalatedTo(other), undefined);
    }
  });
});

describe("an account's directory", () => {
  const options = { path: undefined, env, keys: [KEY], makeSecret: false };

  it('is none where there is no file, and unusable where one was named', () => {
    assert.equal(openDirectory(options), undefined);
    assert.throws(() => requireDirectory(options), { code: 'DIRECTORY_UNUSABLE' });
    assert.throws(() => openDirectory({ ...options, path: file }), { code: 'DIRECTORY_UNUSABLE' });
  });

  it('makes its secret at the first use and keeps it from others', () => {
    writeFileSync(file, TOML, { mode: 0o640 });
    const before = openDirectory(options);
    assert.deepEqual(
      before?.site.persons.map(one => before.recipientOf(one)),
      [KEY, undefined],
    );
    const made = openDirectory({ ...options, makeSecret: true });
    const path = join(own, 'pseudonym-key');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const secret = readFileSync(path, 'utf8').trim();
    const again = openDirectory({ ...options, makeSecret: true, path: file });
    for (const one of [made, again])
      assert.deepEqual(
        one?.site.persons.map(person => one.recipientOf(person)),
        [KEY, pseudonymOf('bo', secret)],
      );
    chmodSync(path, 0o644);
    assert.throws(() => openDirectory(options), { code: 'KEY_PERMISSIONS' });
    chmodSync(path, 0o600);
    writeFileSync(path, 'short');
    assert.throws(() => openDirectory(options), { code: 'KEY_UNUSABLE' });
    unlinkSync(path);
  });

  it('is refused where others may write it, and where it is no text', () => {
    chmodSync(file, 0o666);
    assert.throws(() => openDirectory(options), { code: 'DIRECTORY_UNUSABLE' });
    chmodSync(file, 0o600);
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00]));
    assert.throws(() => openDirectory(options), { code: 'DIRECTORY_UNUSABLE' });
  });
});

describe('the day at a site', () => {
  it('is that of its zone', () => {
    const late = new Date('2023-04-05T22:30:00Z');
    assert.deepEqual(
      [siteDay(late, 'Europe/Zurich'), siteDay(late, 'America/New_York')],
      ['2023-04-06', '2023-04-05'],
    );
  });
});
