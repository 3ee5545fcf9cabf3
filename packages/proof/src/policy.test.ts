import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from './bytes.ts';
import { parsePolicy, tolerates } from './policy.ts';

const policyOf = (...added: string[]) =>
  parsePolicy(utf8(JSON.stringify({ seqwardenPolicy: 1, tolerate: { added, missing: [] } })));
const matches = (pattern: string, path: string) => tolerates(policyOf(pattern), 'added', path);

test('a pattern matches as a regular expression would, on any names', () => {
  const unit = fc.constantFrom('a', 'b', '/', '*', '.');
  fc.assert(
    fc.property(
      fc.string({ unit, minLength: 1, maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*', '\n'), minLength: 1, maxLength: 10 }),
      (pattern, path) => {
        const source = pattern.replace(/\*\*|\*|[./]/g, part =>
          part === '**' ? '[\\s\\S]*' : part === '*' ? '[^/]*' : `\\${part}`,
        );
        assert.equal(matches(pattern, path), new RegExp(`^(?:${source})$`).test(path));
      },
    ),
    { numRuns: 2000 },
  );
});

test('patterns are of text, names of bytes', () => {
  assert.equal(matches('naïve*', 'na\xc3\xafve.txt'), true);
  assert.equal(matches('naïve*', 'na\xefve.txt'), false);
});

test('each byte of a path is looked at once, also with patterns on which a backtracking matcher would go back without end', t => {
  for (const [pattern, path] of [
    [`${'*a'.repeat(500)}b`, 'a'.repeat(4096)],
    [`${'**/'.repeat(300)}b`, 'a/'.repeat(2048)],
  ] as const) {
    const policy = policyOf(pattern);
    const looks = t.mock.method(String.prototype, 'charCodeAt').mock;
    const answer = tolerates(policy, 'added', path);
    const count = looks.callCount();
    looks.restore();
    assert.equal(answer, false);
    assert.equal(count, path.length);
  }
});

test('base calls, InterOp and the seal are never tolerated, in any letter case', () => {
  const policy = policyOf('**');
  for (const path of ['Data/x', 'data/Intensities/s.locs', 'INTEROP/x', 'Data', 'Custody', 'custody/x']) {
    assert.equal(tolerates(policy, 'added', path), false);
  }
  assert.equal(tolerates(policy, 'added', 'Database/x'), true);
  assert.equal(tolerates(policy, 'missing', 'Database/x'), false);
});

const REFUSED: Record<string, unknown> = {
  'a pattern under Data': { seqwardenPolicy: 1, tolerate: { added: ['data/**'], missing: [] } },
  'a pattern under InterOp': { seqwardenPolicy: 1, tolerate: { added: [], missing: ['InterOp/x'] } },
  'an empty pattern': { seqwardenPolicy: 1, tolerate: { added: [''], missing: [] } },
  'another version': { seqwardenPolicy: 2, tolerate: { added: [], missing: [] } },
  'toleration of changes': { seqwardenPolicy: 1, tolerate: { added: [], missing: [], changed: ['x'] } },
  'too many patterns': { seqwardenPolicy: 1, tolerate: { added: Array(257).fill('x'), missing: [] } },
};

for (const [what, document] of Object.entries(REFUSED)) {
  test(`a policy with ${what} is refused`, () => {
    assert.throws(() => parsePolicy(utf8(JSON.stringify(document))), { code: 'POLICY_UNUSABLE' });
  });
}
