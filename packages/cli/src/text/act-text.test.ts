import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type AnyStatement, decodeAnyStatement } from '@seqwarden/proof';
import { ACT_NAMES, type Act, isActName } from '@seqwarden/proof/acts';
import { ROOT } from '../../../../scripts/testing/needs.ts';
import { actText } from './act-text.ts';

const VECTORS = join(ROOT, 'packages', 'proof', 'vectors', 'acts');

/** undefined: it is refused. */
function actIn(payload: Uint8Array): Act | undefined {
  try {
    const statement = decodeAnyStatement(payload);
    return statement !== undefined && isAct(statement) ? statement : undefined;
  } catch {
    return undefined;
  }
}

function isAct(statement: AnyStatement): statement is AnyStatement & Act {
  return isActName(statement.kind);
}

const LINES: Readonly<Record<string, string>> = {
  acknowledgement: 'acknowledgement: the notice 0d0d0d0d0d0d was read by 1a1a 1a1a 1a1a 1a1a 1a1a 1a1a',
  'acknowledgement-elsewhere':
    'acknowledgement: the notice 0d0d0d0d0d0d was read by 1a1a 1a1a 1a1a 1a1a 1a1a 1a1a, of the release c2c2c2c2c2c2',
  case: 'case opened: 0c0c0c0c0c0c, Universal Copy Service',
  check:
    'check: confirmed the record 4d4d4d4d4d4d on NDX550421/ruo: saw version 2.1.0 in the programs of Windows',
  correction: 'correction: the record 4d4d4d4d4d4d counts no more: was recorded for the other side',
  decision:
    'decision: affected, CVE-2023-1966, CVE-2023-1968 on NDX550421/ruo: no run tells the version, and the service runs',
  expected: 'expected: advisory of CISA (case 0c0c0c0c0c0c), by 2023-06-30',
  fact: 'fact: the use of NDX550421/ruo is research, on 2023-05-02: as the list of instruments says',
  incident:
    'incident opened: 0e0e0e0e0e0e, A run that differs, 1 run, 1 installation, base calls are not as sealed',
  'incident-more-duties':
    'incident extended: 0e0e0e0e0e0e, 0 runs, 0 installations, to decide: fda-3500a, base calls are not as sealed',
  mitigation:
    'mitigation begun: firewall on NDX550421/ruo for CVE-2023-1966, CVE-2023-1968, on 2023-05-02: nothing from outside reaches ports 80 and 443',
  notice:
    'notice released: 0d0d0d0d0d0d about a recall, urgent, to 1a1a 1a1a 1a1a 1a1a 1a1a 1a1a, 2 installations, to be acknowledged by 2023-05-05',
  observation: 'observation: NDX550421/ruo, Universal Copy Service (no version); ICSMA-23-117-01 1: 1 review',
  patch: 'patch: NDX550421/ruo, Universal Copy Service 2.0.0 to 2.1.0, for CVE-2023-1966, CVE-2023-1968',
  'patch-unsigned':
    'patch: NDX550421/ruo, Universal Copy Service 2.0.0 to 2.1.0, for CVE-2023-1966, CVE-2023-1968',
  received: 'received: letter of Illumina, SRN 2023-012, on 2023-04-06 (case 0c0c0c0c0c0c)',
  reply: 'reply: the response form went to Illumina by email on 2023-05-02 (case 0c0c0c0c0c0c)',
  rights: 'rights: the person 1a1a 1a1a 1a1a 1a1a 1a1a 1a1a may check, decide',
  'rights-not-same-person':
    'rights: the person 1a1a 1a1a 1a1a 1a1a 1a1a 1a1a may check, decide, and does not have the key c0c0 c0c0 c0c0 c0c0 c0c0 c0c0 after all',
  'rights-same-person':
    'rights: the person 1a1a 1a1a 1a1a 1a1a 1a1a 1a1a may check, decide, and has the key c0c0 c0c0 c0c0 c0c0 c0c0 c0c0 too',
  sending: 'sending: the notice 0d0d0d0d0d0d to 1a1a 1a1a 1a1a 1a1a 1a1a 1a1a by email, intended',
};

test('each kind of act is told in people’s words on one line', () => {
  assert.deepEqual(
    Object.keys(LINES).sort(),
    readdirSync(VECTORS)
      .map(name => name.replace('.json', ''))
      .sort(),
  );
  for (const [name, line] of Object.entries(LINES)) {
    const act = actIn(readFileSync(join(VECTORS, `${name}.json`)));
    assert.ok(act);
    assert.equal(actText(act), line);
  }
});

/** The statement as often as it has a text, each time with another one in its place. */
function* withText(json: string, text: string): Generator<string> {
  for (const { 0: found, index } of json.matchAll(/"(?:[^"\\]|\\.)*":?/g))
    if (!found.endsWith(':'))
      yield json.slice(0, index) + JSON.stringify(text) + json.slice(index + found.length);
}

test('nothing in an act moves the cursor, ends the line or reorders it', () => {
  let accepted = 0;
  for (const kind of ACT_NAMES)
    for (const json of withText(readFileSync(join(VECTORS, `${kind}.json`), 'utf8'), 'a\u202eb\u2028c')) {
      const act = actIn(Buffer.from(json));
      if (act === undefined) continue;
      accepted += 1;
      assert.doesNotMatch(actText(act), /[\p{Cc}\p{Cf}\p{Zl}]/u, kind);
    }
  assert.ok(accepted > 20);
});
