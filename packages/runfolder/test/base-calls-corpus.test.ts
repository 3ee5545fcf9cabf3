import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { corpusOrSkip } from '../../../scripts/testing/needs.ts';
import { checkBaseCallFile, checkFilter, clustersOf } from '../src/index.ts';

const STRUCTURAL = /\.(?:bcl|bcl\.gz|bgzf|bci|cbcl|filter|locs|clocs|idat)$/;

/** Findings of every structural file below a folder, as `path code`; files without are left out. */
async function findings(folder: string, severity: 'error' | 'warning'): Promise<string[]> {
  const lines: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !STRUCTURAL.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    for (const finding of await checkBaseCallFile(relative(folder, path), readFileSync(path))) {
      if (finding.severity === severity) lines.push(`${relative(folder, path)} ${finding.code}`);
    }
  }
  return lines.sort();
}

test('real base calls, filters and positions of the corpus give no finding', async t => {
  for (const run of [
    'HiSeq2000_2500/picard-25T8B25T',
    'HiSeq2000_2500/picard-25T8B8B25T',
    'BeadArrayReader_IDAT/5318317007',
    '_broken/picard-parserTests',
  ]) {
    const folder = corpusOrSkip(t, 'runfolders', run);
    if (folder === undefined) return;
    assert.deepEqual(await findings(folder, 'error'), [], run);
    assert.deepEqual(await findings(folder, 'warning'), [], run);
  }
});

test('simulated runs of others give no error, but for a locs file that contradicts its own header', async t => {
  for (const run of [
    'MiSeq/160916_miseq_0966_FC',
    'HiSeq2000_2500/160919_hiseq2500_4966_FC',
    'NextSeq550/160919_nextseq_6230_FC',
  ]) {
    const folder = corpusOrSkip(t, 'runfolders', run);
    if (folder === undefined) return;
    assert.deepEqual(await findings(folder, 'error'), [], run);
  }
  const hiseq4000 = corpusOrSkip(t, 'runfolders', 'HiSeq3000_4000', '160919_hiseq4000_7984_FC');
  if (hiseq4000 === undefined) return;
  assert.deepEqual(await findings(hiseq4000, 'error'), ['Data/Intensities/s.locs SIZE_DIFFERS']);
});

test('a cut-down cbcl set that contradicts itself is warned of, its one damaged file is an error', async t => {
  const good = corpusOrSkip(t, 'runfolders', 'NovaSeq6000', 'bambi-novaseq');
  const corrupt = corpusOrSkip(t, 'runfolders', 'NovaSeq6000', 'bambi-novaseq_corrupt');
  if (good === undefined || corrupt === undefined) return;
  assert.deepEqual(await findings(good, 'error'), []);
  const warnings = await findings(good, 'warning');
  assert.ok(warnings.length > 0 && warnings.every(line => /\.cbcl (?:SIZE|SURFACE)_DIFFERS$/.test(line)));
  const errors = await findings(corrupt, 'error');
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? '', /\.cbcl GZIP_DAMAGED$/);
});

test('each deliberately broken file is told by its damage', async t => {
  const picard = corpusOrSkip(t, 'runfolders', '_broken', 'picard-readerTests');
  const edinburgh = corpusOrSkip(t, 'runfolders', '_broken', 'EdinburghGenomics-bcl_validation');
  const iScan = corpusOrSkip(t, 'runfolders', 'iScan', 'constructed');
  if (picard === undefined || edinburgh === undefined || iScan === undefined) return;
  assert.deepEqual(await findings(picard, 'error'), [
    'bcl_tooLong.bcl SIZE_DIFFERS',
    'bcl_tooShort.bcl CUT_OFF',
    'cbcls/C3.1/L001_1.cbcl GZIP_DAMAGED',
    'cbcls/C3.1/L001_1.cbcl HEADER_UNKNOWN',
    'pf_badOpeningBytes.filter HEADER_UNKNOWN',
    'pf_badVersionBytes.filter HEADER_UNKNOWN',
    'pf_failing1.filter VALUE_IMPOSSIBLE',
    'pf_failing2.filter HEADER_UNKNOWN',
    'pf_tooLarge.filter SIZE_DIFFERS',
    'pf_tooShort.filter CUT_OFF',
    's_1_10.locs HEADER_UNKNOWN',
    's_1_7.locs SIZE_DIFFERS',
    's_1_8.locs SIZE_DIFFERS',
    's_1_9.locs HEADER_UNKNOWN',
  ]);
  const warned = ['bcl_failing.bcl VALUE_IMPOSSIBLE', 'bcl_failing2.bcl VALUE_IMPOSSIBLE'];
  assert.deepEqual(await findings(picard, 'warning'), warned);
  // The others hold text where base calls belong; this one is a gzip that ends too soon.
  const edinburghErrors = await findings(edinburgh, 'error');
  const cut = edinburghErrors.filter(line => line.endsWith('GZIP_DAMAGED'));
  assert.deepEqual(cut, ['Data/Intensities/BaseCalls/L001/C3.1/s_1_1102.bcl.gz GZIP_DAMAGED']);
  assert.deepEqual(await findings(iScan, 'error'), ['204000000006/204000000006_R01C01_Grn.idat CUT_OFF']);
});

test('base calls of a real run have the clusters of their filter', async t => {
  const run = corpusOrSkip(
    t,
    'runfolders',
    'HiSeq2000_2500',
    'picard-25T8B25T',
    'Data',
    'Intensities',
    'BaseCalls',
    'L001',
  );
  if (run === undefined) return;
  let compared = 0;
  for (const entry of readdirSync(run, { recursive: true, withFileTypes: true })) {
    const tile = /^(s_1_\d+)\.bcl$/.exec(entry.name)?.[1];
    if (tile === undefined) continue;
    const filter: Uint8Array = readFileSync(join(run, `${tile}.filter`));
    assert.deepEqual(checkFilter(filter), []);
    const { clusters } = clustersOf(filter);
    const bytes = readFileSync(join(entry.parentPath, entry.name));
    assert.deepEqual(await checkBaseCallFile(entry.name, bytes, { clusters }), []);
    compared++;
  }
  assert.ok(compared > 100);
});
