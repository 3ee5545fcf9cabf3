import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { corpusOrSkip } from '../../../scripts/testing/needs.ts';
import { fileClass } from '../src/index.ts';

/** Hours of one MiSeq run, the names of the folders being seconds since 1970. */
const HOURS = ['runfolders', 'MiSeq', '131022_M00630_0101_000000000-A5Y02_timeseries'];
/** What the copy service of a NextSeq logged that it sent. */
const SENT = ['runfolders', 'NextSeq550', '170609_NB551051_0017_AHLFFJBGX2', 'RTALogs'];

test('in a real run, what is said to be append-only grew by appending', t => {
  const folder = corpusOrSkip(t, ...HOURS);
  if (folder === undefined) return;
  const before = new Map<string, Uint8Array>();
  let grown = 0;
  for (const hour of readdirSync(folder).filter(existsIn(folder)).sort()) {
    for (const path of globSync('**/*Out.bin', { cwd: join(folder, hour) })) {
      if (fileClass(path) !== 'append-only') continue;
      const now: Uint8Array = readFileSync(join(folder, hour, path));
      const earlier: Uint8Array = before.get(path) ?? new Uint8Array();
      assert.equal(Buffer.compare(now.subarray(0, earlier.length), earlier), 0, `${hour}: ${path}`);
      if (earlier.length > 0 && now.length > earlier.length) grown++;
      before.set(path, now);
    }
  }
  assert.ok(grown >= 10, `only ${grown} files grew`);
});

test('in a real run, what is said to be write-once was sent once, and what is said to be rewritten twice', t => {
  const folder = corpusOrSkip(t, ...SENT);
  if (folder === undefined) return;
  const sent = new Map<string, number>();
  for (const name of globSync('*FileCopyLog*', { cwd: folder })) {
    const requests = readFileSync(join(folder, name), 'latin1').matchAll(
      /copy request \S:\\.*?\\(\d{6}_[^\\]+)\\(\S+) /g,
    );
    for (const [, , path = ''] of requests) {
      const key = path.replaceAll('\\', '/');
      sent.set(key, (sent.get(key) ?? 0) + 1);
    }
  }
  const times = (kind: string) => [...sent].filter(([path]) => fileClass(path) === kind);
  assert.ok(times('write-once').length > 1200);
  for (const [path, count] of times('write-once')) assert.equal(count, 1, path);
  for (const path of ['RunInfo.xml', 'RunParameters.xml', 'RTAConfiguration.xml']) {
    assert.equal(sent.get(path), 2, path);
    assert.equal(fileClass(path), 'rewritten');
  }
});

function existsIn(folder: string): (name: string) => boolean {
  return name => /^\d+$/.test(name) && existsSync(join(folder, name));
}
