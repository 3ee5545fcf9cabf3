import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import fc from 'fast-check';
import { throwsWith } from '../../test/support/assert-code.ts';
import { paxHeader } from '../../test/support/tar.ts';
import { Extensions, parsePax } from './tar-extension.ts';
import type { TarHeader } from './tar-header.ts';

const HEADER: TarHeader = { path: 'name', link: '', size: 0, type: '0', format: 'posix' };
const add = (extensions: Extensions, type: string, content: string) =>
  extensions.add({ ...HEADER, type }, Buffer.from(content, 'latin1'));
const afterPax = (records: Readonly<Record<string, string>>, header: Partial<TarHeader> = {}) => {
  const extensions = new Extensions();
  add(extensions, 'x', paxHeader(records).content ?? '');
  return extensions.applyTo({ ...HEADER, ...header });
};

test('GNU long names may come in either order, and are forgotten after their entry', () => {
  const extensions = new Extensions();
  add(extensions, 'K', 'to\0');
  add(extensions, 'L', 'from\0');
  const link: TarHeader = { ...HEADER, type: '2', link: 't' };
  assert.deepEqual(extensions.applyTo(link), { ...link, path: 'from', link: 'to' });
  assert.deepEqual(extensions.applyTo(link), link);
});

test('any two extensions of one entry but L and K are refused, even empty ones', () => {
  for (const [one = '', two = ''] of ['xx', 'LL', 'KK', 'xL', 'Lx', 'xK', 'Kx', 'xg', 'Lg']) {
    const extensions = new Extensions();
    add(extensions, one, one === 'x' ? '' : 'a');
    throwsWith('TAR_MALFORMED', () => add(extensions, two, 'xg'.includes(two) ? '' : 'b'));
  }
});

test('pax keys that real programs write for times, owners and attributes are passed over', () => {
  const keys = [
    'mtime',
    'uname',
    'comment',
    'SCHILY.xattr.user.a',
    'SCHILY.acl.access',
    'LIBARCHIVE.creationtime',
  ];
  assert.deepEqual(afterPax(Object.fromEntries(keys.map(key => [key, '1']))), HEADER);
  for (const hdrcharset of ['BINARY', 'ISO-IR 10646 2000 UTF-8'])
    assert.deepEqual(afterPax({ hdrcharset }), HEADER);
});

test('pax keys that change an entry, or that nobody knows, are refused', () => {
  const keys = [
    'SCHILY.filetype',
    'SCHILY.realsize',
    'GNU.sparse.name',
    'charset',
    'realsize',
    'Path',
    '',
    'hdrcharset',
  ];
  for (const key of keys) throwsWith('TAR_MALFORMED', () => afterPax({ [key]: '1' }));
});

test('a size by pax is that of the header, or one that the header cannot state', () => {
  assert.equal(afterPax({ size: '7' }, { size: 7 }).size, 7);
  assert.equal(afterPax({ size: '8589934592' }).size, 2 ** 33);
  throwsWith('TAR_MALFORMED', () => afterPax({ size: '8589934591' }));
  throwsWith('TAR_MALFORMED', () => afterPax({ size: '8589934592' }, { size: 512 }));
  throwsWith('TAR_MALFORMED', () => afterPax({ size: '0' }, { size: 512 }));
});

test('long names that programs cut differently are refused', () => {
  for (const name of ['', '\0', 'a\0b', 'a\0\0'])
    throwsWith('TAR_MALFORMED', () => add(new Extensions(), 'L', name));
});

test('pax records are read by their lengths, so a value may hold anything', () => {
  const records = { path: 'new\nline=12 x', comment: '', size: '8589934592', linkpath: '\xff\xfe' };
  const bytes = Buffer.from(paxHeader(records).content ?? '', 'latin1');
  assert.deepEqual(Object.fromEntries(parsePax(bytes)), records);
});

test('damaged pax records are refused, whatever they are', () => {
  for (const bad of [
    'x',
    '06 a=b\n',
    '6 a=b\n6 a=c\n',
    '5',
    '5 a=b',
    '6 a=b\n7',
    '99 a=b\n',
    '0 a=b\n',
    '5 ab\n',
    '-6 a=b\n',
  ])
    throwsWith('TAR_MALFORMED', () => parsePax(Buffer.from(bad)));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
      try {
        parsePax(bytes);
      } catch (error) {
        assert.ok(error instanceof SeqwardenError && error.code === 'TAR_MALFORMED', String(error));
      }
    }),
  );
});
