import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { Arguments } from '../src/arguments.ts';
import type { Desk } from '../src/casework/desk.ts';
import { DESK_OPTIONS } from '../src/casework/options.ts';
import { withDesk } from '../src/casework/with-desk.ts';
import type { Context } from '../src/context.ts';
import { CaseDesk } from './case-desk.ts';

const OPTIONS = Object.fromEntries(Object.entries(DESK_OPTIONS).map(([name, { type }]) => [name, type]));
const INSTALLED = { vendor: 'Illumina', model: null, serial: 'M70001', id: 'main' } as const;
const ABOUT = { installed: INSTALLED, vulnerabilities: ['CVE-2023-1968'] };

class Site extends CaseDesk {
  get cache(): string {
    const folder = this.at('state', 'seqwarden', 'cases');
    const name = readdirSync(folder).find(one => one.endsWith('.sqlite'));
    assert.ok(name);
    return join(folder, name);
  }

  /** At the desk of a person: what no command of these tests says. */
  atDesk<T>(person: string, work: (desk: Desk) => Promise<T>): Promise<T> {
    const argv = ['--signer', this.at(`${person}.pem`), ...this.passphrase()];
    const context: Context = {
      ...{ out: () => {}, err: () => {}, terminal: false, env: this.env, now: () => new Date() },
      ...{ version: '0.0.0-test', input: nothing(), signal: new AbortController().signal },
    };
    return withDesk(new Arguments(argv, OPTIONS, { least: 0, most: 0 }), context, work);
  }

  /** What is known, without the words of how it came to be known. */
  async known(): Promise<string> {
    const today = await this.seqwarden('today', '--json');
    return (
      today.out + (await this.good('finding', 'list', '--json')) + (await this.good('case', 'list', '--json'))
    );
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

describe('what was read of cases is kept, and', () => {
  const site = new Site({ after });
  let id = '';
  before(async () => {
    await site.open();
    id = (await site.as('ada', 'case', 'open', '--title', 'UCS letters')).out.trim();
    const says = {
      ...ABOUT,
      verdict: 'affected',
      advisory: null,
      reason: 'it runs it',
      evidence: [],
    } as const;
    await site.atDesk('ada', desk => desk.enter('decision', says));
  });

  it('is for its account alone', async () => {
    await site.known();
    assert.equal(statSync(site.cache).mode & 0o777, 0o600);
    assert.equal(statSync(join(site.cache, '..')).mode & 0o777, 0o700);
  });

  it('comes to the same when it is deleted', async () => {
    const known = await site.known();
    rmSync(join(site.cache, '..'), { recursive: true });
    assert.equal(await site.known(), known);
  });

  it('is not read again', async () => {
    await site.known();
    const { mtimeMs, ino } = statSync(site.cache);
    await site.known();
    assert.deepEqual([statSync(site.cache).mtimeMs, statSync(site.cache).ino], [mtimeMs, ino]);
  });

  const DAMAGES: Readonly<Record<string, (path: string) => void>> = {
    'cut off': path => writeFileSync(path, readFileSync(path).subarray(0, 5000)),
    'no database': path => writeFileSync(path, 'something else'),
    'of another program': path => {
      rmSync(path);
      const db = new DatabaseSync(path);
      db.exec('CREATE TABLE other (a)');
      db.close();
      chmodSync(path, 0o600);
    },
    'of another version': path => change(path, "UPDATE made SET by = '0.0.1'"),
    'open to others': path => chmodSync(path, 0o644),
    'without one of its tables': path => change(path, 'DROP TABLE brief'),
    'with a day that nobody wrote': path =>
      change(path, 'UPDATE answer SET kept = replace(kept, \'"kind":"patch"\', \'"kind":"close"\')'),
    'of another root': path => change(path, "UPDATE log SET root = x'00'"),
  };
  for (const [damage, make] of Object.entries(DAMAGES))
    it(`is made anew, and says so, where it is ${damage}`, async () => {
      const known = await site.known();
      make(site.cache);
      const { err, code } = await site.seqwarden('today');
      assert.match(err, /what was kept of cases is made anew: /);
      assert.equal(code, 0);
      assert.equal(await site.known(), known);
      assert.equal((await site.seqwarden('today')).err, '');
    });

  it('is put away where a row that few commands need is damaged, and is made anew by the next one', async () => {
    const known = await site.known();
    change(site.cache, 'UPDATE part SET kept = replace(kept, \'"title":"UCS\', \'"title":"UCT\')');
    assert.equal((await site.seqwarden('today', '--json')).err, '');
    const { err, code } = await site.seqwarden('case', 'list');
    assert.match(err, /damaged and was put away, give the command again: part case\/.*CASE_STORE_UNUSABLE/s);
    assert.equal(code, 2);
    assert.equal(await site.known(), known);
  });

  it('is made anew where it has seen more of the register than there is', async () => {
    const [log] = readdirSync(site.at('state', 'seqwarden', 'log')).filter(one => /^[0-9a-f]{32}$/.test(one));
    const tree = site.at('state', 'seqwarden', 'log', log ?? '');
    const before = site.at('tree-of-before');
    cpSync(tree, before, { recursive: true });
    const known = await site.known();
    await site.as('ada', 'case', 'open', '--title', 'Another one');
    await site.known();
    cpSync(tree, site.at('tree-of-now'), { recursive: true });
    const put = (from: string) => {
      rmSync(tree, { recursive: true });
      cpSync(from, tree, { recursive: true });
    };
    put(before);
    const { err } = await site.seqwarden('today');
    assert.match(err, /made anew: the register has \d+ entries, and an earlier reading has seen \d+/);
    assert.equal(await site.known(), known);
    put(site.at('tree-of-now'));
    assert.notEqual(await site.known(), known);
  });

  it('is what it was where a command is killed while it reads, and no half of it stays', async () => {
    const known = await site.known();
    const kill = () =>
      spawnSync(process.execPath, [join(import.meta.dirname, 'killed-today.ts')], {
        env: { ...process.env, ...site.env },
      });
    rmSync(site.cache);
    assert.equal(kill().signal, 'SIGKILL', 'while it is made');
    assert.equal(await site.known(), known);
    assert.deepEqual(readdirSync(join(site.cache, '..')).sort(), [
      `${site.cache.split('/').at(-1)}`,
      'locks',
    ]);
    const before = readFileSync(site.cache);
    await site.as('ada', 'case', 'open', '--title', 'One more');
    const grown = await site.known();
    writeFileSync(site.cache, before);
    assert.equal(kill().signal, 'SIGKILL', 'while it reads on');
    assert.equal(await site.known(), grown);
    assert.notEqual(grown, known);
  });

  it('serves two commands at once, which both find it missing', async () => {
    const known = await site.known();
    rmSync(join(site.cache, '..'), { recursive: true });
    const [one, other] = await Promise.all([
      site.seqwarden('today', '--json'),
      site.seqwarden('today', '--json'),
    ]);
    assert.equal(one.out, other.out);
    assert.equal(await site.known(), known);
  });

  it('is done without where nothing can be kept', async () => {
    const known = await site.known();
    rmSync(join(site.cache, '..'), { recursive: true });
    writeFileSync(site.at('state', 'seqwarden', 'cases'), 'a file in the place of the folder');
    const { err, code } = await site.seqwarden('case', 'show', id);
    assert.match(err, /nothing can be kept of cases, so all is read each time/);
    assert.equal(code, 0);
    rmSync(site.at('state', 'seqwarden', 'cases'));
    assert.equal(await site.known(), known);
  });
});

function change(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}
