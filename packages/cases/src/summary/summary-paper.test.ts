import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nested } from '../../test/nested-headings.ts';
import { paperText } from '../paper/index.ts';
import type { RecordRef, State } from '../state/index.ts';
import type { Observed } from './observed.ts';
import { summaryPaper } from './summary-paper.ts';

const CASE = 'ca'.repeat(16);
const INCIDENT = '1c'.repeat(16);
const ADA = 'ad'.repeat(32);
const TOOL = { name: 'seqwarden', version: '0.1.0' } as const;
const STATED = { log: 'a'.repeat(32), statedAt: '2023-05-20T10:00:00.000Z', tool: TOOL } as const;
const INSTALLED = { vendor: 'Illumina', model: null, serial: 'M70001', id: 'ruo' } as const;

const record = (digit: string, statedAt = '2023-05-20T10:00:00.000Z'): RecordRef => ({
  log: '0b'.repeat(16),
  index: 1,
  identity: digit.repeat(64),
  signer: ADA,
  statedAt,
});

const notice: State['notices'][number] = {
  id: '4e'.repeat(16),
  case: CASE,
  standing: 'released',
  released: {
    record: record('1'),
    subject: '',
    says: {
      ...{ case: CASE, notice: '4e'.repeat(16), action: 'released', recipient: '9f'.repeat(16) },
      ...{ about: 'recall', urgency: 'urgent', vulnerabilities: ['CVE-2023-1968'], installed: [INSTALLED] },
      documents: { text: ADA, html: ADA, pdf: ADA, form: ADA },
      ...{ acknowledgeBy: '2023-05-04', patchBy: null, reason: null, ...STATED },
    },
  },
  attempts: [],
  acknowledged: null,
};

const incidentSays: State['incidents'][number]['opened']['says'] = {
  ...{ incident: INCIDENT, action: 'opened', case: CASE, origin: 'manual', title: 'A run was changed' },
  ...{ awareOn: '2023-05-19', window: null, runs: [{ id: 'RUN1', seal: null, flowCell: null }] },
  ...{ installed: [INSTALLED], duties: [], decision: null, report: null, reason: 'verify said so' },
  ...{ keepUntil: null, evidence: [], ...STATED },
};

const STATE: State = {
  cases: [
    {
      ...{ id: CASE, openings: [{ record: record('2'), title: 'UCS' }], standing: 'open' },
      openIn: [record('2').log],
      history: [{ record: record('2'), action: 'opened', reason: null }],
      ...{ documents: [], expected: [], replies: [], vulnerabilities: ['CVE-2023-1968'] },
    },
  ],
  items: [
    {
      ...{ installed: INSTALLED, vulnerability: 'CVE-2023-1968', cases: [CASE], verdict: 'affected' },
      registers: [record('2').log],
      remediation: 'not_remediated',
      reasons: [{ code: 'RUN_SHOWS_OLDER', records: [] }],
      ...{ findings: [], decision: null, patches: [], mitigations: [] },
      reopened: [
        {
          ...{ why: 'RUN_SHOWS_OLDER', record: record('3'), patch: ADA, decision: null, change: null },
          run: { id: 'RUN7', seal: null, component: 'ucs', version: '1.0' },
        },
        {
          ...{ why: 'ADVISORY_CHANGED', record: record('4'), patch: ADA, decision: null, run: null },
          change: {
            from: { advisory: 'aa'.repeat(32), verdict: 'not_affected', range: '< 1' },
            to: { advisory: 'bb'.repeat(32), verdict: 'affected', range: '< 2' },
          },
        },
      ],
    },
  ],
  installations: [],
  notices: [notice],
  incidents: [
    {
      ...{ id: INCIDENT, standing: 'open', runs: incidentSays.runs, installed: [INSTALLED] },
      opened: { record: record('5'), subject: '', says: incidentSays },
      history: [{ record: record('5'), subject: '', says: incidentSays }],
      duties: [
        {
          ...{ duty: 'us-fda-3500a', decideBy: '2023-06-05', reported: null },
          elsewhere: { decisions: [], reported: [] },
          decision: {
            ...{ record: record('6'), answer: 'do_not_report', reportBy: null },
            reason: 'nobody was harmed',
          },
        },
        {
          ...{ duty: 'us-cisa', decideBy: null, decision: null, reported: null },
          elsewhere: { decisions: [], reported: [] },
        },
      ],
    },
  ],
  persons: [],
  uncounted: [
    {
      ...{ log: '0b'.repeat(16), index: 9, identity: '7'.repeat(64), signer: ADA, kind: 'check' },
      ...{ why: 'OWN_CHECK', by: null },
    },
  ],
};

const OBSERVED: Observed = {
  ...{ exportedAt: '2023-06-01T00:00:00.000Z', about: 'case', id: CASE, persons: [], windows: [] },
  ...{
    custody: [],
    missing: [{ sha256: 'e'.repeat(64), code: 'EVIDENCE_MISSING' }],
    unread: ['One bundle.'],
  },
};

const HEADS = [{ origin: 'log.example', size: 12 }];
const text = (state = STATE, observed = OBSERVED) =>
  paperText(nested(summaryPaper(state, observed, HEADS))).replace(/\s+/g, ' ');

