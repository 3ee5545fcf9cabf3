import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ReadingParts, reading } from '../../test/make-reading.ts';
import { BUILT_IN, changed, told } from '../../test/matching.ts';
import { buildInventory, type StatedFix, type StatedMitigation } from '../inventory/index.ts';
import { OVERLAY } from '../overlay/index.ts';
import type { Finding } from './finding.ts';
import { matchAdvisories } from './match-advisories.ts';

const PATCH = {
  sha256: '595b724f1c5b4bac446001400b38b748b4ef05520b5489ea4711a2a4289e721a',
  sha512:
    '52b5cfdc462b10011027e94f184c2f0da25b0b1363fddb7fa5793938d11f976259a7f73e77c2fd157f560439ec3df70446aa561b586dc8ef94db2ed95fcce841',
};

describe('fixes', () => {
  const DX = { serial: 'MN00001', model: 'MiniSeq', name: 'MiniSeq Control Software', version: '2.2.1.9' };
  const RUNS = [
    { ...DX, at: '2022-01-01', localRunManager: '2.4.1.2636' },
    { ...DX, at: '2024-01-01', localRunManager: '2.4.1.2636' },
  ];

  function fix(parts: Partial<StatedFix>): StatedFix {
    return {
      vulnerabilities: ['CVE-2022-1517', 'CVE-2023-1968'],
      at: { from: '2023-05-02T00:00:00.000Z', until: '2023-05-02T23:59:59.999Z' },
      installer: null,
      evidence: null,
      source: { kind: 'stated', by: 'lab-manager', on: '2023-05-03' },
      ...parts,
    };
  }

  function after(cve: string, fixes: readonly StatedFix[], runs: readonly ReadingParts[] = RUNS): Finding {
    const inventory = changed(buildInventory(runs.map(reading)), installation => ({
      ...installation,
      fixes,
    }));
    const { findings } = matchAdvisories(inventory, BUILT_IN, OVERLAY);
    const finding = findings.find(({ vulnerability }) => vulnerability === cve);
    assert.ok(finding !== undefined);
    return finding;
  }

  const EVIDENCE = 'ab'.repeat(32);

  test('the installer’s digest is the patch’s: fixed', () => {
    for (const installer of [
      PATCH,
      { ...PATCH, sha512: null },
      { sha256: null, sha512: PATCH.sha512.toUpperCase() },
    ]) {
      const proof = fix({ installer });
      const finding = after('CVE-2022-1517', [proof]);
      assert.equal(told(finding), 'fixed FIX_PROVEN VERSION_LISTED');
      assert.deepEqual(finding.proofs, [proof]);
      assert.ok(finding.evidence.some(({ overlay }) => overlay.includes('illumina/lrm-patch')));
      assert.equal(finding.exposed.length, 1, 'what was exposed before stays told');
    }
  });

  test('another digest, or one of two that differs, is no proof', () => {
    for (const installer of [
      { sha256: EVIDENCE, sha512: null },
      { ...PATCH, sha512: '00'.repeat(64) },
    ]) {
      const finding = after('CVE-2022-1517', [fix({ installer })]);
      assert.equal(told(finding), 'review FIX_DIGEST_DIFFERS VERSION_LISTED');
      assert.deepEqual(finding.proofs, []);
    }
  });

  test('where no digest was published a document is proof, and a word is none', () => {
    assert.match(told(after('CVE-2023-1968', [fix({ evidence: EVIDENCE })])), /^fixed FIX_PROVEN/);
    assert.match(told(after('CVE-2023-1968', [fix({})])), /^review FIX_WITHOUT_PROOF/);
    assert.match(told(after('CVE-2023-1968', [fix({ installer: PATCH })])), /^review FIX_WITHOUT_PROOF/);
  });

  test('where one was published a document alone is none', () => {
    assert.match(told(after('CVE-2022-1517', [fix({ evidence: EVIDENCE })])), /^review FIX_WITHOUT_PROOF/);
  });

  test('a fix of another vulnerability is none', () => {
    assert.match(told(after('CVE-2022-1518', [fix({ installer: PATCH })])), /^affected/);
  });

  test('an older version of any program, seen after the fix, opens it again', () => {
    const back = [...RUNS, { ...DX, at: '2025-01-01', version: '2.1.0', localRunManager: '2.4.1.2636' }];
    const finding = after('CVE-2022-1517', [fix({ installer: PATCH })], back);
    assert.equal(told(finding), 'affected SEEN_AFTER_FIX VERSION_LISTED');
    assert.deepEqual(finding.proofs, []);
  });

  test('an older version that nothing dates, and a program of another name, are for a person', () => {
    const undated = [...RUNS, { ...DX, at: null, version: '2.1.0' }];
    assert.equal(
      told(after('CVE-2022-1517', [fix({ installer: PATCH })], undated)),
      'review SEEN_AFTER_FIX VERSION_LISTED',
    );
    const renamed = [...RUNS, { ...DX, at: '2025-01-01', name: 'Another', localRunManager: '2.4.1.2636' }];
    assert.equal(
      told(after('CVE-2022-1517', [fix({ installer: PATCH })], renamed)),
      'review SEEN_AFTER_FIX VERSION_LISTED',
    );
  });

  test('an older version of which nobody knows whether it is of before or after the fix is for a person', () => {
    const wide = { from: '2021-06-01T00:00:00.000Z', until: '2025-06-01T00:00:00.000Z' };
    const doubtful = [...RUNS, { ...DX, at: wide, version: '2.1.0', localRunManager: '2.4.1.2636' }];
    assert.equal(
      told(after('CVE-2022-1517', [fix({ installer: PATCH })], doubtful)),
      'review SEEN_AFTER_FIX VERSION_LISTED',
    );
  });

  test('a proof from before anything was listed proves nothing of what came after', () => {
    const patched = fix({ evidence: EVIDENCE });
    const before = { at: '2022-01-01', version: '1.7.0', copyService: '1.6.3.1575' };
    const upgraded = { at: '2023-06-02', version: '1.8.0', copyService: '2.7.2.4320' };
    assert.match(
      told(after('CVE-2023-1968', [patched], [before, upgraded])),
      /^review SEEN_AFTER_FIX BOUND_COARSER/,
    );
  });

  test('a fix from before anything is known of what is listed is for a person', () => {
    const run = { ...DX, at: '2023-06-02', localRunManager: '2.4.1.2636' };
    const opened = 'review SEEN_AFTER_FIX VERSION_LISTED';
    assert.equal(told(after('CVE-2022-1517', [fix({ installer: PATCH })], [run])), opened);
    const withoutProgram = { ...run, at: '2022-01-01', localRunManager: null };
    assert.equal(told(after('CVE-2022-1517', [fix({ installer: PATCH })], [withoutProgram, run])), opened);
    assert.equal(told(after('CVE-2022-1517', [fix({ installer: PATCH })], [{ ...run, at: null }])), opened);
    const long = { from: '2013-05-02T00:00:00.000Z', until: '2013-05-02T23:59:59.999Z' };
    assert.equal(told(after('CVE-2022-1517', [fix({ installer: PATCH, at: long })])), opened);
    const sameDay = { ...run, at: '2023-05-02' };
    assert.match(
      told(after('CVE-2022-1517', [fix({ installer: PATCH })], [sameDay, run])),
      /^fixed FIX_PROVEN/,
    );
  });

  test('an upgrade on the day of the fix is none that speaks against it', () => {
    const upgraded = [
      { ...DX, at: '2023-05-01', version: '2.1.0', localRunManager: '2.4.1.2636' },
      { ...DX, at: '2023-05-02', localRunManager: '2.4.1.2636' },
      { ...DX, at: '2023-06-02', localRunManager: '2.4.1.2636' },
    ];
    assert.match(told(after('CVE-2022-1517', [fix({ installer: PATCH })], upgraded)), /^fixed FIX_PROVEN/);
  });

  test('a newer version stays fixed: it may be how it was fixed', () => {
    for (const localRunManager of ['3.0.0', '4.0.0']) {
      const upgraded = [...RUNS, { ...DX, at: '2025-01-01', localRunManager }];
      assert.match(told(after('CVE-2022-1517', [fix({ installer: PATCH })], upgraded)), /^fixed FIX_PROVEN/);
    }
  });

  test('a fix of one installation is none of another', () => {
    const run = {
      serial: 'NDX550421',
      model: 'NextSeq 550Dx',
      name: 'NextSeq Control Software',
      version: '4.0.1.41',
      localRunManager: '2.4',
    };
    const inventory = changed(
      buildInventory([reading({ ...run, mode: 'ruo' }), reading({ ...run, mode: 'dx' })]),
      installation =>
        installation.id === 'dx' ? { ...installation, fixes: [fix({ installer: PATCH })] } : installation,
    );
    const { findings } = matchAdvisories(inventory, BUILT_IN, OVERLAY);
    const verdicts = findings
      .filter(({ vulnerability }) => vulnerability === 'CVE-2022-1517')
      .map(({ installation, verdict }) => `${installation} ${verdict}`);
    assert.deepEqual(verdicts, ['dx fixed', 'ruo affected']);
  });

  test('a mitigation changes no verdict', () => {
    const mitigation: StatedMitigation = {
      vulnerabilities: ['CVE-2022-1517'],
      from: { from: '2022-06-01T00:00:00.000Z', until: '2022-06-02T00:00:00.000Z' },
      until: null,
      text: 'off the network',
      source: { kind: 'stated', by: 'lab-manager', on: '2022-06-03' },
    };
    const inventory = changed(buildInventory(RUNS.map(reading)), installation => ({
      ...installation,
      mitigations: [mitigation],
    }));
    const { findings } = matchAdvisories(inventory, BUILT_IN, OVERLAY);
    assert.equal(
      findings.find(({ vulnerability }) => vulnerability === 'CVE-2022-1517')?.verdict,
      'affected',
    );
  });
});
