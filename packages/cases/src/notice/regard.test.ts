import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BOTH, type FactOf, letter, on, stated } from '../../test/notice-parts.ts';
import type { InstallationState } from '../state/index.ts';
import { regardOf } from './regard.ts';

describe('how an installation is spoken of', () => {
  const [dx, ruo, device] = [on('N1', 'dx'), on('N1', 'ruo'), on('N1', null)];

  it("follows the device's status on both sides, and never the mode", () => {
    for (const side of [dx, ruo]) {
      const ivd = regardOf(side, [stated(device, ['regulatoryStatus', 'ivd'])], BOTH);
      assert.deepEqual([ivd.about, ivd.document], ['recall', BOTH[0]]);
      const research = regardOf(side, [stated(device, ['regulatoryStatus', 'ruo'])], BOTH);
      assert.deepEqual([research.about, research.document], ['quality_notification', BOTH[1]]);
    }
  });

  it('is the safety notification where that is what the manufacturer sent', () => {
    const documents = [letter('safety_notification'), letter('quality_notification')];
    assert.equal(
      regardOf(dx, [stated(device, ['regulatoryStatus', 'ivd'])], documents).about,
      'safety_notification',
    );
  });

  it('is the stricter kind where the status is not known, contradicted or withdrawn', () => {
    for (const facts of [
      [],
      [
        ['regulatoryStatus', 'ivd'],
        ['regulatoryStatus', 'ruo'],
      ],
      [['regulatoryStatus', 'unknown']],
    ] as FactOf[][]) {
      const { status, about } = regardOf(dx, [stated(device, ...facts)], BOTH);
      assert.deepEqual([status, about], ['unknown', 'recall']);
      assert.equal(regardOf(dx, [stated(device, ...facts)], []).about, 'recall');
    }
  });

  it('names no document that did not come in for it, or was replaced', () => {
    const ivd = [stated(device, ['regulatoryStatus', 'ivd'])];
    assert.equal(regardOf(dx, ivd, [letter('quality_notification')]).document, null);
    assert.equal(regardOf(dx, ivd, [letter('recall', { products: [on('OTHER', null)] })]).document, null);
    assert.equal(regardOf(dx, ivd, [letter('recall', { products: [ruo] })]).document?.says.notice, 'recall');
    const newer = letter('safety_notification', { replaces: letter('recall').subject });
    assert.equal(regardOf(dx, ivd, [letter('recall'), newer]).document, newer);
  });

  it('is urgent unless the use is research; an installation has its own use', () => {
    const urgency = (...facts: readonly InstallationState[]) => regardOf(ruo, facts, BOTH).urgency;
    assert.equal(urgency(), 'urgent');
    for (const use of ['clinical', 'mixed', 'unknown'])
      assert.equal(urgency(stated(device, ['use', use])), 'urgent');
    assert.equal(urgency(stated(device, ['use', 'research'])), 'normal');
    assert.equal(urgency(stated(device, ['use', 'clinical']), stated(ruo, ['use', 'research'])), 'normal');
    assert.equal(urgency(stated(device, ['use', 'research']), stated(ruo, ['use', 'unknown'])), 'urgent');
  });
});
