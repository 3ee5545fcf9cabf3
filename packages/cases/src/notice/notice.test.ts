import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OVERLAY } from '@seqwarden/advisory/overlay';
import type { Installed } from '@seqwarden/proof/acts';
import { WEEKDAYS } from '../calendar/index.ts';
import { paperText } from '../paper/index.ts';
import type {
  CaseState,
  InstallationState,
  ItemState,
  NoticeState,
  RecordRef,
  State,
} from '../state/index.ts';
import { formPaper, noticePaper } from './compose.ts';
import type { Exposed } from './exposed.ts';
import { type NoticePlan, type PlanOptions, planNotices } from './plan-notices.ts';
import { quotedAdvice } from './quoted-advice.ts';
import { regardOf } from './regard.ts';

const CASE = '1'.repeat(32);
const CVE = 'CVE-2023-1968';
const RECORD: RecordRef = {
  log: '2'.repeat(32),
  index: 1,
  identity: '3'.repeat(64),
  signer: '4'.repeat(64),
  statedAt: '2023-04-05T09:00:00.000Z',
};
const on = (serial: string, id: string | null): Installed => ({
  vendor: 'Illumina',
  model: null,
  serial,
  id,
});

function item(installed: Installed, more: Partial<ItemState> = {}): ItemState {
  return {
    installed,
    vulnerability: CVE,
    cases: [CASE],
    verdict: 'affected',
    remediation: 'not_remediated',
    reasons: [],
    findings: [],
    decision: null,
    patches: [],
    mitigations: [],
    reopened: [],
    ...more,
  };
}

type FactOf = readonly [InstallationState['facts'][number]['fact'], string];

function stated(installed: Installed, ...facts: readonly FactOf[]): InstallationState {
  return {
    installed,
    readings: [],
    facts: facts.map(([fact, value]) => ({ record: RECORD, fact, value, on: '2023-01-01' })),
  };
}

type Received = CaseState['documents'][number];

function letter(notice: Received['says']['notice'], more: Partial<Received['says']> = {}): Received {
  return {
    record: RECORD,
    subject: (notice ?? 'none').padEnd(64, '0'),
    says: {
      case: CASE,
      what: 'letter',
      publisher: 'Illumina',
      reference: notice === null ? null : `REF-${notice.toUpperCase()}`,
      dated: '2023-04-05',
      receivedOn: '2023-04-06',
      channel: 'post',
      bytes: 1,
      notice,
      recallClass: null,
      advisory: null,
      vulnerabilities: null,
      replaces: null,
      products: [],
      replyBy: null,
      statedAt: RECORD.statedAt,
      tool: { name: 'seqwarden', version: '0.1.0' },
      ...more,
    },
  };
}

const BOTH = [letter('recall'), letter('quality_notification')];

function stateOf(
  items: readonly ItemState[],
  more: Partial<State> = {},
  documents: readonly Received[] = BOTH,
): State {
  const one: CaseState = {
    id: CASE,
    title: 'Universal Copy Service',
    opened: RECORD,
    standing: 'open',
    history: [],
    documents,
    expected: [],
    replies: [],
    vulnerabilities: [CVE],
  };
  return {
    cases: [one],
    items,
    installations: [],
    notices: [],
    incidents: [],
    persons: [],
    uncounted: [],
    ...more,
  };
}

const ANNA = 'a'.repeat(64);
const BO = 'b'.repeat(32);
const OPTIONS: PlanOptions = {
  case: CASE,
  log: RECORD.log,
  today: '2023-04-06',
  calendar: WEEKDAYS,
  acknowledge: { urgent: 1, normal: 5 },
  patch: { urgent: 5, normal: undefined },
  recipientsOf: ({ serial }) => (serial === 'M1' ? [ANNA, BO] : serial === 'N1' ? [ANNA] : []),
};

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

