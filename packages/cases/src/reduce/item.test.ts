import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ADVISORY,
  aCase,
  CASE,
  CVE,
  check,
  correction,
  DEVICE,
  DX,
  decision,
  digestOf,
  fact,
  found,
  installer,
  mitigation,
  OTHER_CVE,
  observation,
  patch,
  RUO,
  reading,
  received,
  shows,
} from '../../test/make-act.ts';
import { BEN, ben, codesOf, itemOf, Site, service, stateOf, whyNot } from '../../test/site.ts';
import type { ItemState } from '../state/index.ts';

function remediation(site: Site): ItemState['remediation'] {
  return itemOf(stateOf(site)).remediation;
}

/** Affected, patched with the published installer, confirmed by somebody else, and seen in a run. */
function patched(site = new Site()): { readonly site: Site; readonly identity: string } {
  site.says(found('affected'), service);
  const { identity } = site.says(patch());
  site.says(check({ identity }), ben);
  site.says(shows('2.0', '2023-05-11'), service);
  return { site, identity };
}

describe('what makes a vulnerability on an installation done', () => {
  it('is a proven patch that a second person confirmed and a later run shows', () => {
    const { site, identity } = patched();
    const item = itemOf(stateOf(site));
    assert.equal(item.remediation, 'done');
    assert.equal(item.verdict, 'affected');
    assert.equal(codesOf(item)[0], 'EFFECT_SEEN');
    assert.equal(item.patches[0]?.record.identity, identity);
    assert.equal(item.patches[0]?.effectFrom, site.said[3]?.identity);
  });

  it('is not a patch that nobody confirmed', () => {
    const site = new Site();
    site.says(found('affected'));
    site.says(patch());
    site.says(shows('2.0', '2023-05-11'));
    assert.equal(remediation(site), 'in_progress');
    assert.ok(codesOf(itemOf(stateOf(site))).includes('CHECK_MISSING'));
  });

  it('is not a patch that only its own signer confirmed, or somebody without the right', () => {
    const site = new Site();
    site.says(found('affected'));
    const done = site.says(patch());
    const own = site.says(check(done));
    const unentitled = site.says(check(done), { signer: BEN, rights: ['decide'] });
    site.says(shows('2.0', '2023-05-11'));
    const state = stateOf(site);
    assert.equal(itemOf(state).remediation, 'in_progress');
    assert.equal(whyNot(state, own), 'OWN_CHECK');
    assert.equal(whyNot(state, unentitled), 'RIGHT_MISSING');
  });

  it('is not a patch by another file than the published one, even with a document', () => {
    const site = new Site();
    site.says(found('affected'));
    const done = site.says(patch({ installer: installer('other'), evidence: [digestOf('report')] }));
    site.says(check(done), ben);
    site.says(shows('2.0', '2023-05-11'));
    const item = itemOf(stateOf(site));
    assert.equal(item.remediation, 'not_remediated');
    assert.equal(item.patches[0]?.proof, 'differs');
    assert.ok(codesOf(item).includes('INSTALLER_DIFFERS'));
  });

  it('is a document where no digest is published, or by an unsigned document alone, and nothing without one', () => {
    for (const [published, evidence, expected] of [
      ['not_published', [digestOf('report')], 'done'],
      ['not_published', [], 'in_progress'],
      ['equal_unsigned', [digestOf('report')], 'done'],
      ['equal_unsigned', [], 'in_progress'],
    ] as const) {
      const site = new Site();
      site.says(found('affected'));
      const done = site.says(patch({ installer: installer(published), evidence: [...evidence] }));
      site.says(check(done), ben);
      site.says(shows('2.0', '2023-05-11'));
      assert.equal(remediation(site), expected);
      const isTold = published === 'equal_unsigned' && expected !== 'done';
      assert.equal(codesOf(itemOf(stateOf(site))).includes('INSTALLER_UNSIGNED'), isTold);
    }
  });

  it('is not a run of a version that was there before the patch already, whatever the record says was there', () => {
    for (const [before, after] of [
      ['1.3', '1.4'],
      ['0.9', '1.0'],
    ] as const) {
      const site = new Site();
      site.says(found('affected', {}, { readings: [reading('1.4', '2023-05-01')] }), service);
      const software = [{ component: 'universal-copy-service', name: null, before, after }] as const;
      const done = site.says(patch({ software }));
      site.says(check(done), ben);
      site.says(shows('1.4', '2023-05-11'), service);
      assert.equal(itemOf(stateOf(site)).patches[0]?.effect, 'open');
      assert.equal(remediation(site), 'in_progress');
    }
  });

  it('is a patch made again after another version was put back', () => {
    const site = new Site();
    site.says(found('affected', {}, { readings: [reading('2.0', '2023-04-01')] }), service);
    site.says(shows('1.4', '2023-05-01'), service);
    const done = site.says(patch());
    site.says(check(done), ben);
    site.says(shows('2.0', '2023-05-11'), service);
    assert.equal(remediation(site), 'done');
  });

  it('is not a version that the advisory calls affected still, unless a second person says why', () => {
    const software = [
      { component: 'universal-copy-service', name: null, before: '1.4', after: '1.6' },
    ] as const;
    const by = { installer: null, evidence: [digestOf('report')], software };
    for (const [range, effect] of [
      ['<2.0', 'unclear'],
      ['<1.6', 'seen'],
      ['>=1.0', 'seen'],
      ['words that nobody reads', 'seen'],
      [null, 'seen'],
    ] as const) {
      const site = new Site();
      site.says(found('affected', { range }), service);
      const done = site.says(patch(by));
      site.says(check(done), ben);
      site.says(shows('1.6', '2023-05-11'), service);
      assert.equal(itemOf(stateOf(site)).patches[0]?.effect, effect, range ?? 'none');
      if (effect === 'seen') continue;
      assert.equal(remediation(site), 'in_progress');
      site.says(check(done, { noRunBecause: 'the publisher backported it' }), ben);
      assert.equal(remediation(site), 'done');
    }
  });

  it('is a version outside of the range, though another program of the patch has a number within', () => {
    const site = new Site();
    site.says(found('affected'), service);
    const software = [
      { component: 'control', name: null, before: '1.0', after: '1.1' },
      { component: 'universal-copy-service', name: null, before: '1.4', after: '2.0' },
    ] as const;
    const done = site.says(patch({ installer: null, evidence: [digestOf('report')], software }));
    site.says(check(done), ben);
    const control = reading('1.1', '2023-05-11', { component: 'control' });
    site.says(observation({ advisory: null, readings: [control, reading('2.0', '2023-05-11')] }), service);
    assert.equal(remediation(site), 'done');
  });

  it('is not a patch that was confirmed more than a day before it was made: of two clocks one is wrong, and no run would ever come later', () => {
    const site = new Site();
    site.says(found('affected'));
    const at = { from: '2099-05-10T08:00:00.000Z', until: '2099-05-10T09:00:00.000Z' };
    const done = site.says(patch({ at }), { statedAt: '2099-05-11T08:00:00.000Z' });
    const early = site.says(check(done, { noRunBecause: 'the version stays' }), ben);
    const state = stateOf(site);
    assert.equal(whyNot(state, early), 'CONTRADICTS');
    assert.equal(itemOf(state).remediation, 'in_progress');
    site.says(check(done, { result: 'refuted' }), ben);
    assert.equal(remediation(site), 'not_remediated');
  });

  it('is not a run whose time overlaps that of the patch, whenever it is told', () => {
    const site = new Site();
    site.says(found('affected'));
    const done = site.says(patch());
    site.says(check(done), ben);
    const at = { from: '2023-05-10T08:30:00.000Z', until: '2023-05-12T00:00:00.000Z' };
    site.says(shows('2.0', '2023-05-11', { at }));
    assert.equal(itemOf(stateOf(site)).patches[0]?.effect, 'open');
    assert.equal(remediation(site), 'in_progress');
  });

  it('is the word of the second person that no run can show it, and not that a person saw the version', () => {
    const site = new Site();
    site.says(found('affected'));
    const done = site.says(patch());
    site.says(shows('2.0', '2023-05-11', { run: null }));
    site.says(check(done), ben);
    assert.equal(remediation(site), 'in_progress');
    site.says(check(done, { noRunBecause: 'the instrument stands still' }), ben);
    assert.equal(remediation(site), 'done');
    assert.equal(codesOf(itemOf(stateOf(site)))[0], 'EFFECT_BY_WORD');
  });

  it('is not a patch of another program than the one that is affected, though two persons and a run agree; and it says so', () => {
    const software = [
      { component: 'control', name: 'NovaSeq Control Software', before: '1.0', after: '1.1' },
    ] as const;
    const site = new Site();
    site.says(found('affected'), service);
    const done = site.says(patch({ software, evidence: [digestOf('report')] }));
    site.says(check(done, { noRunBecause: 'the patch leaves the version as it is' }), ben);
    site.says(
      shows('1.1', '2023-05-11', { component: 'control', name: 'NovaSeq Control Software' }),
      service,
    );
    const item = itemOf(stateOf(site));
    assert.equal(item.remediation, 'not_remediated');
    assert.equal(item.patches[0]?.proof, 'other_program');
    assert.equal(codesOf(item)[0], 'OTHER_PROGRAM');
    site.says(
      shows('1.0', '2023-06-11', { component: 'control', name: 'NovaSeq Control Software' }),
      service,
    );
    site.says(correction(done));
    assert.deepEqual(itemOf(stateOf(site)).reopened, [], 'what was never done does not come back');
  });

  it('is a patch of what each advisory means: no other document, as a forged one, makes another program do', () => {
    const software = [{ component: 'control', name: null, before: '1.0', after: '1.1' }] as const;
    const site = new Site();
    const forged = { sha256: digestOf('forged'), publisher: 'CISA', id: 'FORGED', version: '1' };
    site.says(found('affected'), service);
    for (const name of ['NovaSeq Control Software', 'An instrument'])
      site.says(found('affected', { product: { id: 'P1', name } }, { advisory: forged }), service);
    const done = site.says(patch({ software }));
    site.says(check(done), ben);
    site.says(shows('1.1', '2023-05-11', { component: 'control' }), service);
    assert.equal(itemOf(stateOf(site)).patches[0]?.proof, 'other_program');

    const genuine = site.says(patch());
    site.says(check(genuine), ben);
    site.says(shows('2.0', '2023-05-11'), service);
    assert.equal(remediation(site), 'not_remediated', 'nor does the genuine one answer the forged');
    site.says(decision({ advisory: forged.sha256 }));
    assert.equal(remediation(site), 'done', 'until a person says that it does not apply');
  });

  it('is a patch of what any publication of the advisory means, by the entries that are affected alone', () => {
    const of = (name: string) => ({ product: { id: 'P1', name } });
    const later = { ...ADVISORY, sha256: digestOf('advisory 2') };
    const control = [{ component: 'control', name: null, before: '1.0', after: '1.1' }] as const;
    const site = new Site();
    site.says(found('affected', of('UCS')), service);
    site.says(found('not_affected', of('NovaSeq Control Software')), service);
    site.says(patch({ software: control }));
    assert.equal(itemOf(stateOf(site)).patches[0]?.proof, 'other_program');
    site.says(found('affected', of('NovaSeq Control Software'), { advisory: later }), service);
    assert.equal(itemOf(stateOf(site)).patches[0]?.proof, 'installer');
  });

  it('is a patch of what the advisory means that a person first denied and then decided to apply', () => {
    const control = [{ component: 'control', name: null, before: '1.0', after: '1.1' }] as const;
    const site = new Site();
    site.says(found('affected'), service);
    site.says(patch({ software: control }));
    const proof = () => itemOf(stateOf(site)).patches[0]?.proof;
    site.says(decision());
    assert.equal(proof(), 'installer');
    site.says(decision({ verdict: 'affected' }));
    assert.equal(proof(), 'other_program');
    const other = new Site('2');
    other.says(decision());
    assert.equal(itemOf(stateOf(site, other)).patches[0]?.proof, 'other_program', 'denied elsewhere alone');
  });

  it('is a patch of what a denied advisory means once its new bytes say something else, also where a person confirms another patch again', () => {
    const other = { sha256: digestOf('of the manager'), publisher: 'CISA', id: 'LRM', version: '1' };
    const newer = { ...ADVISORY, sha256: digestOf('advisory 2'), version: '2' };
    const manager = { component: 'local-run-manager', name: null } as const;
    const site = new Site();
    site.says(found('affected'), service);
    const lrm = { product: { id: 'P1', name: 'Local Run Manager' } };
    site.says(found('affected', lrm, { advisory: other }), service);
    site.says(decision());
    const done = site.says(patch({ software: [{ ...manager, before: '1.0', after: '3.0' }] }));
    site.says(check(done), ben);
    site.says(shows('3.0', '2023-05-11', manager), service);
    site.says(found('affected', {}, { advisory: { ...newer, sha256: digestOf('the same') } }), service);
    assert.equal(remediation(site), 'done', 'in other bytes that say the same it is denied still');
    site.says(found('affected', { range: '<3.0' }, { advisory: newer }), service);
    const item = () => itemOf(stateOf(site));
    for (const isConfirmedAgain of [false, true]) {
      if (isConfirmedAgain) site.says(check(done), ben);
      assert.equal(item().remediation, 'not_remediated');
      assert.equal(item().patches[0]?.proof, 'other_program');
      assert.ok(codesOf(item()).includes('DECISION_OUTDATED'));
      const [back, ...more] = item().reopened;
      assert.deepEqual(
        [back?.why, back?.patch, back?.decision, more],
        ['ADVISORY_CHANGED', done.identity, null, []],
      );
      assert.deepEqual([back?.change?.from.range, back?.change?.to.range], ['<2.0', '<3.0']);
    }
    site.says(decision({ advisory: newer.sha256 }));
    assert.equal(remediation(site), 'done', 'until a person decides on what they say');
    const applies = new Site();
    for (const { act, signer, role, rights } of site.said.slice(0, 6))
      applies.says(act, { signer, role, rights });
    assert.equal(remediation(applies), 'done');
    applies.says(decision({ verdict: 'affected' }));
    applies.says(found('affected', { range: '<3.0' }, { advisory: newer }), service);
    assert.deepEqual(
      itemOf(stateOf(applies)).reopened,
      [],
      'it was never done where it was decided to apply',
    );
  });

  it('is not confirmed again, after new bytes of a denied advisory, by who confirms a patch of another program', () => {
    const other = { sha256: digestOf('of the manager'), publisher: 'CISA', id: 'LRM', version: '1' };
    const newer = { ...other, sha256: digestOf('manager 2'), version: '2' };
    const lrm = { product: { id: 'P1', name: 'Local Run Manager' } };
    const manager = { component: 'local-run-manager', name: null } as const;
    const copyService = {
      component: 'universal-copy-service',
      name: null,
      before: '1.4',
      after: '2.0',
    } as const;
    const site = new Site();
    site.says(found('affected'), service);
    site.says(found('affected', lrm, { advisory: other }), service);
    site.says(decision({ advisory: other.sha256 }));
    const both = site.says(patch({ software: [copyService, { ...manager, before: '1.0', after: '3.0' }] }));
    site.says(check(both), ben);
    const readings = [reading('2.0', '2023-05-11'), reading('3.0', '2023-05-11', manager)];
    site.says(observation({ advisory: null, readings }), service);
    assert.equal(remediation(site), 'done');
    site.says(found('affected', { ...lrm, range: '<4.0' }, { advisory: newer }), service);
    assert.equal(remediation(site), 'not_remediated');
    site.says(check(site.says(patch())), ben);
    assert.equal(remediation(site), 'not_remediated');
    assert.equal(codesOf(itemOf(stateOf(site)))[0], 'ADVISORY_CHANGED');
    site.says(check(both), ben);
    assert.equal(remediation(site), 'done');
  });

  it('is none of another program though it was taken back, and another file is told before that', () => {
    const software = [{ component: 'control', name: null, before: '1.0', after: '1.1' }] as const;
    const site = new Site();
    site.says(found('affected'), service);
    site.says(patch({ software, installer: installer('other') }));
    assert.equal(itemOf(stateOf(site)).patches[0]?.proof, 'differs');
    const done = site.says(patch({ software }));
    site.says(check(done, { noRunBecause: 'the patch leaves the version as it is' }), ben);
    site.says(correction(done));
    assert.deepEqual(itemOf(stateOf(site)).reopened, []);
  });

  it('says that only an unsigned document gives the installer, also where a document proves the patch that is not checked', () => {
    const site = new Site();
    site.says(found('affected'), service);
    site.says(patch({ installer: installer('equal_unsigned'), evidence: [digestOf('report')] }));
    const item = itemOf(stateOf(site));
    assert.equal(item.patches[0]?.proof, 'document');
    assert.ok(codesOf(item).includes('INSTALLER_UNSIGNED'));
  });

  it('is seen by a run that names a program of its kind and not which, and by none where nobody said what was patched', () => {
    const named = { component: 'control', name: 'NovaSeq Control Software' } as const;
    for (const [program, product, shown, effect] of [
      [named, 'NovaSeq Control Software', { component: 'control', name: null }, 'seen'],
      [named, 'NovaSeq Control Software', { component: 'control', name: 'MinKNOW' }, 'open'],
      [{ component: 'other', name: null }, 'An instrument', { component: 'other', name: 'A' }, 'open'],
    ] as const) {
      const site = new Site();
      site.says(found('affected', { product: { id: 'P1', name: product }, range: '<1.1' }), service);
      site.says(patch({ software: [{ ...program, before: '1.0', after: '1.1' }] }));
      site.says(shows('1.1', '2023-05-11', shown), service);
      assert.equal(itemOf(stateOf(site)).patches[0]?.effect, effect, product);
    }
  });

  it('is a patch of the program that the advisory means, however the record spells it', () => {
    for (const [component, name] of [
      ['other', 'Universal Copy Service'],
      ['other', 'ucs'],
      ['universal-copy-service', 'Illumina Universal Copy Service'],
    ] as const) {
      const site = new Site();
      site.says(found('affected'), service);
      const done = site.says(patch({ software: [{ component, name, before: '1.4', after: '2.0' }] }));
      site.says(check(done), ben);
      site.says(shows('2.0', '2023-05-11'), service);
      assert.equal(remediation(site), 'done', name);
    }
  });

  it('is any program where the advisory does not tell which it means, or nobody said which was changed', () => {
    const control = { component: 'control', name: null, before: '1.0', after: '1.1' } as const;
    for (const [product, software] of [
      [{ id: 'P1', name: 'An instrument' }, [control]],
      [null, [control]],
      [{ id: 'P1', name: 'UCS' }, [{ ...control, after: null }]],
    ] as const) {
      const site = new Site();
      site.says(found('affected', { product }), service);
      const done = site.says(patch({ software }));
      site.says(check(done, { noRunBecause: 'the instrument stands still' }), ben);
      assert.equal(remediation(site), 'done');
    }
  });

  it('is not seen by a run that shows another program alone, which was changed too', () => {
    const software = [
      { component: 'control', name: null, before: '1.0', after: '1.1' },
      { component: 'universal-copy-service', name: null, before: null, after: '2.0' },
    ] as const;
    const site = new Site();
    site.says(found('affected'), service);
    const done = site.says(patch({ software }));
    site.says(check(done), ben);
    site.says(shows('1.1', '2023-05-11', { component: 'control' }), service);
    const item = itemOf(stateOf(site));
    assert.equal(item.patches[0]?.effect, 'open');
    assert.equal(item.remediation, 'in_progress');
  });

  it('is only by word where the patch leaves the versions as they are, or nobody knows those before', () => {
    for (const before of ['2.0', '2.0.0', null]) {
      const site = new Site();
      site.says(found('affected'));
      const software = [{ component: 'universal-copy-service', name: null, before, after: '2.0' } as const];
      const done = site.says(patch({ software: [...software] }));
      site.says(check(done), ben);
      site.says(shows('2.0', '2023-05-11'));
      assert.equal(itemOf(stateOf(site)).patches[0]?.effect, 'open');
    }
  });

  it('asks a person where a later run shows a version that cannot be compared', () => {
    const { site } = patched();
    site.says(shows('2.0-rc1', '2023-05-12'));
    const item = itemOf(stateOf(site));
    assert.equal(item.remediation, 'in_progress');
    assert.ok(codesOf(item).includes('EFFECT_UNCLEAR'));
  });

  it('is never what an observation says', () => {
    const site = new Site();
    site.says(found('affected'));
    site.says(found('fixed'));
    const item = itemOf(stateOf(site));
    assert.equal(item.remediation, 'not_remediated');
    assert.deepEqual(codesOf(item), ['VERDICT_FIXED_UNRECORDED']);
  });

  it('is never a mitigation', () => {
    const site = new Site();
    site.says(found('affected'));
    const begun = site.says(mitigation());
    site.says(check(begun), ben);
    assert.equal(remediation(site), 'in_progress');
    site.says(mitigation({ action: 'ended', ends: begun.identity, on: '2023-05-01' }));
    assert.equal(remediation(site), 'not_remediated');
    assert.equal(itemOf(stateOf(site)).mitigations[0]?.endedOn, '2023-05-01');
  });

  it('is said of each installation and vulnerability apart', () => {
    const { site } = patched();
    site.says(found('affected', { vulnerability: OTHER_CVE }));
    site.says(found('affected', {}, { installed: RUO }));
    const state = stateOf(site);
    assert.equal(itemOf(state).remediation, 'done');
    assert.equal(itemOf(state, DX, OTHER_CVE).remediation, 'not_remediated');
    assert.equal(itemOf(state, RUO).remediation, 'not_remediated');
  });

  it('is refuted by the newest check of any log', () => {
    const { site, identity } = patched();
    const other = new Site('2');
    other.says(check({ identity }, { result: 'refuted' }), { signer: '8'.repeat(64) });
    const item = itemOf(stateOf(site, other));
    assert.equal(item.remediation, 'not_remediated');
    assert.equal(item.patches[0]?.checked, 'refuted');
    assert.equal(item.reopened[0]?.why, 'CHECK_REFUTED');
    other.says(check({ identity }), { signer: '8'.repeat(64) });
    assert.equal(itemOf(stateOf(site, other)).remediation, 'done');
  });
});