describe('the summary of an export', () => {
  it('tells of a deadline that was missed, and of one that was met late', () => {
    assert.match(text(), /2023-05-04 .*nobody yet: DEADLINE MISSED/);
    const says = { ...notice.released.says, by: 'form', answer: 'read', form: ADA } as const;
    const late = { record: record('8', '2023-05-05T00:00:00.000Z'), subject: '', says };
    const met = { ...late, record: record('8', '2023-05-04T09:00:00.000Z') };
    const when = (acknowledged: typeof late) => text({ ...STATE, notices: [{ ...notice, acknowledged }] });
    assert.match(when(late), /DEADLINE MISSED/);
    assert.doesNotMatch(when(met), /DEADLINE MISSED/);
  });

  it('tells each time that something came back, by which run, and by which words of the advisory', () => {
    assert.match(text(), /a later run shows an older version: run RUN7 shows ucs 1\.0/);
    assert.match(text(), /from not affected \(< 1, advisory a{12}\) to affected \(< 2,/);
  });

  it('tells what persons decided in an incident, why, and what nobody decided yet', () => {
    assert.match(text(), /A run was changed/);
    assert.match(text(), /us-fda-3500a.*do not report: nobody was harmed/);
    assert.match(text(), /us-cisa.*NOT DECIDED/);
  });

  it('tells what it lacks, what does not count, and as of when it is', () => {
    assert.match(text(), /NOT IN THIS EXPORT: the file e{64} \[EVIDENCE_MISSING\]/);
    assert.match(text(), /7{12}, check, key adad adad .*: OWN_CHECK/);
    assert.match(text(), /One bundle\./);
    assert.match(text(), /log\.example at 12 records/);
  });

  it('tells in which registers a case is open and what each calls it, where several take part', () => {
    assert.doesNotMatch(text(), /open in the register/);
    const [matter] = STATE.cases;
    assert.ok(matter);
    const theirs = { ...record('6'), log: '7'.repeat(32) };
    const shared = {
      openings: [...matter.openings, { record: theirs, title: 'Another name' }],
      openIn: [theirs.log],
      history: [...matter.history, { record: theirs, action: 'opened', reason: null }],
    } as const;
    const told = text({ ...STATE, cases: [{ ...matter, ...shared }] });
    assert.match(told, /Stands: open in the register 7{12}/);
    assert.match(told, /record 2{12}, register (?:0b){6}: UCS/);
    assert.match(told, /record 6{12}, register 7{12}: Another name/);
    assert.doesNotMatch(text(), /register (?:0b){6}/);
  });

  it('tells which register said of an incident what its own did not', () => {
    const [incident] = STATE.incidents;
    assert.ok(incident);
    const closed = { ...incidentSays, action: 'closed', reason: 'nothing' } as const;
    const theirs = { record: { ...record('6'), log: '7'.repeat(32) }, subject: '', says: closed };
    const history = [...incident.history, theirs];
    const state = { ...STATE, incidents: [{ ...incident, history }] };
    assert.match(paperText(summaryPaper(state, OBSERVED, HEADS)), /register 7{12}: closed: nothing/);
    assert.doesNotMatch(text(), /register .*: opened:/);
  });

  it('of an incident is called as that, with the items of its case', () => {
    const paper = summaryPaper(STATE, { ...OBSERVED, about: 'incident', id: INCIDENT }, HEADS);
    assert.equal(paper.title, 'A run was changed');
    assert.match(paperText(paper), /CVE-2023-1968/);
  });

  it('says first, and on every page, that the simulator made runs of it', () => {
    const simulated = { ...OBSERVED, simulated: ['MNSIM0001'] };
    const paper = summaryPaper(STATE, simulated, HEADS);
    assert.match(paper.running, /^SIMULATED: /);
    const [first] = paper.blocks;
    assert.ok(first?.kind === 'paragraph' && first.emphasis === 'strong');
    assert.match(first.text, /^SIMULATED: the simulator made the runs of MNSIM0001\./);
    assert.doesNotMatch(text(), /SIMULATED/);
  });

  it('tells days by the clocks of the site, where it has them', () => {
    const offsets = [{ since: '2023-03-26T01:00:00.000Z', minutes: 120 }];
    const zone = { name: 'Europe/Zurich', offsets };
    const says = { ...notice.released.says, by: 'form', answer: 'read', form: ADA } as const;
    const acknowledged = { record: record('8', '2023-05-04T22:30:00.000Z'), subject: '', says };
    const state = { ...STATE, notices: [{ ...notice, acknowledged }] };
    assert.doesNotMatch(text(state), /DEADLINE MISSED/);
    const local = text(state, { ...OBSERVED, zone });
    assert.match(local, /2023-05-05, key adad.*: DEADLINE MISSED/);
    assert.match(local, /Times: by the clocks of Europe\/Zurich, with their offset/);
  });

  it('shows persons by their keys unless it was given names', () => {
    assert.match(text(), /key adad adad adad adad adad adad/);
    const persons = [{ key: ADA, name: 'Ada Example', meaning: 'laboratory manager' }];
    const named = text(STATE, { ...OBSERVED, persons });
    assert.match(named, /Signature of Ada Example.*laboratory manager/);
    assert.doesNotMatch(named, /adad adad/);
  });
});