describe('the plan of notices', () => {
  const items = [item(on('M1', 'main')), item(on('N1', 'dx')), item(on('N1', 'ruo')), item(on('X9', 'main'))];

  it('has one notice for one person, whatever number of instruments', () => {
    const documents = [...BOTH, letter(null, { products: [on('X9', 'main')] })];
    const { plans, unassigned } = planNotices(stateOf(items, {}, documents), OPTIONS);
    assert.deepEqual(
      plans.map(({ recipient, regards }) => [
        recipient,
        regards.map(({ installed }) => `${installed.serial}/${installed.id}`),
      ]),
      [
        [ANNA, ['M1/main', 'N1/dx', 'N1/ruo']],
        [BO, ['M1/main']],
      ],
    );
    assert.deepEqual(unassigned, [on('X9', 'main')]);
  });

  it('leaves to another site what only its records speak of', () => {
    const plan = (log: string, record = RECORD) => {
      const readings = [
        { record, reading: { component: 'control', name: null, version: null, at: null, run: null } },
      ] as const;
      const installations = [{ installed: on('X9', 'main'), facts: [], readings }];
      const { unassigned, elsewhere } = planNotices(stateOf(items, { installations }), { ...OPTIONS, log });
      return [unassigned.length, elsewhere.length];
    };
    assert.deepEqual(
      [plan(RECORD.log), plan('9'.repeat(32))],
      [
        [1, 0],
        [0, 1],
      ],
    );
  });

  it('takes the strictest kind and urgency for all that one person is told of', () => {
    const installations = [
      stated(on('M1', null), ['regulatoryStatus', 'ruo'], ['use', 'research']),
      stated(on('N1', null), ['regulatoryStatus', 'ivd'], ['use', 'clinical']),
    ];
    const { plans } = planNotices(stateOf(items, { installations }), OPTIONS);
    assert.deepEqual(
      plans.map(({ about, urgency, acknowledgeBy, patchBy }) => [about, urgency, acknowledgeBy, patchBy]),
      [
        ['recall', 'urgent', '2023-04-07', '2023-04-13'],
        ['quality_notification', 'normal', '2023-04-13', null],
      ],
    );
  });

  it('says nothing of what is done, not needed, or of another case', () => {
    const others = [
      item(on('M1', 'main'), { remediation: 'done' }),
      item(on('N1', 'dx'), { remediation: 'not_needed' }),
      item(on('N1', 'ruo'), { cases: ['9'.repeat(32)] }),
    ];
    assert.deepEqual(planNotices(stateOf(others), OPTIONS).plans, []);
  });

  it('tells nobody the same twice, but what is new', () => {
    const told = released(BO, [on('M1', 'main')], [CVE]);
    const again = planNotices(stateOf(items, { notices: [told] }), OPTIONS);
    assert.deepEqual([again.plans.map(({ recipient }) => recipient), again.told], [[ANNA], [BO]]);
    const withdrawn: NoticeState = { ...told, standing: 'withdrawn' };
    assert.equal(planNotices(stateOf(items, { notices: [withdrawn] }), OPTIONS).plans.length, 2);
    const news = item(on('M1', 'main'), { vulnerability: 'CVE-2023-1966' });
    const more = planNotices(stateOf([...items, news], { notices: [told] }), OPTIONS);
    assert.deepEqual(more.plans.find(({ recipient }) => recipient === BO)?.vulnerabilities, [
      'CVE-2023-1966',
    ]);
  });

  it('makes several of more installations than one can name', () => {
    const many = Array.from({ length: 101 }, (_, at) => item(on('N1', `s${at}`)));
    assert.deepEqual(
      planNotices(stateOf(many), OPTIONS).plans.map(({ regards }) => regards.length),
      [100, 1],
    );
  });
});

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
    missed: 0,
  };
  const text = (one: NoticePlan = plan, more: Partial<typeof matter> = {}) =>
    paperText(noticePaper(one, { ...matter, ...more })).replaceAll(/\n {0,6}(?=\S)/g, ' ');

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
    const form = paperText(formPaper(plan, matter));
    assert.match(form, /^Response form to internal notice 55555555\n/);
    for (const what of [/Dx side/, /RUO side/, /\nSignature:\n\n_{78}\n/, /\[ \] I have read the notice/])
      assert.match(form, what);
  });
});

