import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { toolOrSkip } from '../../../../scripts/testing/needs.ts';
import { CompoundFile } from './compound-file.ts';
import type { ReadPart } from './part-reader.ts';
import { readInstaller } from './read-installer.ts';
import { signingSubject } from './signing-subject.ts';

const folder = mkdtempSync(join(tmpdir(), 'signer-named-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The smallest program that signing tools take: headers and one section of nothing. */
function program(magic = 0x20b): Buffer {
  const bytes = Buffer.alloc(1024);
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(0x80, 0x3c);
  bytes.write('PE\0\0', 0x80, 'latin1');
  const coff = 0x84;
  bytes.writeUInt16LE(magic === 0x20b ? 0x8664 : 0x14c, coff);
  bytes.writeUInt16LE(1, coff + 2);
  const optionalSize = (magic === 0x20b ? 112 : 96) + 16 * 8;
  bytes.writeUInt16LE(optionalSize, coff + 16);
  bytes.writeUInt16LE(0x22, coff + 18);
  const optional = coff + 20;
  bytes.writeUInt16LE(magic, optional);
  bytes.writeUInt32LE(0x1000, optional + 32);
  bytes.writeUInt32LE(0x200, optional + 36);
  bytes.writeUInt32LE(0x2000, optional + 56);
  bytes.writeUInt32LE(0x200, optional + 60);
  bytes.writeUInt32LE(16, optional + (magic === 0x20b ? 108 : 92));
  const section = optional + optionalSize;
  bytes.write('.text', section, 'latin1');
  bytes.writeUInt32LE(0x200, section + 16);
  bytes.writeUInt32LE(0x200, section + 20);
  return bytes;
}

const FREE = 0xffffffff;
const END = 0xfffffffe;

function folderEntry(name: string, type: number, child: number, start: number, size: number): Buffer {
  const entry = Buffer.alloc(128);
  entry.write(name, 0, 'utf16le');
  entry.writeUInt16LE((name.length + 1) * 2, 64);
  entry[66] = type;
  entry[67] = 1;
  for (const [at, sibling] of [FREE, FREE, child].entries()) entry.writeUInt32LE(sibling, 68 + at * 4);
  entry.writeUInt32LE(start, 116);
  entry.writeUInt32LE(size, 120);
  return entry;
}

/** The smallest package: allocation table, folder, one stream of 4096 bytes. */
function installerPackage(name = 'Data', stream: Buffer = Buffer.alloc(4096, 'x')): Buffer {
  const sectors = Math.ceil(stream.length / 512);
  const header = Buffer.alloc(512, 0xff);
  header.fill(0, 0, 76);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  for (const [at, value] of [
    [24, 0x3e],
    [26, 3],
    [28, 0xfffe],
    [30, 9],
    [32, 6],
  ] as const)
    header.writeUInt16LE(value, at);
  for (const [at, value] of [
    [44, 1],
    [48, 1],
    [56, 4096],
    [60, END],
    [68, END],
    [76, 0],
  ] as const)
    header.writeUInt32LE(value, at);
  const table = Buffer.alloc(512, 0xff);
  table.writeUInt32LE(0xfffffffd, 0);
  table.writeUInt32LE(END, 4);
  for (let at = 0; at < sectors; at++) table.writeUInt32LE(at === sectors - 1 ? END : at + 3, 8 + at * 4);
  const entries = [folderEntry('Root Entry', 5, 1, END, 0), folderEntry(name, 2, FREE, 2, stream.length)];
  const unused = Buffer.alloc(256);
  const padded = Buffer.concat([stream, Buffer.alloc(sectors * 512 - stream.length)]);
  return Buffer.concat([header, table, ...entries, unused, padded]);
}

function certificate(subject: string): { readonly key: string; readonly cert: string } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-utf8',
      '-keyout',
      key,
      '-out',
      cert,
      '-days',
      '30',
      '-subj',
      subject,
    ],
    { stdio: 'ignore' },
  );
  return { key, cert };
}

function signed(t: TestContext, name: string, bytes: Buffer, subject: string): string | undefined {
  if (toolOrSkip(t, 'openssl') === undefined || toolOrSkip(t, 'osslsigncode') === undefined) return undefined;
  const { key, cert } = certificate(subject);
  const [plain, out] = [join(folder, name), join(folder, `signed-${name}`)];
  writeFileSync(plain, bytes);
  rmSync(out, { force: true });
  execFileSync('osslsigncode', ['sign', '-certs', cert, '-key', key, '-in', plain, '-out', out], {
    stdio: 'ignore',
  });
  return out;
}

async function namedIn(bytes: Uint8Array): Promise<string | null> {
  const path = join(folder, 'asked');
  writeFileSync(path, bytes);
  return (await readInstaller(path)).namedSigner;
}

for (const magic of [0x10b, 0x20b]) {
  test(`a program that osslsigncode signed names its signer (optional header ${magic.toString(16)})`, async t => {
    const path = signed(t, 'setup.exe', program(magic), '/C=US/O=Example/CN=Exämple Sequencers, Inc.');
    if (path === undefined) return;
    assert.equal((await readInstaller(path)).namedSigner, 'Exämple Sequencers, Inc.');
  });
}

