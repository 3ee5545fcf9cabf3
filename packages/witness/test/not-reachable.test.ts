import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { ROOT } from '../../../scripts/testing/needs.ts';

/** All that the command, the agent, the log's writer and their workers can load, as the package is built of it. */
async function loadable(entryPoints: readonly string[]): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [...entryPoints],
    outdir: 'nowhere',
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    metafile: true,
    logLevel: 'error',
    loader: { '.node': 'empty' },
    external: ['cpu-features'],
  });
  return Object.keys(metafile.inputs);
}

const LISTENS = /\bcreateServer\b|\bcreateSecureServer\b|\.listen\(/;
const sources = (pattern: string) =>
  globSync(pattern, { cwd: ROOT, exclude: ['**/*.test.ts'] }).map(path => path.replaceAll('\\', '/'));
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');

test('nothing that is started but the witness can load the witness, or listen', async () => {
  const entries = sources('packages/{cli,agent,log,proof,runfolder,simulator}/src/**/*.ts');
  assert.ok(
    entries.includes('packages/cli/src/main.ts') && entries.includes('packages/log/src/witness-client.ts'),
  );
  const inputs = await loadable(entries);
  assert.deepEqual(
    inputs.filter(path => path.startsWith('packages/witness/')),
    [],
  );
  assert.deepEqual(
    inputs.filter(path => path.startsWith('packages/') && LISTENS.test(text(path))),
    [],
  );
});

test('the look finds the witness, and where it listens', async () => {
  const inputs = await loadable(['packages/witness/src/main.ts']);
  const listening = inputs.filter(path => path.startsWith('packages/') && LISTENS.test(text(path)));
  assert.deepEqual(listening.sort(), [
    'packages/witness/src/serve.ts',
    'packages/witness/src/witness-server.ts',
  ]);
});

test('the witness loads nothing but itself, the formats, and Node', async () => {
  const inputs = await loadable(['packages/witness/src/main.ts']);
  assert.deepEqual(
    inputs.filter(path => !/^packages\/(witness|proof)\/src\//.test(path)),
    [],
  );
});