describe('quoted advice', () => {
  const advisory = (products: readonly string[]) => ({
    sha256: '7'.repeat(64),
    label: { publisher: 'https://p.example/', publisherName: 'P', id: 'A-1', version: '2' },
    vulnerabilities: [
      {
        id: CVE,
        remediations: [
          { category: 'vendor_fix', details: 'Install it.', url: 'https://p.example/fix', products },
          { category: 'mitigation', details: 'Unplug it.', url: null, products: [] },
        ],
      },
    ],
  });
  type Given = Parameters<typeof quotedAdvice>[1][number];
  const given = (products: readonly string[]): Given => {
    const { sha256, label, vulnerabilities } = advisory(products);
    const rest = {
      csafVersion: '2.0',
      title: '',
      category: '',
      status: '',
      initialReleaseDate: '',
      currentReleaseDate: '',
    } as const;
    const none = { tlp: null, selfUrls: [], damaged: [], remarks: [], products: [], others: new Map() };
    const empty = {
      cve: CVE,
      otherId: null,
      pointer: '',
      title: null,
      cwes: [],
      notes: [],
      status: new Map(),
      threats: [],
      flags: [],
      scores: [],
      epss: [],
      others: new Map(),
    };
    return {
      ...rest,
      ...none,
      sha256,
      label,
      vulnerabilities: vulnerabilities.map(one => ({ ...empty, ...one })),
    };
  };
  const found = item(on('N1', 'dx'), {
    findings: [
      {
        record: RECORD,
        advisory: { sha256: '7'.repeat(64), publisher: 'https://p.example/', id: 'A-1', version: '2' },
        finding: {
          vulnerability: CVE,
          verdict: 'affected',
          reason: null,
          product: { id: 'P1', name: 'Program' },
          range: null,
          remediations: null,
        },
      },
    ],
  });

  it('is what the advisory offers for the product that was found, by category and source', () => {
    const empty = { ...OVERLAY, lines: [] };
    const texts = (products: readonly string[]) =>
      quotedAdvice([found], [given(products)], empty)
        .filter(({ source }) => source === 'P, A-1, version 2')
        .map(({ what, text, url }) => [what, text, url]);
    assert.deepEqual(texts(['P1']), [
      ['fix', 'vendor_fix: Install it.', 'https://p.example/fix'],
      ['until_patched', 'mitigation: Unplug it.', null],
    ]);
    assert.deepEqual(texts(['P2']), [['until_patched', 'mitigation: Unplug it.', null]]);
  });

  it('says nothing of matters that it knows nothing of', () => {
    assert.deepEqual(
      quotedAdvice([item(on('N1', 'dx'), { vulnerability: `case:${CASE}` })], [], OVERLAY),
      [],
    );
  });
});

/** A released notice of which nothing more is known. */
function released(
  recipient: string,
  installed: readonly Installed[],
  vulnerabilities: readonly string[],
): NoticeState {
  const notice = '8'.repeat(32);
  const documents = {
    text: RECORD.identity,
    html: RECORD.identity,
    pdf: RECORD.identity,
    form: RECORD.identity,
  };
  return {
    id: notice,
    case: CASE,
    standing: 'released',
    attempts: [],
    acknowledged: null,
    released: {
      record: RECORD,
      subject: RECORD.identity,
      says: {
        case: CASE,
        notice,
        action: 'released',
        recipient,
        about: 'recall',
        urgency: 'urgent',
        vulnerabilities,
        installed,
        documents,
        acknowledgeBy: '2023-04-13',
        patchBy: null,
        reason: null,
        statedAt: RECORD.statedAt,
        tool: { name: 'seqwarden', version: '0.1.0' },
      },
    },
  };
}
