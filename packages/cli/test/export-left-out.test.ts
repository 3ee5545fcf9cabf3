import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { logFolder } from '@seqwarden/agent/config';
import type { StatementBundle } from '@seqwarden/log/reading';
import { decodeAnyStatement, decodeEnvelope, parseTrust } from '@seqwarden/proof';
import { launcher } from '../src/launcher.ts';
import { advisory, CaseDesk } from './case-desk.ts';
import { bundlesIn, forgeExport } from './forged-export.ts';

describe('an export, with the register as witness', () => {
  const site = new CaseDesk({ after });
  let id = '';
  let bundle: StatementBundle;
  const register = () => logFolder(site.env);
  const verify = (name: string, ...more: string[]) =>
    site.seqwarden('verify', site.at(name), '--trust', site.trustFile, ...more);

  before(async () => {
    await site.open();
    await site.run('2023-04-10');
    writeFileSync(site.at('advisory.json'), advisory());
    writeFileSync(site.at('letter.txt'), 'a letter');
    const taken = ['--what', 'advisory', '--title', 'UCS'];
    const received = await site.as('ada', 'case', 'receive', 'new', site.at('advisory.json'), ...taken);
    assert.equal(received.code, 0, received.err);
    id = JSON.parse(await site.good('case', 'list', '--json')).cases[0].id;
    cpSync(register(), site.at('earlier'), { recursive: true });
    assert.equal((await site.seqwarden('case', 'observe', site.at('runs'), '--kept')).code, 1);
    const incident = [
      '--title',
      'A suspicion',
      '--case',
      id.slice(0, 12),
      '--unseen-run',
      'R1',
      '--aware',
      '2023-05-19',
    ];
    const opened = await site.as('ada', 'incident', 'open', ...incident);
    assert.equal(opened.code, 3, opened.err);
    await site.good('case', 'export', id, '--out', site.at('honest.zip'));
    const [found] = (await bundlesIn(site.at('honest.zip'))).values();
    assert.ok(found);
    bundle = found;
  });

  async function forged(name: string, records: StatementBundle['records']): Promise<void> {
    const trust = await parseTrust(new Uint8Array(readFileSync(site.trustFile)));
    await forgeExport(site, id, [{ ...bundle, records }], trust, site.at(name));
  }

  const kindOf = (entry: Uint8Array) => decodeAnyStatement(decodeEnvelope(entry).payload)?.kind;
  const indexOf = (kind: string) => bundle.records.find(({ entry }) => kindOf(entry) === kind)?.index ?? -1;

  it('lacks nothing where nothing was left out, also as seen from where nothing else can be read', async () => {
    const { code, out } = await verify('honest.zip', '--log', register());
    assert.equal(code, 0, out);
    assert.match(
      out,
      /by the register, up to its first \d+ records: no record of it is left out; none came since/,
    );
    assert.doesNotMatch(out, /only the register shows/);
    const args = ['verify', site.at('honest.zip'), '--trust', site.trustFile, '--log', register(), '--json'];
    const { stdout, stderr } = spawnSync(process.execPath, [launcher(), ...args], {
      encoding: 'utf8',
      env: { ...process.env, XDG_CONFIG_HOME: site.at('nowhere'), XDG_STATE_HOME: site.at('nowhere') },
    });
    const { leftOut, findings } = JSON.parse(stdout || `"${stderr}"`);
    assert.deepEqual([leftOut.missing, leftOut.since], [[], []]);
    assert.deepEqual(
      findings.map((one: { readonly code: string }) => one.code),
      ['DOSSIER_OTHER_VERSION'],
    );
  });

  it('is found to lack a record that somebody with the key left out, with all that would tell of it', async () => {
    for (const kind of ['incident', 'observation', 'rights']) {
      const index = indexOf(kind);
      assert.notEqual(index, -1, kind);
      const without = bundle.records.filter(one => one.index !== index);
      await forged(`without-${kind}.zip`, without);
      const alone = await verify(`without-${kind}.zip`);
      assert.equal(alone.code, 0, alone.out);
      assert.match(alone.out, /only the register shows: --log names where it lies/);
      const { code, out } = await verify(`without-${kind}.zip`, '--log', register());
      assert.equal(code, 1, out);
      assert.match(out, new RegExp(`are not in it: ${index} \\[DOSSIER_INCOMPLETE\\]`));
      assert.match(out, /: LACKS 1 record;/);
    }
  });

  it('is told to be of its day where more came since, which is nothing bad', async () => {
    const more = [
      'case',
      'receive',
      id.slice(0, 12),
      site.at('letter.txt'),
      '--what',
      'letter',
      '--publisher',
      'Illumina',
    ];
    const said = await site.as('ada', ...more);
    assert.equal(said.code, 0, said.err);
    const { code, out } = await verify('honest.zip', '--log', register());
    assert.equal(code, 0, out);
    assert.match(out, /no record of it is left out; 1 record of it came since: ask for a newer export/);
  });

  it('is not vouched for by a register that is older than it, or by none', async () => {
    const behind = await verify('honest.zip', '--log', site.at('earlier'));
    assert.match(behind.out, /\[LOG_BEHIND\]/);
    assert.notEqual(behind.code, 0);
    const none = await verify('honest.zip', '--log', site.at('runs'));
    assert.match(none.err, /\[LOG_UNREADABLE\]/);
    assert.match((await verify('honest.zip', '--endpoint', 'https://s3.example')).err, /\[USAGE\]/);
  });
});
