import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { toolOrSkip } from '../../../../scripts/testing/needs.ts';
import { writeBundle } from './bundle.ts';
import type { Offer } from './offered-advisory.ts';
import { readLocalAdvisories } from './read-local.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'advisories-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, content = '{}') => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), content);
};
const read = (path = folder, limit = 1000): Offer[] => [...readLocalAdvisories(path, limit)];
const names = (offers: readonly Offer[]) =>
  offers.map(offer =>
    offer.kind === 'document' ? offer.document.name : offer.kind === 'missed' ? 'missed' : 'kept',
  );
const unusable = { code: 'ADVISORY_SOURCE_UNUSABLE' };

describe('advisories of a folder', () => {
  test('are all documents below it in order of their names, with what lies beside them', () => {
    put('b.json');
    put('b.json.asc', 'signature');
    put('b.json.sha512', 'digest');
    put('2023/a.json');
    put('notes.txt');
    put('.hidden.json');
    put('.git/a.json');
    const offers = read();
    assert.deepEqual(names(offers), ['b.json', 'a.json']);
    const [first] = offers;
    assert.deepEqual(first?.kind === 'document' && Object.keys(first.document.companions), ['sha512', 'asc']);
  });

  test('are not behind links, and no FIFO holds anybody up', t => {
    if (toolOrSkip(t, 'mkfifo') === undefined) return;
    put('a.json');
    put('elsewhere/b.json');
    mkdirSync(join(folder, 'in'));
    symlinkSync(join(folder, 'a.json'), join(folder, 'in', 'link.json'));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'in', 'folder'));
    symlinkSync(join(folder, 'a.json'), join(folder, 'in', 'c.json.asc'));
    put('in/c.json');
    execFileSync('mkfifo', [join(folder, 'in', 'fifo.json')]);
    const offers = read(join(folder, 'in'));
    assert.deepEqual(names(offers), ['c.json', 'missed', 'missed'], 'and what is named as one is told');
    assert.deepEqual(offers[0]?.kind === 'document' && offers[0].document.companions, {});
    assert.deepEqual(names(read(join(folder, 'in', 'fifo.json'))), ['missed']);
  });

  test('are found whatever the case of their ending', () => {
    put('A.JSON');
    put('b.Json');
    assert.deepEqual(names(read()), ['A.JSON', 'b.Json']);
  });

  test('are not none: a folder or bundle without one is refused, since silence would say that nothing is affected', () => {
    put('in/notes.txt');
    assert.throws(() => read(join(folder, 'in')), unusable);
    writeFileSync(join(folder, 'empty.tar'), new Uint8Array(1024));
    assert.throws(() => read(join(folder, 'empty.tar')), unusable);
  });

  test('that are too large or cannot be read are missed, and the others count', () => {
    put('large.json', 'x'.repeat(2000));
    put('small.json');
    assert.deepEqual(names(read()), ['missed', 'small.json']);
  });

  test('are in names of any bytes', () => {
    writeFileSync(
      Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff]), Buffer.from('.json')]),
      '{}',
    );
    put('umlaut ä.json');
    assert.deepEqual(names(read()), ['umlaut ä.json', '\\xff.json']);
  });

  test('that is not there is unusable', () => {
    assert.throws(() => read(join(folder, 'none')), unusable);
  });

  test('lie at most eight folders deep', () => {
    put('1/2/3/4/5/6/7/8/a.json');
    put('1/2/3/4/5/6/7/8/9/b.json');
    assert.deepEqual(names(read()), ['a.json', 'missed']);
  });
});

describe('a document that a person names', () => {
  test('may be a link', () => {
    put('a.json', '{"a":1}');
    symlinkSync(join(folder, 'a.json'), join(folder, 'b.json'));
    assert.deepEqual(names(read(join(folder, 'b.json'))), ['b.json']);
  });
});

describe('a bundle', () => {
  const sha256 = 'ab'.repeat(32);
  const signed = {
    name: 'a.json',
    place: 'a.json',
    bytes: Buffer.from('{"a":1}'),
    companions: { asc: Buffer.from('signature') },
    sha256,
  };
  const write = (documents: Parameters<typeof writeBundle>[0]) => {
    const path = join(folder, 'bundle.tar');
    writeFileSync(path, Buffer.concat([...writeBundle(documents)]));
    return path;
  };

  test('gives back what was put into it', () => {
    const [offer] = read(write([signed]));
    assert.ok(offer?.kind === 'document');
    assert.equal(Buffer.from(offer.document.bytes).toString(), '{"a":1}');
    assert.equal(Buffer.from(offer.document.companions.asc ?? []).toString(), 'signature');
  });

  test('is a tar that others unpack, into a folder that gives the same', t => {
    if (toolOrSkip(t, 'tar') === undefined) return;
    const path = write([signed, { ...signed, sha256: 'cd'.repeat(32) }]);
    execFileSync('tar', ['-xf', path, '-C', folder]);
    rmSync(path);
    assert.deepEqual(names(read()), ['a.json', 'a.json']);
  });

  test('may be packed by others', t => {
    if (toolOrSkip(t, 'tar') === undefined) return;
    put('csaf/2023/a.json', '{"a":1}');
    put('csaf/2023/a.json.asc', 'signature');
    const path = join(folder, 'bundle.tar');
    execFileSync('tar', ['--format=ustar', '-cf', path, '-C', folder, 'csaf']);
    const [offer] = read(path);
    assert.ok(offer?.kind === 'document');
    assert.deepEqual(Object.keys(offer.document.companions), ['asc']);
  });

  test('puts a hostile name nowhere but into its own folder', () => {
    const bundle = Buffer.concat([...writeBundle([{ ...signed, name: '../../etc/passwd.json' }])]);
    assert.equal(
      bundle.subarray(0, 100).toString().replaceAll('\0', ''),
      `advisories/${sha256.slice(0, 16)}/advisory.json`,
    );
  });

  test('that is cut off, has a name twice, or holds a link, is refused', t => {
    if (toolOrSkip(t, 'tar') === undefined) return;
    const refused = { code: 'TAR_MALFORMED' };
    const whole = Buffer.concat([...writeBundle([signed])]);
    const path = join(folder, 'b.tar');
    for (const broken of [
      whole.subarray(0, 600),
      whole.subarray(0, 100),
      Buffer.alloc(0),
      Buffer.from('no tar at all'.repeat(100)),
    ]) {
      writeFileSync(path, broken);
      assert.throws(() => read(path), refused);
    }
    assert.throws(() => read(write([signed, signed])), refused);
    put('in/a.json');
    symlinkSync('a.json', join(folder, 'in', 'b.json'));
    execFileSync('tar', ['-cf', path, '-C', folder, 'in']);
    assert.throws(() => read(path), refused);
  });
});
