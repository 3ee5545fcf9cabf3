import assert from 'node:assert/strict';
import fs, {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { BAG } from '../../src/service/files/bags.ts';
import { untilDone, watched } from '../service/watching.ts';

const LARGE = 'Data/Intensities/BaseCalls/L001/large.cbcl';
/** As many pieces of a bag's size as the large file has, and as many bags as the small ones make. */
const PIECES = 4;
const SMALL = 5 * BAG.files;

/** A run of many small files, of one large one, or of both; nothing of the large one takes space. */
function writeRun(root: string, name: string, parts: { readonly small?: boolean; readonly large?: boolean }) {
  const lane = join(root, name, 'Data/Intensities/BaseCalls/L001');
  mkdirSync(lane, { recursive: true });
  writeFileSync(join(root, name, 'RunInfo.xml'), '<RunInfo/>');
  if (parts.large === true) {
    const fd = openSync(join(root, name, LARGE), 'w');
    ftruncateSync(fd, PIECES * BAG.bytes);
    closeSync(fd);
  }
  for (let at = 0; parts.small === true && at < SMALL; at++) {
    const folder = join(lane, `C${1 + Math.floor(at / 500)}.1`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `s_1_${at}.bcl`), `${at}`);
  }
}

function smallIn(run: string): number {
  const names = readdirSync(run, { recursive: true, encoding: 'utf8' });
  return names.filter(name => name.endsWith('.bcl')).length;
}

/** How often the large file was opened in the source so far. */
function countOpenings(t: TestContext): () => number {
  let count = 0;
  const real = fs.openSync;
  const put = (open: typeof real) => {
    fs.openSync = open;
    syncBuiltinESMExports();
  };
  t.after(() => put(real));
  put((path, ...rest) => {
    if (String(path).endsWith('/large.cbcl')) count++;
    return real(path, ...rest);
  });
  return () => count;
}

/** What was there of the large file whenever more small ones were. */
async function progress(t: TestContext, large: string, small: string) {
  const { folder, events, agent } = watched(t, ['a']);
  writeRun(join(folder, 'landing'), large, { large: true, small: small === large });
  if (small !== large) writeRun(join(folder, 'landing'), small, { small: true });
  const lane = join(folder, 'a', large, 'Data/Intensities/BaseCalls/L001');
  const place = join(folder, 'a', small);
  const grown = () => {
    try {
      const [name] = readdirSync(lane).filter(
        entry => entry.startsWith('.seqwarden-') || entry === 'large.cbcl',
      );
      return name === undefined ? 0 : statSync(join(lane, name)).size;
    } catch {
      return 0;
    }
  };
  const seen: { readonly large: number; readonly small: number }[] = [];
  const openings = countOpenings(t);
  let at = 0;
  // So much time passes that the source is looked at in the midst of the large file too.
  const hurried: typeof agent = (signal, more) => agent(signal, { ...more, clock: () => (at += 1000) });
  await untilDone(hurried, () => {
    const count = readdirSync(join(folder, 'a')).includes(small) ? smallIn(place) : 0;
    if (count !== seen.at(-1)?.small) seen.push({ large: grown() / BAG.bytes, small: count });
    return count === SMALL && grown() === PIECES * BAG.bytes;
  });
  assert.equal(openings(), 1, 'the large file is read once');
  assert.equal(events.filter(({ event }) => event === 'alarm').length, 0);
  return seen;
}

for (const [what, large, small] of [
  ['of one run', 'RUN', 'RUN'],
  ['of two runs', 'LARGE', 'SMALL'],
] as const)
  test(`a file that is larger than many bags and thousands of small ones, ${what}, both get on: a bag of one for a bag of the other`, async t => {
    const seen = await progress(t, large, small);
    const counts = seen.map(({ small: count }) => count);
    // Never two bags of small files while nothing of the large one came, until one of both was done.
    const between = seen.filter(one => one.large > 0 && one.large < PIECES);
    assert.ok(between.length >= 2, JSON.stringify(seen));
    for (const [at, one] of between.entries()) {
      const before = between[at - 1];
      if (before === undefined) continue;
      assert.ok(one.small - before.small <= BAG.files, JSON.stringify(seen));
      assert.ok(one.large > before.large, JSON.stringify(seen));
    }
    assert.equal(counts.at(-1), SMALL);
  });
