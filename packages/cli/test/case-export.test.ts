import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { verifyDossier } from '@seqwarden/agent/dossier';
import { parseTrust, type Trust } from '@seqwarden/proof';
import { toolOrSkip } from '../../../scripts/testing/needs.ts';
import { launcher } from '../src/launcher.ts';
import { advisory, CaseDesk } from './case-desk.ts';

const LETTER = 'Urgent Medical Device Recall, 5 April 2023';

describe('an exported case', () => {
  const site = new CaseDesk({ after });
  const file = () => site.at('case.zip');
  let id = '';
  let exported: Buffer;
  let trust: Trust;

  before(async () => {
    await site.open();
    const run = await site.run('2023-04-10');
    await site.good('copy', run, '--to', site.at('archive'));
    const opened = await site.as('ada', 'case', 'open', '--title', 'UCS <letters> & more');
    id = opened.out.trim();
    writeFileSync(site.at('letter.txt'), LETTER);
    writeFileSync(site.at('advisory.json'), advisory());
    const received = ['--channel', 'post', '--received', '2023-04-27'];
    const letter = ['--what', 'letter', '--publisher', 'Illumina', '--reference', 'QN-1'];
    await entered('case', 'receive', id, site.at('letter.txt'), ...letter, ...received);
    await entered('case', 'receive', id, site.at('advisory.json'), '--what', 'advisory', ...received);
    await entered('case', 'observe', run);
    await site.good('case', 'export', id, '--out', file());
    exported = readFileSync(file());
    trust = await parseTrust(new Uint8Array(readFileSync(site.trustFile)));
  });

  async function entered(...argv: string[]): Promise<void> {
    const { code, err } = await site.as('ada', ...argv);
    assert.ok(code === 0 || code === 1, `${argv.join(' ')}\n${err}`);
  }

  const verified = (bytes: Buffer) =>
    verifyDossier(
      { size: bytes.length, read: async (at, length) => bytes.subarray(at, at + length) },
      trust,
      '0.0.0-test',
    );

  function unpacked(t: { after: (end: () => void) => void }): string | undefined {
    const folder = site.at('unpacked');
    mkdirSync(folder);
    t.after(() => rmSync(folder, { recursive: true }));
    execFileSync('unzip', ['-q', file()], { cwd: folder });
    return folder;
  }

  it('verifies from the command line', async () => {
    const { code, out, err } = await site.seqwarden('verify', file(), '--trust', site.trustFile);
    assert.equal(code, 0, out + err);
    assert.match(out, /^the export of the case [0-9a-f]{32}, made on /);
    assert.match(out, /state and summary follow from them/);
  });
});
