import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

test('validating can load nothing that reaches the network or starts a program', async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('index.ts', import.meta.url))],
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false,
    outdir: 'nowhere',
    logLevel: 'silent',
  });
  const files = Object.keys(metafile.inputs);
  assert.ok(files.some(file => file.includes('csaf-validator-lib/csaf_2_1')));
  assert.deepEqual(
    files.filter(file => /undici|hunspell|testURL|informativeTest_6_3_[678]\.js/.test(file)),
    [],
  );
  const imported = Object.values(metafile.inputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external).map(({ path }) => path.replace('node:', '')),
  );
  assert.deepEqual([...new Set(imported)].toSorted(), ['crypto']);
});
