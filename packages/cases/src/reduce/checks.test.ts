import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { check, found, patch, shows } from '../../test/make-act.ts';
import { ANNA, BEN, ben, itemOf, Site, stateOf, whyNot } from '../../test/site.ts';
import { Reduction } from './reduction.ts';
import { stateJson } from './state-json.ts';

const CARD = 'c0'.repeat(32);
const OTHER = 'c1'.repeat(32);

/** Anna patched it, a run shows it; whoever checks it makes it done, where that counts. */
function patched(letter = '1') {
  const site = new Site(letter);
  site.says(found('affected'));
  const done = site.says(patch());
  site.says(shows('2.0', '2023-05-11'));
  return { site, done };
}

const remediation = (...sites: readonly Site[]) => itemOf(stateOf(...sites)).remediation;

describe('nobody checks what he recorded himself', () => {
  it('with another key that a register says is his, whenever it says so', () => {
    const { site, done } = patched();
    const own = site.says(check(done), { signer: CARD });
    assert.equal(remediation(site), 'done');
    site.joins(CARD, ANNA);
    assert.equal(remediation(site), 'in_progress');
    assert.equal(whyNot(stateOf(site), own), 'OWN_CHECK');
    site.says(check(done), ben);
    assert.equal(remediation(site), 'done');
  });

  it('with a key that took the place of one that took the place of his', () => {
    const { site, done } = patched();
    site.joins(CARD, ANNA);
    site.joins(OTHER, CARD);
    const own = site.says(check(done), { signer: OTHER });
    assert.equal(whyNot(stateOf(site), own), 'OWN_CHECK');
  });

  it('where each of several registers knows a part of who is who', () => {
    const { site: north, done } = patched();
    const south = new Site('2');
    south.joins(OTHER, CARD);
    const own = south.says(check(done), { signer: OTHER });
    assert.equal(remediation(north, south), 'done');
    north.joins(CARD, ANNA);
    const state = stateOf(north, south);
    assert.equal(whyNot(state, own), 'OWN_CHECK');
    assert.equal(itemOf(state).remediation, 'in_progress');
  });

  it('but what another key of his refutes counts, so that nothing gets better by who is who', () => {
    const { site, done } = patched();
    site.joins(CARD, ANNA);
    site.says(check(done), ben);
    const refuted = site.says(check(done, { result: 'refuted' }), { signer: CARD });
    const state = stateOf(site);
    assert.equal(whyNot(state, refuted), undefined);
    assert.equal(itemOf(state).patches[0]?.checked, 'refuted');
  });

  it('nor refutes it with the very key: who was wrong corrects his record', () => {
    const { site, done } = patched();
    const own = site.says(check(done, { result: 'refuted' }));
    assert.equal(whyNot(stateOf(site), own), 'OWN_CHECK');
  });

  it('and of others nothing changes', () => {
    const { site, done } = patched();
    site.says(check(done), ben);
    const before = JSON.stringify(stateOf(site));
    site.joins(CARD, ANNA);
    site.joins(OTHER, BEN);
    assert.equal(JSON.stringify(stateOf(site)), before);
  });

  it('which is known before it is entered', () => {
    const { site, done } = patched();
    const reduction = new Reduction();
    for (const entry of site.entries) reduction.add(entry);
    reduction.state();
    reduction.add({ onePerson: { log: site.log, key: CARD, other: ANNA, at: 9, isSo: true } });
    const own = new Site('2').says(check(done), { signer: CARD });
    assert.equal(reduction.whyNot(own), 'OWN_CHECK');
  });

  it('also where that is said of records of which the state was asked for already', () => {
    const { site, done } = patched();
    site.says(check(done), { signer: CARD });
    const reduction = new Reduction();
    for (const entry of site.entries) reduction.add(entry);
    assert.equal(itemOf(reduction.state()).remediation, 'done');
    reduction.add({ onePerson: { log: site.log, key: CARD, other: ANNA, at: 9, isSo: true } });
    assert.equal(itemOf(reduction.state()).remediation, 'in_progress');
  });

  it('counts no more where that is taken back, as if it had never been said', () => {
    const { site, done } = patched();
    site.says(check(done), { signer: CARD });
    const reduction = new Reduction();
    const word = { log: site.log, key: CARD, other: ANNA };
    for (const entry of site.entries) reduction.add(entry);
    const before = stateJson(reduction.state());
    reduction.add({ onePerson: { ...word, at: 9, isSo: true } });
    assert.equal(itemOf(reduction.state()).remediation, 'in_progress');
    reduction.add({ onePerson: { ...word, at: 10, isSo: false } });
    assert.equal(stateJson(reduction.state()), before);
  });
});
