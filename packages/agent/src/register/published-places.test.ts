import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import type { DestinationSpec } from '../destinations/destination.ts';
import { PublishedPlaces } from './published-places.ts';

const PLACES: readonly DestinationSpec[] = [
  { kind: 'folder', path: '/srv/a folder #1?' },
  { kind: 's3', bucket: 'runs', prefix: '' },
  { kind: 's3', bucket: 'runs', prefix: 'a b/c%20', endpoint: 'https://s3.lab.example' },
  { kind: 'sftp', user: 'one@lab', host: 'nas.example', port: 22, path: '/runs #1' },
  { kind: 'sftp', user: 'two', host: 'nas.example', port: 2222, path: '/' },
];

function folders(t: TestContext) {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'seqwarden-places-')));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return { log: join(home, 'log'), configuration: join(home, 'config') };
}

test('every place comes back as it was noted, once, also where one of the two folders was put back', t => {
  const { log, configuration } = folders(t);
  const places = new PublishedPlaces(log, configuration);
  assert.deepEqual(places.all(), []);
  for (const spec of [...PLACES, ...PLACES]) places.note(spec);
  const key = (spec: DestinationSpec) => JSON.stringify(spec);
  const wanted = PLACES.map(key).sort();
  const noted = () =>
    places
      .all()
      .map(({ spec }) => key(spec))
      .sort();
  assert.deepEqual(noted(), wanted);
  assert.deepEqual(
    places.all().map(({ notes }) => notes.length),
    [2, 2, 2, 2, 2],
  );
  rmSync(join(log, 'published'), { recursive: true });
  assert.deepEqual(noted(), wanted);
});

test('a configuration that cannot be written stops nothing; a note that cannot be read does', t => {
  const { log, configuration } = folders(t);
  writeFileSync(configuration, 'no folder');
  const places = new PublishedPlaces(log, configuration);
  const [spec] = PLACES;
  assert.ok(spec);
  places.note(spec);
  const isUnreadable = (error: unknown) => error instanceof SeqwardenError && error.code === 'LOG_UNREADABLE';
  const [name = ''] = readdirSync(join(log, 'published'));
  assert.equal(
    readFileSync(join(log, 'published', name), 'utf8'),
    `${JSON.stringify({ at: '/srv/a folder #1?' })}\n`,
  );
  assert.equal(places.all().length, 1);
  writeFileSync(join(log, 'published', name), '{');
  assert.throws(() => places.all(), isUnreadable);
});
