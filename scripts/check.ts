// What must hold besides the tests: the types, the linter and the formatter (warnings fail), and the order of imports.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './testing/needs.ts';

const bin = (...path: string[]) => [process.execPath, join(ROOT, 'node_modules', ...path)];

const CHECKS = {
  types: [...bin('typescript', 'bin', 'tsc'), '-p', '.'],
  'types of proof, without Node': [...bin('typescript', 'bin', 'tsc'), '-p', 'scripts/proof.tsconfig.json'],
  linter: [...bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.'],
  imports: [process.execPath, join(ROOT, 'scripts', 'test.ts'), 'scripts/imports.test.ts'],
};

for (const [name, [command = '', ...args]] of Object.entries(CHECKS)) {
  const passed = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' }).status === 0;
  console.log(`${name}: ${passed ? 'good' : 'FAILED'}`);
  if (!passed) process.exitCode = 1;
}
