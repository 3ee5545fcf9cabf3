import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ERRORS } from '../packages/proof/src/errors.ts';
import { ROOT } from './testing/needs.ts';

/** The table itself, and the table of warnings, which are no errors even where they share a code's name. */
const TABLES = ['packages/proof/src/errors.ts', 'packages/runfolder/src/warnings.ts'];

/** Where a code is only asked for, only warned of, or only written about, nobody raises it. */
const NOT_RAISED = /(?:===|!==|\bcase)\s*'[A-Z_\d]+'|\bwarnings\.add\(\s*'[A-Z_\d]+'|^\s*(?:\/?\*|\/\/).*$/gm;

test('every code of the error table is raised by something', () => {
  const raised = globSync(['packages/*/src/**/*.ts', 'packages/cli/bin/**/*.js'], { cwd: ROOT })
    .filter(path => !path.endsWith('.test.ts') && !TABLES.includes(path.replaceAll('\\', '/')))
    .map(path => readFileSync(join(ROOT, path), 'utf8').replace(NOT_RAISED, ''))
    .join('\n');
  const unused = Object.keys(ERRORS).filter(code => !raised.includes(`'${code}'`));
  assert.deepEqual(unused, []);
});
