import { lstatSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { DestinationSpec } from '../../../src/destinations/destination.ts';
import { TEMPORARY } from '../../../src/host/temporary-name.ts';
import { ChecksumBook } from '../../support/s3/checksum-book.ts';
import { BUCKET, placeAtS3 } from '../../support/s3/place-at-s3.ts';
import { startProxy } from '../../support/s3/verifying-proxy.ts';
import { type Store, swiftOrSkip } from '../../support/s3/with-swift.ts';
import { serverOrSkip, specOf } from '../../support/ssh-server.ts';
import { entries } from '../../support/tree.ts';

/** `checked-s3`: a Swift behind a proxy that knows conditions and checksums, and goes wrong when it is asked to. */
export type Kind = DestinationSpec['kind'] | 'checked-s3';

/** A destination, and a way to what lies there that does not go through the code under test. */
export interface Place {
  readonly name: Kind;
  readonly spec: DestinationSpec;
  /** From now on it cannot be reached, until {@link back}. A `s3` without its proxy has neither. */
  readonly gone?: () => Promise<void>;
  readonly back?: () => Promise<void>;
  /** From now on it takes nothing more, until {@link back}; others are put on a small disk for that. */
  readonly full?: () => void;
  /** Every file of a run that stands there under a final name, by path. */
  readonly contents: (run: string) => Promise<ReadonlyMap<string, Buffer>>;
}

/** One new, empty destination of each kind: a folder, a real Swift, a real OpenSSH. undefined: the test was marked as skipped. */
export async function placesOf(
  t: TestContext,
  folder: string,
  kinds: readonly Kind[],
): Promise<Place[] | undefined> {
  const places: Place[] = [];
  for (const kind of kinds) {
    const place = await OPEN[kind](t, folder);
    if (place === undefined) return undefined;
    places.push(place);
  }
  return places;
}

const OPEN: Readonly<Record<Kind, (t: TestContext, folder: string) => Promise<Place | undefined>>> = {
  folder: async (_, folder) => {
    const path = madeIn(folder, 'at-folder');
    const elsewhere = join(folder, 'at-folder-elsewhere');
    return {
      name: 'folder',
      spec: { kind: 'folder', path },
      contents: contentsBelow(path),
      gone: async () => renameSync(path, elsewhere),
      back: async () => renameSync(elsewhere, path),
    };
  },
  sftp: async (t, folder) => {
    const server = await serverOrSkip(t);
    if (server === undefined) return undefined;
    const path = madeIn(folder, 'at-sftp');
    return {
      name: 'sftp',
      spec: specOf(server, path),
      contents: contentsBelow(path),
      gone: () => server.kill(),
      back: () => server.up(),
    };
  },
  s3: async t => {
    const store = await swiftOrSkip(t);
    if (store === undefined) return undefined;
    const { spec } = await placeAtS3(store.swift.endpoint, store.account);
    return { name: 's3', spec, contents: contentsAt(store, spec.prefix) };
  },
  'checked-s3': async t => {
    const store = await swiftOrSkip(t);
    if (store === undefined) return undefined;
    const proxy = await startProxy(store.swift, new ChecksumBook());
    t.after(() => proxy.stop());
    const { spec } = await placeAtS3(proxy.endpoint, store.account);
    return {
      name: 'checked-s3',
      spec,
      contents: contentsAt(store, spec.prefix),
      gone: async () => {
        proxy.faultOf = () => ({ kind: 'reset' });
      },
      full: () => {
        const full = { kind: 'answer', status: 507, code: 'InsufficientStorage' } as const;
        proxy.faultOf = ({ method }) => (method === 'PUT' ? full : undefined);
      },
      back: async () => {
        proxy.faultOf = () => undefined;
      },
    };
  },
};

function contentsAt({ account }: Store, prefix: string): Place['contents'] {
  return async run => {
    const below = `${prefix}/${run}/`;
    const keys = await account.keys(BUCKET, below);
    const found = await Promise.all(
      keys.map(async key => [key.slice(below.length), await account.read(BUCKET, key)] as const),
    );
    return new Map(found.flatMap(([path, bytes]) => (bytes && isFinal(path) ? [[path, bytes]] : [])));
  };
}

function madeIn(folder: string, name: string): string {
  mkdirSync(join(folder, name), { recursive: true });
  return join(folder, name);
}

/** As {@link Place.contents}, of a run in a folder of this machine. */
export function contentsBelow(folder: string): Place['contents'] {
  return async run => {
    const at = join(folder, run);
    const paths = lstatSync(at, { throwIfNoEntry: false }) === undefined ? [] : entries(at);
    const files = paths.filter(path => isFinal(path) && lstatSync(join(at, path)).isFile());
    return new Map(files.map(path => [path, readFileSync(join(at, path))]));
  };
}

function isFinal(path: string): boolean {
  return !path.split('/').some(name => TEMPORARY.test(name));
}
