import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { corpusOrSkip } from '../../../../scripts/testing/needs.ts';
import { isValid, validateAdvisory } from './validate-advisory.ts';

interface Case {
  readonly name: string;
  /** Whether the whole document is valid. A test may fire on a valid one: then it gives warnings or infos. */
  readonly valid: boolean;
}

interface Suite {
  readonly tests: readonly {
    readonly id: string;
    readonly failures: readonly Case[];
    readonly valid?: readonly Case[];
  }[];
}

/** They fetch addresses, or start hunspell. */
const LEFT_OUT = ['6.3.6', '6.3.7', '6.3.8'];

/** Said to be valid, but they list one hash algorithm twice for one file, which 6.1.25 of the same specification forbids. */
const NOT_VALID_AS_SAID = ['6-2-08-02.json', '6-2-09-02.json'];

test('the OASIS suite of CSAF 2.0: each test fires where it has to, and documents are as valid as the suite says', async t => {
  const folder = corpusOrSkip(t, 'csaf', 'oasis-2.0');
  if (folder === undefined) return;
  const suite: Suite = JSON.parse(readFileSync(join(folder, 'testcases.json'), 'utf8'));
  const wrong: string[] = [];
  let cases = 0;
  for (const { id, failures, valid = [] } of suite.tests) {
    if (LEFT_OUT.includes(id)) continue;
    for (const { name, valid: isSaidValid } of [...failures, ...valid]) {
      cases++;
      const findings = await validateAdvisory(readFileSync(join(folder, name)), 'informative');
      const fires = findings.some(finding => finding.test === id);
      if (fires !== failures.some(failure => failure.name === name))
        wrong.push(`${name}: ${id} fires ${fires}`);
      if (isValid(findings) !== isSaidValid) wrong.push(`${name}: valid ${isValid(findings)}`);
    }
  }
  assert.equal(cases, 230);
  assert.deepEqual(
    wrong.map(text => text.replace('optional/oasis_csaf_tc-csaf_2_0-2021-', '')),
    NOT_VALID_AS_SAID.map(name => `${name}: valid false`),
  );
});

test('the 145 medical advisories have no error, and only warnings on ranges without vers and versions that are ranges', async t => {
  const folder = corpusOrSkip(t, 'csaf', 'icsma');
  if (folder === undefined) return;
  const found = new Map<string, number>();
  for (const name of readdirSync(folder).filter(file => file.endsWith('.json'))) {
    for (const { level, test: id } of await validateAdvisory(readFileSync(join(folder, name)), 'optional')) {
      found.set(`${level} ${id}`, (found.get(`${level} ${id}`) ?? 0) + 1);
    }
  }
  assert.deepEqual(Object.fromEntries(found), { 'warning 6.2.16': 614, 'warning 6.2.18': 194 });
});

test('a document of any shape that says it is CSAF is answered, not thrown at', async () => {
  for (const version of ['2.0', '2.1']) {
    const document = { csaf_version: version, category: 7, notes: [null], tracking: [] };
    const hostile = { document, product_tree: { branches: [null, 3] }, vulnerabilities: [null, 'x'] };
    assert.ok(
      !isValid(await validateAdvisory(new TextEncoder().encode(JSON.stringify(hostile)), 'informative')),
    );
  }
});
