import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import type { IncidentState } from '@seqwarden/cases/state';
import type { Hospital } from './hospital-2023-hospital.ts';

/** October 2023: a run of the time of exposure is not what was sealed. */
export function runTamperedWith(h: Hospital): void {
  describe('in October a run of the time of exposure is found changed:', () => {
    const { south } = h;
    let id = '';
    const shown = async (): Promise<IncidentState> => {
      const answer: { readonly incident: IncidentState } = await south.ask(0, 'incident', 'show', id);
      return answer.incident;
    };

    it('the answer of verify makes an incident: what to do at once, a hold, the keys for the information system', async () => {
      h.clock.set('2023-10-20T08:00:00Z');
      changeOneByte(h.oldRun);
      const { code, out } = await south.try('verify', h.oldRun, '--json');
      assert.equal(code, 1);
      const answer = south.file('verify.json', out);
      const argv = ['incident', 'open', '--title', 'A run of the winter is changed', '--case', h.case];
      const said = await south.try(
        ...[...argv, '--from-verify', answer, '--reason', 'Found when the runs of the case were read again'],
        ...[
          '--at',
          south.at('archive'),
          '--runs',
          south.at('archive'),
          '--verify-runs',
          '--out',
          south.at('lis'),
        ],
        ...['--jurisdiction', 'us', ...south.signedBy(h.engineer(south)), '--json'],
      );
      id = JSON.parse(said.out).incident;
      for (const word of ['network', 're-image', 'logs', 'techsupport@illumina.com'])
        assert.ok(said.err.includes(word), word);
      assert.ok(readFileSync(south.at('lis', 'runs.csv'), 'utf8').includes(basename(h.oldRun)));
      assert.equal((await shown()).runs[0]?.id, basename(h.oldRun));
      const { code: mayDelete, err } = await south.try('may-delete', h.oldRun, '--at', south.at('archive'));
      assert.notEqual(mayDelete, 0, err);
    });

    it('whether it has to be reported a person with the right decides, with reasons; drafts are completed by persons', async () => {
      const { duties } = await shown();
      const days = duties.flatMap(({ duty, decideBy }) => (duty.startsWith('us-fda-') && decideBy) || []);
      assert.ok(days.includes('2023-11-03'), 'ten working days');
      const decide = (duty: string, ...answer: string[]) => [
        'incident',
        'decide',
        id,
        '--duty',
        duty,
        ...answer,
      ];
      const no = ['--do-not-report', '--reason', 'No result of this run was reported to anybody'];
      await south.refuses('ACT_REFUSED', h.engineer(south), ...decide('us-fda-death', ...no));
      for (const { duty } of duties)
        if (duty !== 'us-cisa') await south.as(h.lead(south), ...decide(duty, ...no));
      await south.as(
        h.lead(south),
        ...decide('us-cisa', '--report', '--reason', 'Suspected malicious activity'),
      );
      await south.refuses('ACT_REFUSED', h.lead(south), 'incident', 'close', id, '--reason', 'It is over');
      const draft = south.at('cisa.txt');
      await south.do('incident', 'draft', id, '--duty', 'us-cisa', '--out', draft, ...south.trusting);
      assert.match(
        readFileSync(draft, 'utf8'),
        /^DRAFT of 2023-10-20.*To\s+be completed and sent by a person\.$/ms,
      );
      await south.as(
        h.lead(south),
        'incident',
        'report',
        id,
        draft,
        '--duty',
        'us-cisa',
        '--sent',
        '2023-10-20',
      );
      await south.as(
        h.lead(south),
        'incident',
        'close',
        id,
        '--reason',
        'Restored from the second copy, reported',
      );
      assert.equal((await shown()).standing, 'closed');
    });
  });
}

function changeOneByte(run: string): void {
  const folder = join(run, 'InterOp');
  const [name = ''] = readdirSync(folder);
  const path = join(folder, name);
  const bytes = readFileSync(path);
  const at = bytes.length - 1;
  writeFileSync(path, bytes.with(at, (bytes[at] ?? 0) ^ 1));
}
