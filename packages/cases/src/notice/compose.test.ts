import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OVERLAY } from '@seqwarden/advisory/overlay';
import { nested } from '../../test/nested-headings.ts';
import { ANNA, BOTH, CASE, CVE, item, OPTIONS, on, stateOf } from '../../test/notice-parts.ts';
import { paperText } from '../paper/index.ts';
import { formPaper, type NoticeMatter, noticePaper } from './compose.ts';
import type { Exposed } from './exposed.ts';
import type { NoticePlan } from './plan-notices.ts';
import { planNotices } from './plan-notices.ts';
import { quotedAdvice } from './quoted-advice.ts';

describe('a notice', () => {
  const state = stateOf([item(on('N1', 'dx')), item(on('N1', 'ruo')), item(on('SRV-1', 'lrm-server'))]);
  const [plan] = planNotices(state, { ...OPTIONS, recipientsOf: () => [ANNA] }).plans;
  assert.ok(plan !== undefined);
  const run = { id: 'RUN-A', at: '2023-05-01', certain: true, verified: 'unchanged' } as const;
  const exposed: Exposed[] = [
    {
      installed: on('N1', 'dx'),
      vulnerability: CVE,
      first: '2023-02-01T00:00:00.000Z',
      last: null,
      runs: [run],
    },
  ];
  const matter = {
    notice: '5'.repeat(32),
    case: { id: CASE, title: 'Universal Copy Service', documents: BOTH },
    site: 'Example Hospital',
    to: 'Anna Müller, laboratory manager',
    today: '2023-04-06',
    quotes: quotedAdvice(plan.items, [], OVERLAY),
    unread: [],
    exposed,
    known: [],
    isEscalated: true,
    missed: 0,
  };
  const text = (one: NoticePlan = plan, more: Partial<NoticeMatter> = {}) =>
    paperText(nested(noticePaper(one, { ...matter, ...more }))).replaceAll(/\n {0,6}(?=\S)/g, ' ');

  it("is titled as internal, about the manufacturer's recall with its reference", () => {
    const { title } = noticePaper(plan, matter);
    assert.equal(title, "Internal notice about Illumina's recall (REF-RECALL)");
    assert.match(text(), /is itself no recall: only the manufacturer recalls/);
  });

  it('claims no recall where no document says so', () => {
    const none = planNotices(stateOf(state.items, {}, []), { ...OPTIONS, recipientsOf: () => [ANNA] })
      .plans[0];
    assert.ok(none !== undefined);
    const { title } = noticePaper(none, matter);
    assert.equal(title, 'Internal notice on "Universal Copy Service"');
    assert.match(text(none), /recall or safety notification for it has not been received here/);
  });

  it('counts the runs of what a letter is about, for nothing says since when it was exposed', () => {
    const known = [{ installed: on('N1', 'ruo'), count: 3, first: '2022-11-02', last: '2023-04-01' }];
    const said = text(plan, { exposed: [], known });
    assert.match(
      said,
      /RUO side: nothing here says since when it was exposed, so each of its runs may be meant\. 3 runs are known, from 2022-11-02 to 2023-04-01\./,
    );
    assert.doesNotMatch(said, /No run of these systems is known/);
    assert.match(text(plan, { exposed: [] }), /No run of these systems is known/);
  });

  it('names both systems of a dual-boot device, and the server apart from it', () => {
    for (const side of ['Dx side', 'RUO side', 'Local Run Manager server, apart from the instrument'])
      assert.ok(text().includes(side), side);
    assert.match(text(), /its regulatory status is not recorded, so it is treated as the stricter kind/);
  });

  it('says which runs were made meanwhile, and whether they verify', () => {
    assert.match(text(), /from 2023-02-01 or earlier, still open; runs known of that time: 1\./);
    assert.match(text(), /RUN-A +2023-05-01 +yes +unchanged since it was sealed/);
  });

  it('shows runs that changed first, and how many are not shown', () => {
    const runs = Array.from({ length: 60 }, (_, at) => ({
      ...run,
      id: `RUN-${at}`,
      verified: at === 59 ? ('changed' as const) : run.verified,
    }));
    const many = text(plan, { exposed: exposed.map(one => ({ ...one, runs })) });
    assert.match(many, /RUN-59 +2023-05-01 +yes +CHANGED/);
    assert.match(many, /and 20 more/);
  });

  it('says where runs may be lacking, also where none is known', () => {
    const unread = text(plan, { missed: 2, exposed: [] });
    assert.match(unread, /2 things \(runs, records or advisories\) could not be read/);
    assert.match(unread, /No run of these systems is known here/);
  });

  it('quotes how to patch with its source, offline too, and adds nothing', () => {
    assert.match(
      text(),
      /not connected to the internet, ask techsupport@illumina\.com[^"]* \(FDA, letter to health care providers/,
    );
    assert.match(text(plan, { quotes: [] }), /Do what that letter says/);
  });

  it('says how to acknowledge, by when, and that a mail is no acknowledgement', () => {
    assert.match(text(), /Acknowledge by 2023-04-07\. Have it patched by 2023-04-13\./);
    assert.match(text(), /seqwarden notice acknowledge 55555555/);
    assert.match(text(), /e-mail alone proves nothing/);
  });

  it('is the same for the same matter', () =>
    assert.deepEqual(noticePaper(plan, matter), noticePaper(plan, matter)));

  it('has a form with a line for each system', () => {
    const form = paperText(nested(formPaper(plan, matter)));
    assert.match(form, /^Response form to internal notice 55555555\n/);
    for (const what of [/Dx side/, /RUO side/, /\nSignature:\n\n_{78}\n/, /\[ \] I have read the notice/])
      assert.match(form, what);
  });
});
