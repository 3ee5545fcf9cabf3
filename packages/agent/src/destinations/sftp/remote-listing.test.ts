import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Duplex } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { remoteListing } from './remote-listing.ts';
import { SftpSession } from './sftp-session.ts';
import { attributes, bytes, PacketReader, Reply, Request, string, u32 } from './wire.ts';

const FILE = 0o100644;
const FOLDER = 0o040755;
const LINK = 0o120777;
/** One that the server does not let us list. */
const CLOSED = 0o040000;

/** Names in each folder, with their modes; a name may come twice, as no honest server says it. */
type Tree = Readonly<Record<string, readonly (readonly [name: string, mode: number])[]>>;

/** A server that shows a tree, and leads every link to `nowhere`. */
class TreeServer extends Duplex {
  readonly #tree: Tree;
  readonly #unread = new Set<string>();

  constructor(tree: Tree) {
    super();
    this.#tree = tree;
  }

  override _read(): void {}

  override _write(data: Buffer, _encoding: string, done: () => void): void {
    const body = new PacketReader(data.subarray(4));
    const type = body.u8();
    const id = u32(body.u32());
    if (type === Request.INIT) this.#say(Buffer.of(Reply.VERSION), u32(3));
    else if (type === Request.CLOSE) this.#say(Buffer.of(Reply.STATUS), id, u32(0));
    else this.#answer(type, id, body.string());
    done();
  }

  #answer(type: number, id: Buffer, path: string): void {
    const cut = path.lastIndexOf('/');
    const mode = this.#tree[path.slice(0, cut)]?.find(([name]) => name === path.slice(cut + 1))?.[1];
    if (type === Request.OPENDIR && mode === CLOSED) this.#say(Buffer.of(Reply.STATUS), id, u32(3));
    else if (type === Request.OPENDIR) {
      this.#unread.add(path);
      this.#say(Buffer.of(Reply.HANDLE), id, string(path));
    } else if (type === Request.READDIR && this.#unread.delete(path)) {
      const entries = (this.#tree[path] ?? []).map(([name, mode]) =>
        Buffer.concat([string(name), string(''), attributes({ size: 1, mode })]),
      );
      this.#say(Buffer.of(Reply.NAME), id, u32(entries.length), ...entries);
    } else if (type === Request.LSTAT && mode !== undefined) {
      this.#say(Buffer.of(Reply.ATTRS), id, attributes({ size: 1, mode }));
    } else if (type === Request.READLINK) {
      this.#say(Buffer.of(Reply.NAME), id, u32(1), string('nowhere'), string(''), attributes({}));
    } else this.#say(Buffer.of(Reply.STATUS), id, u32(type === Request.LSTAT ? 2 : 1));
  }

  #say(...parts: Buffer[]): void {
    this.push(bytes(Buffer.concat(parts)));
  }
}

async function listingOf(t: TestContext, tree: Tree, kind = FOLDER) {
  const session = await SftpSession.start(new TreeServer({ '': [['RUN', kind]], ...tree }), () => {});
  t.after(() => session.close());
  return remoteListing(session, '/RUN', 'the run');
}

test('files, links, pipes and empty folders are told as a walk through a folder tells them', async t => {
  const found = await listingOf(t, {
    '/RUN': [
      ['b', FILE],
      ['Custody', FOLDER],
      ['a', FOLDER],
      ['pipe', 0o010600],
      ['socket', 0o140600],
      ['disk', 0o060600],
    ],
    '/RUN/a': [['only a link', LINK]],
    '/RUN/Custody': [
      ['SHA256SUMS', FILE],
      ['custody', FILE],
    ],
  });
  assert.deepEqual(
    Array.from(found.files, ({ path }) => path),
    ['Custody/SHA256SUMS', 'Custody/custody', 'b'],
  );
  assert.deepEqual(found.special, [
    { path: 'a', kind: 'folder' },
    {
      path: 'a/only a link',
      kind: 'symlink',
      targetSha256: createHash('sha256').update('nowhere').digest('hex'),
    },
    { path: 'disk', kind: 'device' },
    { path: 'pipe', kind: 'fifo' },
    { path: 'socket', kind: 'socket' },
  ]);
});

test('a Custody in another spelling, and one that is a link, is an entry that nobody enters', async t => {
  const found = await listingOf(t, {
    '/RUN': [
      ['Custody', LINK],
      ['CUSTODY', FOLDER],
    ],
    '/RUN/CUSTODY': [['SHA256SUMS', FILE]],
  });
  assert.deepEqual(found.files, []);
  assert.deepEqual(
    found.special.map(({ path, kind }) => [path, kind]),
    [
      ['CUSTODY', 'folder'],
      ['Custody', 'symlink'],
    ],
  );
});

test('a server that names an entry twice is unusable, whatever it says that it is', async t => {
  for (const [first, second] of [
    [FILE, FILE],
    [FILE, LINK],
    [LINK, LINK],
    [FOLDER, FOLDER],
  ] as const)
    await assert.rejects(
      listingOf(t, {
        '/RUN': [
          ['x', first],
          ['x', second],
        ],
      }),
      {
        code: 'DESTINATION_UNUSABLE',
      },
    );
});

test('folders that the server does not let us list are named, and the others listed', async t => {
  const found = await listingOf(t, {
    '/RUN': [
      ['Custody', FOLDER],
      ['Data', FOLDER],
      ['b', FILE],
    ],
    '/RUN/Data': [['L001', CLOSED]],
    '/RUN/Custody': [['addenda', CLOSED]],
  });
  assert.deepEqual(found.refused, ['Custody/addenda', 'Data/L001']);
  assert.deepEqual(
    Array.from(found.files, ({ path }) => path),
    ['b'],
  );
  const closed = await listingOf(t, { '/RUN': [['Custody', CLOSED]] });
  assert.deepEqual(closed.refused, ['Custody']);
});

test('a run that the server does not let us list is refused by its name', async t => {
  await assert.rejects(listingOf(t, {}, CLOSED), { code: 'DESTINATION_REFUSED', message: /^the run: / });
});

test('a link or a file in place of the run is no run', async t => {
  for (const kind of [LINK, FILE]) await assert.rejects(listingOf(t, {}, kind), { code: 'RUN_NOT_A_FOLDER' });
});
