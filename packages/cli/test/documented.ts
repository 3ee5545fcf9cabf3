import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/testing/needs.ts';

const FORMATS = readFileSync(join(ROOT, 'docs', 'FORMATS.md'), 'utf8');

/** The rest of the row of a command's table in FORMATS.md. */
function rowOf(command: string): string {
  const row = FORMATS.split('\n').find(line => line.startsWith(`| \`${command}\``));
  assert.ok(row !== undefined, `FORMATS.md has no row of ${command}`);
  return row.slice(row.indexOf(' | ') + 3);
}

/** The first sentence of a row names the keys of the document; what stands in parentheses and braces is about one of them. */
function keysIn(row: string): Set<string> {
  let [keys = ''] = row.split(/\. | \|/);
  for (let before = ''; before !== keys; ) {
    before = keys;
    keys = keys.replace(/\([^()]*\)|\{[^{}]*\}/g, '');
  }
  return new Set([...keys.matchAll(/`([a-zA-Z]+)`/g)].flatMap(([, name]) => name ?? []));
}

/**
 * Holds a command's answer against its row in FORMATS.md: both have the same keys. `deep`: those of which the members are held too, each of whose keys has its name in the row, or else
 * in `elsewhere`, to which the row points.
 */
export function assertDocumented(
  command: string,
  document: object,
  deep: readonly string[] = [],
  elsewhere: readonly string[] = [],
): void {
  const row = rowOf(command);
  assert.deepEqual(new Set(Object.keys(document)), keysIn(row), command);
  const members = Object.entries(document).filter(([key]) => deep.includes(key));
  assert.equal(members.length, deep.length, command);
  for (const [key, value] of members)
    for (const name of [value].flat().flatMap(one => Object.keys(one)))
      assert.ok(
        elsewhere.includes(name) || new RegExp(`[\`{ ]${name}[\`,}]`).test(row),
        `${command}: ${key}, ${name}`,
      );
}