describe('what was done opens again', () => {
  it('when a later run shows an older version, and says which run', () => {
    const { site, identity } = patched();
    const older = site.says(shows('1.4', '2023-06-02'), service);
    const item = itemOf(stateOf(site));
    assert.equal(item.remediation, 'not_remediated');
    assert.equal(codesOf(item)[0], 'RUN_SHOWS_OLDER');
    const [reopening] = item.reopened;
    assert.equal(reopening?.why, 'RUN_SHOWS_OLDER');
    assert.equal(reopening?.patch, identity);
    assert.equal(reopening?.record.identity, older.identity);
    assert.deepEqual(reopening?.run, {
      id: 'run of 2023-06-02',
      seal: null,
      component: 'universal-copy-service',
      version: '1.4',
    });
  });

  it('when a later run shows an older version of the same program under any spelling of its name', () => {
    const product = { id: 'P1', name: 'NovaSeq Control Software 1.8' };
    for (const [patched, read] of [
      ['NovaSeq 6000 Control Software', 'NovaSeq Control Software'],
      ['NovaSeq Control Software', 'Illumina NovaSeq® Control-Software'],
      ['NovaSeq Control Software', 'novaseq 6000 control software'],
    ] as const) {
      const site = new Site();
      site.says(found('affected', { product, range: '<=1.8' }), service);
      const software = [{ component: 'control', name: patched, before: '1.8', after: '1.9' }] as const;
      const done = site.says(patch({ software }));
      site.says(check(done), ben);
      const named = { component: 'control', name: patched } as const;
      site.says(shows('1.9', '2023-05-11', named), service);
      assert.equal(remediation(site), 'done');
      site.says(shows('1.8', '2023-06-11', { component: 'control', name: read }), service);
      const item = itemOf(stateOf(site));
      assert.equal(item.remediation, 'not_remediated', read);
      assert.equal(item.reopened[0]?.why, 'RUN_SHOWS_OLDER');
    }
  });

  it('and is done again by a patch made after that run, not by a newer run alone', () => {
    const { site } = patched();
    site.says(shows('1.4', '2023-06-02'));
    site.says(shows('2.0', '2023-06-04'));
    assert.equal(remediation(site), 'not_remediated');
    const at = { from: '2023-06-03T08:00:00.000Z', until: '2023-06-03T09:00:00.000Z' };
    const again = site.says(patch({ at }));
    site.says(check(again), ben);
    const item = itemOf(stateOf(site));
    assert.equal(item.remediation, 'done');
    assert.equal(item.reopened.length, 1);
  });

  it('when an older run is told late, for a run comes later by its own time', () => {
    const { site } = patched();
    site.says(shows('1.4', '2023-05-09'), { ...service, statedAt: '2024-01-01T00:00:00.000Z' });
    assert.equal(remediation(site), 'done');
  });

  it('when somebody saw an older version, with or without a run', () => {
    const { site } = patched();
    site.says(shows('1.4', '2023-06-02', { run: null }));
    assert.equal(remediation(site), 'not_remediated');
  });

  it('not where it was never done: then it is only not effective', () => {
    const site = new Site();
    site.says(found('affected'));
    const unproven = site.says(patch({ installer: null }));
    site.says(shows('2.0', '2023-05-11'));
    site.says(shows('1.4', '2023-06-02'));
    assert.deepEqual(itemOf(stateOf(site)).reopened, []);
    site.says(check(unproven), ben);
    const item = itemOf(stateOf(site));
    assert.deepEqual(item.reopened, []);
    assert.equal(item.remediation, 'not_remediated');
    assert.equal(codesOf(item)[0], 'RUN_SHOWS_OLDER');
    const unconfirmed = new Site();
    unconfirmed.says(patch());
    unconfirmed.says(shows('2.0', '2023-05-11'));
    unconfirmed.says(shows('1.4', '2023-06-02'));
    assert.deepEqual(itemOf(stateOf(unconfirmed)).reopened, []);
  });

  it('not where the new version was seen only after the older one: nothing had shown the patch before', () => {
    const site = new Site();
    site.says(found('affected'));
    site.says(check(site.says(patch())), ben);
    site.says(shows('1.4', '2023-05-11'));
    site.says(shows('2.0', '2023-05-12'));
    const item = itemOf(stateOf(site));
    assert.deepEqual(item.reopened, []);
    assert.equal(codesOf(item)[0], 'RUN_SHOWS_OLDER');
  });

  it('compares versions by their numbers', () => {
    const { site } = patched();
    site.says(shows('2.10', '2023-06-02'));
    assert.equal(remediation(site), 'done');
  });

  it('when its patch is corrected', () => {
    const { site, identity } = patched();
    const by = site.says(correction({ identity }));
    const state = stateOf(site);
    const item = itemOf(state);
    assert.equal(item.remediation, 'not_remediated');
    assert.deepEqual(item.patches, []);
    assert.equal(item.reopened[0]?.why, 'PATCH_CORRECTED');
    assert.equal(item.reopened[0]?.record.identity, by.identity);
    const corrected = site.said.find(one => one.identity === identity);
    assert.equal(corrected && whyNot(state, corrected), 'CORRECTED');
  });

  const newer = { advisory: { ...ADVISORY, sha256: digestOf('advisory 2'), version: '2' } };

  it('when new bytes of the advisory say something else of it, and shows both', () => {
    const { site, identity } = patched();
    site.says(found('affected', { range: '<3.0' }, newer), service);
    const item = itemOf(stateOf(site));
    assert.equal(item.remediation, 'not_remediated');
    assert.equal(codesOf(item)[0], 'ADVISORY_CHANGED');
    assert.deepEqual(item.reopened[0]?.change, {
      from: { advisory: ADVISORY.sha256, verdict: 'affected', range: '<2.0' },
      to: { advisory: digestOf('advisory 2'), verdict: 'affected', range: '<3.0' },
    });
    assert.equal(item.reopened[0]?.patch, identity);
  });

  it('by another offer of the advisory, or another entry, or a worse verdict', () => {
    const changes: Parameters<typeof found>[] = [
      ['affected', { remediations: digestOf('another update') }],
      ['affected', { product: { id: 'CSAFPID-0001', name: 'UCS of the Dx side' } }],
    ];
    for (const [verdict, more] of changes) {
      const { site } = patched();
      site.says(found(verdict, more, newer));
      assert.equal(remediation(site), 'not_remediated');
    }
  });

  it('not when they say the same in other bytes, with other product ids', () => {
    const { site } = patched();
    site.says(found('affected', { product: { id: 'CSAFPID-0007', name: 'UCS' } }, newer));
    assert.equal(remediation(site), 'done');
    assert.deepEqual(itemOf(stateOf(site)).reopened, []);
  });

  it('not when they no longer say that it is affected', () => {
    const { site } = patched();
    site.says(found('not_listed', { product: null, range: null, remediations: null }, newer));
    assert.equal(remediation(site), 'done');
  });

  it('by what another log found, before or after the check by the times that are stated', () => {
    const [persons, observers] = [new Site('1'), new Site('2')];
    const on = (day: string) => ({ ...service, statedAt: `2023-${day}T09:00:00.000Z` });
    const state = () => itemOf(stateOf(persons, observers)).remediation;
    observers.says(found('affected'), on('05-01'));
    observers.says(shows('2.0', '2023-05-11'), on('05-12'));
    const done = persons.says(patch(), { statedAt: '2023-05-10T10:00:00.000Z' });
    persons.says(check(done), { ...ben, statedAt: '2023-05-13T10:00:00.000Z' });
    assert.equal(state(), 'done');
    observers.says(found('affected', { range: '<3.0' }, newer), on('06-01'));
    assert.equal(state(), 'not_remediated');
    persons.says(check(done), { ...ben, statedAt: '2023-06-02T10:00:00.000Z' });
    assert.equal(state(), 'done');
  });

  it('not any more when it says again what it said', () => {
    const { site } = patched();
    site.says(found('affected', { range: '<3.0' }, newer));
    site.says(found('affected'));
    assert.equal(remediation(site), 'done');
    assert.equal(itemOf(stateOf(site)).reopened.length, 1);
  });

  it('until a second person confirms the patch by what they say', () => {
    const { site, identity } = patched();
    site.says(found('affected', { range: '<3.0' }, newer));
    site.says(check({ identity }), ben);
    const item = itemOf(stateOf(site));
    assert.equal(item.remediation, 'done');
    assert.equal(item.reopened.length, 1);
  });

  it('not when the patch was confirmed with the new bytes at hand, whatever other observers still have', () => {
    const site = new Site();
    site.says(found('affected'));
    site.says(found('affected', { range: '<3.0' }, newer));
    const { identity } = site.says(patch());
    site.says(check({ identity }), ben);
    site.says(shows('2.0', '2023-05-11'));
    site.says(found('affected'), service);
    assert.equal(remediation(site), 'done');
  });
});

