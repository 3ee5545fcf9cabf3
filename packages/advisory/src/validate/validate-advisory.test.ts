import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { isValid, validateAdvisory } from './validate-advisory.ts';

const bytes = (document: unknown) => new TextEncoder().encode(JSON.stringify(document));

const TRACKING = {
  id: 'EX-1',
  version: '1',
  status: 'final',
  initial_release_date: '2026-01-01T00:00:00Z',
  current_release_date: '2026-01-01T00:00:00Z',
  revision_history: [{ date: '2026-01-01T00:00:00Z', number: '1', summary: 'first' }],
};
const HEAD = {
  category: 'csaf_base',
  csaf_version: '2.0',
  title: 'Example',
  publisher: { category: 'vendor', name: 'Example', namespace: 'https://example.com' },
  tracking: TRACKING,
};

test('a valid document has no finding of level error, whatever is asked for', async () => {
  assert.deepEqual(await validateAdvisory(bytes({ document: HEAD }), 'mandatory'), []);
  assert.ok(isValid(await validateAdvisory(bytes({ document: HEAD }), 'informative')));
});

test('a finding names test, level, place and what is wrong', async () => {
  const document = { ...HEAD, category: 'csaf_security_advisory' };
  const findings = await validateAdvisory(bytes({ document }), 'mandatory');
  assert.ok(!isValid(findings));
  assert.deepEqual(
    findings.map(({ test: id, level, pointer }) => [id, level, pointer]),
    [
      ['6.1.27.4', 'error', ''],
      ['6.1.27.11', 'error', ''],
    ],
  );
});

test('the profile csaf_vex is checked: a product that is not affected needs a reason', async () => {
  const document = {
    document: {
      ...HEAD,
      category: 'csaf_vex',
      notes: [{ category: 'summary', text: 's' }],
      references: [{ category: 'external', summary: 's', url: 'https://example.com' }],
    },
    product_tree: { full_product_names: [{ name: 'A', product_id: 'A' }] },
    vulnerabilities: [
      {
        cve: 'CVE-2026-0001',
        notes: [{ category: 'description', text: 'd' }],
        product_status: { known_not_affected: ['A'] },
      },
    ],
  };
  const findings = await validateAdvisory(bytes(document), 'mandatory');
  assert.deepEqual(
    findings.map(({ test: id }) => id),
    ['6.1.27.9'],
  );
});

test('a document of any shape that says it is CSAF is answered, not thrown at', async () => {
  for (const version of ['2.0', '2.1']) {
    const document = { csaf_version: version, category: 7, notes: [null], tracking: [] };
    const hostile = { document, product_tree: { branches: [null, 3] }, vulnerabilities: [null, 'x'] };
    assert.ok(!isValid(await validateAdvisory(bytes(hostile), 'informative')));
  }
});

test('what is no CSAF is refused, and so is what has too many values', async () => {
  await assert.rejects(validateAdvisory(bytes([])), { code: 'ADVISORY_NOT_CSAF' });
  const document = { ...HEAD, notes: Array.from({ length: 100_001 }, () => 1) };
  await assert.rejects(validateAdvisory(bytes({ document })), { code: 'ADVISORY_TOO_LARGE' });
});

test('validating loads nothing that reaches the network or starts a program', () => {
  const program = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ resolve(specifier, context, next) {
      const result = next(specifier, context);
      loaded.push(result.url);
      return result;
    } });
    const { validateAdvisory } = await import(${JSON.stringify(new URL('validate-advisory.ts', import.meta.url).href)});
    for (const csaf_version of ['2.0', '2.1'])
      await validateAdvisory(new TextEncoder().encode(JSON.stringify({ document: { csaf_version } })), 'informative');
    console.log(JSON.stringify(loaded));
  `;
  const text = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  const loaded: string[] = JSON.parse(text);
  assert.ok(loaded.some(url => url.includes('csaf-validator-lib')));
  const reaching =
    /undici|hunspell|testURL|6_3_[678]\.js|^node:(?:child_process|https?2?|net|tls|dns|dgram|worker_threads|fs)/;
  assert.deepEqual(
    loaded.filter(url => reaching.test(url)),
    [],
  );
});
