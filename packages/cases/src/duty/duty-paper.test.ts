import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nested } from '../../test/nested-headings.ts';
import { paperHtml, paperText } from '../paper/index.ts';
import { BUILT_IN_DUTIES } from './built-in-duties.ts';
import { NO_DECISION } from './duty.ts';
import { dutyPaper } from './duty-paper.ts';
import type { IncidentFacts } from './incident-facts.ts';

const FACTS: IncidentFacts = {
  id: '1'.repeat(32),
  title: 'A run differs',
  reason: 'base calls of lane 1 are not as sealed',
  awareOn: '2023-05-02',
  windows: [{ from: '2023-04-05', until: '2023-05-01' }],
  instruments: [
    {
      vendor: 'Illumina',
      model: 'NextSeq 550Dx',
      serial: 'NDX550421',
      software: ['NextSeq Control Software 4.0.1.41'],
    },
  ],
  runs: [{ id: '230420_NDX550421_0004_AHXXXX', flowCell: 'HXXXX', seal: 'a'.repeat(64) }],
  site: 'Example Hospital',
  on: '2023-05-03',
};
const NOTHING: IncidentFacts = {
  ...FACTS,
  ...{ awareOn: null, windows: [], instruments: [], runs: [], site: null },
};

function textOf(id: string, facts = FACTS): string {
  const duty = BUILT_IN_DUTIES.find(one => one.id === id);
  assert.ok(duty);
  return paperText(nested(dutyPaper(duty, facts)));
}

describe('a draft for Form FDA 3500A', () => {
  it('has the fields of blocks A, B, D, E and F, with days as dd-mmm-yyyy', () => {
    const text = textOf('us-fda-death');
    const headings = ['A. Patient', 'B. Adverse', 'D. Suspect medical device', 'E. Initial', 'F. For use by'];
    const at = headings.map(heading => text.indexOf(`\n${heading}`));
    assert.ok(
      at.every((place, index) => place > (at[index - 1] ?? 0)),
      text,
    );
    assert.match(text, /^date user facility became aware of event: 02-MAY-2023$/m);
    assert.match(text, /from 05-APR-2023 to\s+01-MAY-2023/);
    assert.match(text, /^serial number: NDX550421$/m);
    assert.match(text, /^user facility name and address: Example Hospital$/m);
    assert.match(
      text,
      /^relevant tests and laboratory data: sequencing run\n\s+230420_NDX550421_0004_AHXXXX, flow cell HXXXX$/m,
    );
  });

  it('leaves blank what is not known, and whatever is about a patient', () => {
    const text = textOf('us-fda-death', NOTHING);
    const blank = [
      ...['patient identifier', 'sex', 'weight', 'outcome attributed to adverse event', 'date of event'],
      ...['brand name', 'serial number', 'date user facility became aware of event', 'date of this report'],
    ];
    for (const field of blank) assert.match(text, new RegExp(`^${field}:$`, 'm'), field);
    assert.doesNotMatch(text, /null|undefined|unknown:/);
  });

  it('says what was seen once, where its title is all that was said', () => {
    const asked = { ...FACTS, title: 'Tampering?', windows: [] };
    const lines = [
      ['Tampering?', 'Tampering?'],
      ['Lane 1 differs', 'Tampering? Lane 1 differs.'],
    ] as const;
    for (const [reason, said] of lines) {
      const text = textOf('us-fda-death', { ...asked, reason }).replace(/\s+/g, ' ');
      assert.match(
        text,
        new RegExp(`describe event or problem: ${said.replaceAll('?', '\\?')} relevant tests`),
      );
    }
  });

  it('gives a date of event where it is one day, and none where it is a time', () => {
    const day = { from: '2023-04-20', until: '2023-04-20' };
    assert.match(textOf('us-fda-death', { ...FACTS, windows: [day] }), /^date of event: 20-APR-2023$/m);
    assert.match(textOf('us-fda-death'), /^date of event:$/m);
  });

  it('has a block for each device', () => {
    const [one] = FACTS.instruments;
    assert.ok(one);
    const text = textOf('us-fda-death', { ...FACTS, instruments: [one, { ...one, serial: 'M70001' }] });
    assert.match(text, /D\. Suspect medical device \(1 of 2;[\s\S]*D\. Suspect medical device \(2 of 2;/);
  });
});

describe('every draft', () => {
  it('says that a person decides, but for the letter, which goes out as it is', () => {
    for (const duty of BUILT_IN_DUTIES) {
      const text = paperText(nested(dutyPaper(duty, FACTS))).replace(/\s+(?:! )?/g, ' ');
      assert.equal(text.includes(NO_DECISION), duty.paper !== 'letter', duty.id);
      assert.match(text, /DRAFT of 2023-05-03/);
    }
  });

  it('names its source, and what is general knowledge as that', () => {
    assert.match(textOf('us-fda-death'), /source: 21 CFR 803\.30\(a\)\(1\)/);
    assert.match(textOf('us-fda-annual-summary').replace(/\s+/g, ' '), /look it up before you rely on it/);
  });

  it('shows hostile text as what it is', () => {
    const facts = { ...FACTS, title: '<script>\u202e\u0007', site: 'a\nF. For use by' };
    for (const duty of BUILT_IN_DUTIES) {
      const html = paperHtml(dutyPaper(duty, facts));
      assert.ok(!html.includes('<script>') && !html.includes('\u202e') && !html.includes('\u0007'));
      assert.doesNotMatch(paperText(dutyPaper(duty, facts)), /^F\. For use by$/m);
    }
  });
});

describe('the letter to the manufacturer', () => {
  it('is addressed as the manufacturer publishes it, or by its name alone', () => {
    assert.match(
      textOf('manufacturer-letter'),
      /^to: Illumina Technical Support, techsupport@illumina\.com$/m,
    );
    const [one] = FACTS.instruments;
    assert.ok(one);
    const other = { ...FACTS, instruments: [{ ...one, vendor: 'constructor' }] };
    assert.match(textOf('manufacturer-letter', other), /^to: constructor$/m);
  });
});