describe('the verdict on a vulnerability of an installation', () => {
  it('is the newest of a log, and of several logs the strictest', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(found('review'));
    one.says(found('affected'));
    assert.equal(itemOf(stateOf(one)).verdict, 'affected');
    other.says(found('not_listed'));
    assert.equal(itemOf(stateOf(one, other)).verdict, 'affected');
  });

  it('stays with a person once an observation asked for one: a later one closes nothing', () => {
    const site = new Site();
    const asked = site.says(found('affected'));
    const silent = site.says(found('not_listed', { product: null, range: null, remediations: null }));
    const item = itemOf(stateOf(site));
    assert.equal(item.verdict, 'review');
    assert.equal(item.remediation, 'not_remediated');
    assert.deepEqual(item.reasons, [
      { code: 'VERDICT_REVIEW', records: [asked.identity, silent.identity].sort() },
    ]);
    site.says(decision());
    assert.equal(remediation(site), 'not_needed');
  });

  it('is not needed where the advisory says so, or nothing', () => {
    for (const verdict of ['not_affected', 'not_listed'] as const) {
      const site = new Site();
      site.says(found(verdict));
      assert.equal(remediation(site), 'not_needed');
    }
  });

  it('is what a person decides, who has the right', () => {
    const site = new Site();
    site.says(found('review'));
    const unentitled = site.says(decision(), { signer: BEN, rights: ['check'] });
    assert.equal(whyNot(stateOf(site), unentitled), 'RIGHT_MISSING');
    assert.equal(remediation(site), 'not_remediated');
    site.says(decision());
    assert.equal(itemOf(stateOf(site)).verdict, 'not_affected');
    assert.equal(remediation(site), 'not_needed');
  });

  it('is the stricter one where two logs decided differently', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(found('review'));
    one.says(decision());
    other.says(decision({ verdict: 'affected' }));
    const item = itemOf(stateOf(one, other));
    assert.equal(item.verdict, 'affected');
    assert.equal(item.decision?.verdict, 'affected');
  });

  it('of a decision holds for later bytes that say the same, and is asked again by those that do not', () => {
    const site = new Site();
    const bytes = (name: string) => ({ advisory: { ...ADVISORY, sha256: digestOf(name) } });
    site.says(found('review'));
    site.says(decision());
    site.says(found('review', {}, bytes('the same')));
    assert.equal(remediation(site), 'not_needed');
    site.says(found('review', { range: '<3.0' }, bytes('another')));
    const item = itemOf(stateOf(site));
    assert.equal(item.verdict, 'review');
    assert.ok(codesOf(item).includes('DECISION_OUTDATED'));
    site.says(decision({ advisory: digestOf('another') }));
    assert.equal(remediation(site), 'not_needed');
  });

  it('comes back with the difference, where all was decided not to apply and new bytes say something else', () => {
    const newer = { advisory: { ...ADVISORY, sha256: digestOf('another') } };
    const other = {
      advisory: { sha256: digestOf('vendor'), publisher: 'Illumina', id: 'I-1', version: '1' },
    };
    const back = (site: Site) => itemOf(stateOf(site)).reopened;
    const decided = () => {
      const site = new Site();
      site.says(found('review'));
      return { site, said: site.says(decision()) };
    };
    const { site, said } = decided();
    site.says(found('review', {}, { advisory: { ...ADVISORY, sha256: digestOf('the same') } }));
    assert.deepEqual(back(site), []);
    const { identity } = site.says(found('affected', { range: '<3.0' }, newer));
    const saidBy = (advisory: string, verdict: string, range: string) => ({ advisory, verdict, range });
    assert.deepEqual(
      back(site).map(({ why, record, patch, decision, change }) => [
        why,
        record.identity,
        patch,
        decision,
        change,
      ]),
      [
        [
          ...['ADVISORY_CHANGED', identity, null, said.identity],
          {
            from: saidBy(digestOf('the same'), 'review', '<2.0'),
            to: saidBy(digestOf('another'), 'affected', '<3.0'),
          },
        ],
      ],
    );
    site.says(decision({ advisory: digestOf('another') }));
    assert.equal(remediation(site), 'not_needed');
    assert.equal(back(site).length, 1, 'that it did stays');

    for (const [day, count] of [
      ['2023-05-01', 1],
      ['2023-05-03', 0],
    ] as const) {
      const [persons, observers] = [new Site('1'), new Site('2')];
      observers.says(found('review'), service);
      observers.says(found('affected', { range: '<3.0' }, newer), {
        ...service,
        statedAt: '2023-05-02T00:00:00.000Z',
      });
      persons.says(decision(), { statedAt: `${day}T00:00:00.000Z` });
      assert.equal(itemOf(stateOf(persons, observers)).reopened.length, count, 'in two logs by the times');
    }

    const open = decided().site;
    open.says(found('affected', {}, other));
    open.says(found('affected', { range: '<3.0' }, newer));
    assert.deepEqual(back(open), [], 'what was open by another advisory does not come back');
    const undecided = new Site();
    undecided.says(found('not_affected'));
    undecided.says(found('affected', {}, newer));
    assert.deepEqual(back(undecided), [], 'nor what nobody decided');
    const applies = decided().site;
    applies.says(decision({ verdict: 'affected' }));
    applies.says(found('affected', { range: '<3.0' }, newer));
    assert.deepEqual(back(applies), [], 'nor what a person decided to apply since');
  });

  it('comes back by the last of very many changes of an advisory too: no more than those of a log are looked at', () => {
    const site = new Site();
    const changed = (at: number) =>
      site.says(
        found(
          'affected',
          { range: `<${at}` },
          { advisory: { ...ADVISORY, sha256: digestOf(`bytes ${at}`) } },
        ),
        service,
      );
    for (let at = 0; at <= 70; at++) changed(at);
    site.says(decision({ advisory: digestOf('bytes 70') }));
    assert.equal(remediation(site), 'not_needed');
    const { identity } = changed(71);
    assert.deepEqual(
      itemOf(stateOf(site)).reopened.map(({ record }) => record.identity),
      [identity],
    );
  });

  it('of a decision does not hold once the instrument is another, though the advisory is the same', () => {
    const site = new Site();
    site.says(found('review'));
    site.says(decision());
    site.says(found('affected'));
    assert.equal(itemOf(stateOf(site)).verdict, 'affected');
  });

  it('wants a decision on each advisory, and one does not take the place of the other', () => {
    const site = new Site();
    const other = {
      advisory: { sha256: digestOf('vendor'), publisher: 'Illumina', id: 'ILMN-1', version: '1' },
    };
    site.says(found('review'));
    site.says(found('review', {}, other));
    site.says(decision());
    assert.equal(itemOf(stateOf(site)).verdict, 'review');
    site.says(decision({ advisory: digestOf('vendor') }));
    assert.equal(itemOf(stateOf(site)).verdict, 'not_affected');
    assert.equal(itemOf(stateOf(site)).findings.length, 2);
  });
});