test('an installer package that osslsigncode signed names its signer', async t => {
  const path = signed(t, 'patch.msi', installerPackage(), '/C=US/O=Example/CN=Example Patches');
  if (path === undefined) return;
  assert.equal((await readInstaller(path)).namedSigner, 'Example Patches');
});

test('what is not signed, or no program, names nobody', async () => {
  const several = [
    Buffer.alloc(0),
    Buffer.from('MZ'),
    Buffer.from('PK\u0003\u0004 a zip'),
    program(),
    installerPackage(),
  ];
  for (const bytes of several) assert.equal(await namedIn(bytes), null);
});

test('the certificate that the signature points to counts, not another one in the file', async t => {
  if (toolOrSkip(t, 'openssl') === undefined) return;
  const stranger = certificate('/CN=Somebody Else').cert;
  writeFileSync(join(folder, 'stranger.pem'), readFileSync(stranger));
  const { key, cert } = certificate('/CN=The Signer');
  writeFileSync(join(folder, 'text'), 'signed');
  const pkcs7 = execFileSync('openssl', [
    ...['cms', '-sign', '-binary', '-in', join(folder, 'text'), '-signer', cert, '-inkey', key],
    ...['-certfile', join(folder, 'stranger.pem'), '-outform', 'DER'],
  ]);
  assert.equal(signingSubject(pkcs7), 'The Signer');
  // Its own certificate taken away: nobody is named instead.
  const without = execFileSync('openssl', [
    ...['cms', '-sign', '-binary', '-nocerts', '-in', join(folder, 'text'), '-signer', cert, '-inkey', key],
    ...['-certfile', join(folder, 'stranger.pem'), '-outform', 'DER'],
  ]);
  assert.equal(signingSubject(without), null);
});

test('a name with control characters is shown without them', async t => {
  const path = signed(t, 'odd.exe', program(), '/CN=Evil\u0007\u001b[31mName');
  if (path === undefined) return;
  assert.equal((await readInstaller(path)).namedSigner, 'Evil [31mName');
});

test('any bytes that are changed give a name or none, and never an error or an endless loop', async t => {
  const [exe, msi] = [
    signed(t, 'setup.exe', program(), '/CN=Example'),
    signed(t, 'patch.msi', installerPackage(), '/CN=Example'),
  ];
  if (exe === undefined || msi === undefined) return;
  for (const path of [exe, msi]) {
    const good = readFileSync(path);
    const change = fc.tuple(fc.nat(good.length - 1), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async changes => {
        const bytes = Buffer.from(good);
        for (const [at, byte] of changes) bytes[at] = byte;
        const name = await namedIn(bytes);
        assert.ok(name === null || name.length <= 200);
      }),
      { numRuns: 150 },
    );
    for (let cut = 0; cut < good.length; cut += 97) await namedIn(good.subarray(0, cut));
  }
});

test('chains that lead in circles, and sizes that no file has, end', async () => {
  const started = performance.now();
  const circle = installerPackage('\u0005DigitalSignature');
  circle.writeUInt32LE(2, 512 + 8);
  assert.equal(await namedIn(circle), null);
  const folders = installerPackage();
  folders.writeUInt32LE(1, 512 + 4);
  assert.equal(await namedIn(folders), null);
  const huge = installerPackage('\u0005DigitalSignature');
  huge.writeUInt32LE(0xffffffff, 1024 + 128 + 120);
  assert.equal(await namedIn(huge), null);
  const tables = installerPackage();
  tables.writeUInt32LE(0x10000000, 48);
  tables.writeUInt32LE(0, 68);
  assert.equal(await namedIn(tables), null);
  assert.ok(performance.now() - started < 10_000);
});

test('a small stream is read from within the stream of the root', async () => {
  const bytes = installerPackage('Holder', Buffer.alloc(4096));
  const small = Buffer.concat([bytes, Buffer.alloc(512, 0xff)]);
  // The root's own stream is the one large stream; the table of small sectors is one more sector after it.
  const table = 2 + 8;
  small.writeUInt32LE(END, 512 + table * 4);
  small.writeUInt32LE(table, 60);
  small.writeUInt32LE(2, 1024 + 116);
  small.writeUInt32LE(4096, 1024 + 120);
  small.writeUInt32LE(7, 1024 + 128 + 116);
  small.writeUInt32LE(100, 1024 + 128 + 120);
  const mini = (table + 1) * 512;
  small.writeUInt32LE(9, mini + 7 * 4);
  small.writeUInt32LE(END, mini + 9 * 4);
  const holder = (2 + 1) * 512;
  small.write('first', holder + 7 * 64, 'latin1');
  small.write('second', holder + 9 * 64, 'latin1');
  const read: ReadPart = async (at, length) => small.subarray(at, at + length);
  const stream = await (await CompoundFile.open(read))?.stream('Holder');
  assert.equal(stream?.length, 100);
  assert.equal(stream?.toString('latin1').replaceAll('\0', ''), 'firstsecond');
});
