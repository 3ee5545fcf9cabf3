import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { logFolder } from '@seqwarden/agent/config';
import type { StatementBundle } from '@seqwarden/log/reading';
import { decodeAnyStatement, decodeEnvelope, mergeTrust, parseTrust, type Trust } from '@seqwarden/proof';
import { CaseDesk } from './case-desk.ts';
import { bundlesIn, forgeExport } from './forged-export.ts';
import type { Said } from './world.ts';

const good = ({ code, err }: Said) => assert.equal(code, 0, err);

describe('an export of a case of which two registers speak, with our own as witness', () => {
  const [here, there] = [new CaseDesk({ after }), new CaseDesk({ after })];
  let [id, ours, theirs] = ['', '', ''];
  let both: readonly string[] = [];
  let trust: Trust;
  let bundles: ReadonlyMap<string, StatementBundle>;
  const logOf = async (site: CaseDesk) => JSON.parse(await site.good('log', 'audit', '--json')).log;
  const shown = async () => JSON.parse(await here.good('case', 'show', id, '--json', ...both));
  const verify = (name: string, ...more: string[]) =>
    here.seqwarden('verify', here.at(name), ...both, ...more);
  /** By the person of ours who has a key in both registers. */
  const asOurs = (...argv: string[]) =>
    there.seqwarden(...argv, '--signer', here.at('ada.pem'), ...here.passphrase());
  const fetch = async (name: string) => {
    await there.good('bundle', 'export', '--all', '--out', here.at(name));
    good(await here.seqwarden('bundle', 'import', here.at(name), ...both));
  };

  before(async () => {
    for (const site of [here, there]) await site.open();
    const enrol = ['--role', 'person', '--may', 'decide', ...there.passphrase()];
    good(await there.seqwarden('keys', 'enrol', here.at('ada.pub.pem'), ...enrol));
    [ours, theirs] = [await logOf(here), await logOf(there)];
    writeFileSync(there.at('letter.txt'), 'a letter');
    const letter = ['--what', 'letter', '--publisher', 'Illumina', '--received', '2023-04-05'];
    const begun = ['case', 'receive', 'new', there.at('letter.txt'), '--title', 'UCS', '--json', ...letter];
    const { out, err } = await asOurs(...begun);
    assert.notEqual(out, '', err);
    id = JSON.parse(out).case;
    both = ['--trust', here.trustFile, '--trust', here.at('theirs.json')];
    cpSync(there.trustFile, here.at('theirs.json'));
    await fetch('first.bundle');
    writeFileSync(here.at('ours.txt'), 'a letter of our own');
    good(await here.as('ada', 'case', 'receive', id, here.at('ours.txt'), ...letter, ...both));
    const { documents } = (await shown()).case;
    const [of, own] = [theirs, ours].map(
      log => documents.find(({ record }: { record: { log: string } }) => record.log === log).record.identity,
    );
    const why = ['--reason', 'wrong'];
    await here.run('2023-03-01');
    good(await here.seqwarden('case', 'observe', here.at('runs')));
    // Ours corrects what she said there, and there what she said here.
    good(await here.as('ada', 'record', 'correction', of, ...why, ...both));
    await here.good('bundle', 'export', '--all', '--out', there.at('ours.bundle'));
    cpSync(here.trustFile, there.at('ours.json'));
    const trusted = ['--trust', there.trustFile, '--trust', there.at('ours.json')];
    good(await there.seqwarden('bundle', 'import', there.at('ours.bundle'), ...trusted));
    good(await asOurs('record', 'correction', own, ...why, ...trusted));
    writeFileSync(there.at('again.txt'), 'a second letter');
    const chosen = ['--product', 'MN12345', ...letter, ...trusted];
    good(await asOurs('case', 'receive', id, there.at('again.txt'), ...chosen));
    await fetch('second.bundle');
    const trustIn = (path: string) => parseTrust(new Uint8Array(readFileSync(path)));
    trust = mergeTrust([await trustIn(here.trustFile), await trustIn(here.at('theirs.json'))]);
    for (const name of ['letter.txt', 'again.txt']) await here.good('evidence', 'add', there.at(name));
    await here.good('case', 'export', id, '--out', here.at('honest.zip'), ...both);
    bundles = await bundlesIn(here.at('honest.zip'));
  });

  const kindOf = (entry: Uint8Array) => decodeAnyStatement(decodeEnvelope(entry).payload)?.kind;
  const indexesIn = (log: string, kind: string) =>
    (bundles.get(log)?.records ?? []).flatMap(({ entry, index }) => (kindOf(entry) === kind ? [index] : []));

  it('has the correction of each that stands in the other, and what only the other has to do with the case', async () => {
    const { documents } = (await shown()).case;
    assert.deepEqual(
      documents.map(({ record }: { record: { log: string } }) => record.log),
      [theirs],
    );
    for (const log of [ours, theirs]) assert.equal(indexesIn(log, 'correction').length, 1);
    assert.equal(indexesIn(ours, 'observation').length, 1);
    const { code, out } = await verify('honest.zip', '--log', logFolder(here.env));
    assert.equal(code, 0, out);
    assert.match(out, /no record of it is left out; none came since/);
  });

  for (const [kind, what] of [
    ['correction', 'the correction in ours of what stands in the other'],
    ['observation', 'what ours says of an instrument that the other names'],
  ] as const)
    it(`is found to lack ${what}`, async () => {
      const [index = -1] = indexesIn(ours, kind);
      const cut = [...bundles].map(([log, bundle]) => {
        const records = bundle.records.filter(one => log !== ours || one.index !== index);
        return { ...bundle, records };
      });
      await forgeExport(here, id, cut, trust, here.at(`without-${kind}.zip`));
      assert.equal((await verify(`without-${kind}.zip`)).code, 0, 'which it alone does not tell');
      const { code, out } = await verify(`without-${kind}.zip`, '--log', logFolder(here.env));
      assert.equal(code, 1, out);
      assert.match(out, new RegExp(`are not in it: ${index} \\[DOSSIER_INCOMPLETE\\]`));
      assert.match(out, /: LACKS 1 record;/);
    });
});