describe('an installation that is out of use', () => {
  it('needs nothing, nor does one of a device that is', () => {
    const site = new Site();
    site.says(found('affected'));
    site.says(fact('retired', 'yes', { installed: DEVICE }));
    assert.equal(remediation(site), 'not_needed');
    assert.equal(codesOf(itemOf(stateOf(site)))[0], 'RETIRED');
    site.says(fact('retired', 'no'));
    assert.equal(remediation(site), 'not_remediated');
  });

  it('is in use where it makes a run later', () => {
    const site = new Site();
    site.says(found('affected'));
    site.says(fact('retired', 'yes', { on: '2023-06-01' }));
    site.says(shows('1.4', '2023-06-01'));
    assert.equal(remediation(site), 'not_needed');
    site.says(shows('1.4', '2023-06-04'));
    assert.equal(remediation(site), 'not_remediated');
  });
});

describe('a case that begins with a letter', () => {
  const letter = () => received({ products: [DX] });
  const named = () => received({ what: 'advisory', vulnerabilities: [CVE], products: [] }, 'advisory 1');

  it('makes an item of each product that a person chose', () => {
    const site = new Site();
    site.says(aCase());
    const { identity } = site.says(letter());
    const item = itemOf(stateOf(site), DX, `case:${CASE}`);
    assert.equal(item.verdict, null);
    assert.equal(item.remediation, 'not_remediated');
    assert.deepEqual(item.reasons, [{ code: 'CHOSEN_BY_LETTER', records: [identity] }]);
    assert.deepEqual(item.cases, [CASE]);
  });

  it('makes items of the vulnerabilities once a document names them', () => {
    const site = new Site();
    site.says(aCase());
    site.says(letter());
    site.says(named());
    const state = stateOf(site);
    assert.deepEqual(state.cases[0]?.vulnerabilities, [CVE]);
    assert.deepEqual(
      state.items.map(({ vulnerability }) => vulnerability),
      [CVE],
    );
    assert.deepEqual(codesOf(itemOf(state)), ['CHOSEN_BY_LETTER']);
    site.says(found('affected'));
    assert.deepEqual(codesOf(itemOf(stateOf(site))), ['VERDICT_AFFECTED', 'CHOSEN_BY_LETTER']);
  });

  it('leaves what was chosen to a person where the advisory says nothing', () => {
    const site = new Site();
    site.says(aCase());
    site.says(letter());
    site.says(named());
    site.says(found('not_listed'));
    assert.equal(itemOf(stateOf(site)).verdict, 'review');
    site.says(decision());
    assert.equal(remediation(site), 'not_needed');
  });

  it('does not take a patch for the letter as one for what is named later, and says that there is one', () => {
    const site = new Site();
    const matter = `case:${CASE}`;
    site.says(aCase());
    site.says(letter());
    const done = site.says(patch({ vulnerabilities: [matter] }));
    site.says(check(done, { vulnerabilities: [matter] }), ben);
    site.says(observation({ readings: [reading('2.0', '2023-05-11')] }));
    assert.equal(itemOf(stateOf(site), DX, matter).remediation, 'done');
    const { identity } = site.says(named());
    const state = stateOf(site);
    assert.equal(itemOf(state, DX, matter).remediation, 'done');
    const item = itemOf(state);
    assert.equal(item.remediation, 'in_progress');
    assert.deepEqual(item.reasons.at(-1), { code: 'PATCHED_FOR_CASE', records: [done.identity] });
    assert.equal(codesOf(item)[0], 'CHOSEN_BY_LETTER');
    assert.ok(state.cases[0]?.documents.some(({ record }) => record.identity === identity));
  });

  it('asks no more about the letter itself once its vulnerabilities have names', () => {
    const site = new Site();
    const matter = `case:${CASE}`;
    site.says(aCase());
    site.says(letter());
    site.says(patch({ vulnerabilities: [matter] }));
    site.says(named());
    const item = itemOf(stateOf(site), DX, matter);
    assert.equal(item.remediation, 'not_needed');
    assert.deepEqual(codesOf(item), ['NAMED_SINCE']);
  });

  it('asks about the letter until each register that chose by it names them itself', () => {
    const [site, other] = [new Site('1'), new Site('2')];
    const matter = `case:${CASE}`;
    site.says(aCase());
    site.says(letter());
    other.says(named());
    other.says(found('not_affected'), service);
    const asked = () => itemOf(stateOf(site, other), DX, matter);
    assert.deepEqual([asked().remediation, codesOf(asked())], ['not_remediated', ['CHOSEN_BY_LETTER']]);
    other.says(letter());
    assert.equal(asked().remediation, 'not_remediated', 'who chose it, too, answers for himself alone');
    site.says(named());
    const now = () => stateOf(site, other).items.map(({ vulnerability }) => vulnerability);
    assert.deepEqual(now(), [CVE]);
  });
});
