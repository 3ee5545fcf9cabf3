import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { WEEKDAYS } from '../calendar/index.ts';
import { BUILT_IN_DUTIES } from './built-in-duties.ts';
import type { Duty } from './duty.ts';
import { formDay, keepUntil, laterDay, reportDay } from './duty-days.ts';
import { readDuties } from './read-duties.ts';

const DUTY = `
[duty.ch-serious]
jurisdiction = "ch"
title = "Serious incident"
obligation = "mandatory"
applies = "An institution that uses a device reports a serious incident."
questions = ["Was it serious?"]
to = ["the authority"]
documents = ["its form"]
source = "its rule"
`;
const FILE = `version = 1\n${DUTY}`;

function known(id: string): Duty {
  const found = BUILT_IN_DUTIES.find(duty => duty.id === id);
  assert.ok(found);
  return found;
}

function read(toml: string) {
  return readDuties(toml, 'duties.toml', BUILT_IN_DUTIES);
}

function refusal(toml: string): string {
  try {
    read(toml);
  } catch (error) {
    assert.ok(error instanceof SeqwardenError && error.code === 'CASE_INPUT_UNUSABLE');
    return error.message;
  }
  return assert.fail('it was taken');
}

describe('the duties that are built in', () => {
  it('fit into records, each with its source and the questions that a person answers', () => {
    assert.equal(new Set(BUILT_IN_DUTIES.map(({ id }) => id)).size, BUILT_IN_DUTIES.length);
    for (const { id, title, questions, to, documents, source } of BUILT_IN_DUTIES) {
      assert.match(id, /^[a-z0-9-]{1,40}$/);
      assert.ok(
        [title, source, ...questions, ...to, ...documents].every(text => text.trim() !== ''),
        id,
      );
      assert.ok(questions.length > 0 && to.length > 0 && documents.length > 0, id);
    }
  });

  it('ask whether the site is a user facility wherever a rule speaks of one, and name no period that was not read', () => {
    for (const id of ['us-fda-death', 'us-fda-serious-injury', 'us-fda-annual-summary'])
      assert.ok(
        known(id).questions.some(text => /user facility/.test(text)),
        id,
      );
    for (const { id, period, isGeneralKnowledge } of BUILT_IN_DUTIES)
      if (isGeneralKnowledge) assert.ok(period === undefined || period.unit === 'every-year', id);
  });

  it('send a death to FDA and the manufacturer, a serious injury to the manufacturer', () => {
    assert.deepEqual(known('us-fda-death').to, ['FDA', 'the manufacturer of the device']);
    assert.deepEqual(known('us-fda-serious-injury').to, [
      'the manufacturer of the device; FDA, if that is unknown',
    ]);
  });
});

describe('the day of a duty', () => {
  it('is ten working days after the day of becoming aware, which itself does not count', () => {
    assert.equal(reportDay(known('us-fda-death'), '2023-05-02', WEEKDAYS), '2023-05-16');
    // A site that works on Sundays, or has holidays, gets no other day by a rule that counts weekdays.
    const sundays = { weekdays: [7], holidays: new Set(['2023-05-03']) };
    assert.equal(reportDay(known('us-fda-death'), '2023-05-02', sundays), '2023-05-16');
  });

  it('is counted by the calendar of the site, or in days, where the duty says so', () => {
    const [bySite] = read(`${FILE}within = 2\nunit = "working-days"\ncalendar = "site"\n`).duties;
    const [byDays] = read(`${FILE}within = 2\nunit = "days"\n`).duties;
    assert.ok(bySite && byDays);
    const holidays = { weekdays: [1, 2, 3, 4, 5], holidays: new Set(['2023-05-03']) };
    assert.equal(reportDay(bySite, '2023-05-02', holidays), '2023-05-05');
    assert.equal(reportDay(byDays, '2023-02-27', holidays), '2023-03-01');
  });

  it('is the next such day of a year, never the day itself', () => {
    const summary = known('us-fda-annual-summary');
    assert.equal(reportDay(summary, '2023-05-02', WEEKDAYS), '2024-01-01');
    assert.equal(reportDay(summary, '2024-01-01', WEEKDAYS), '2025-01-01');
  });

  it('is none where the source names none', () => {
    assert.equal(reportDay(known('us-cisa'), '2023-05-02', WEEKDAYS), null);
  });
});

describe('how long all is kept', () => {
  it('is the longest that any duty says, from the last day on which it can have happened', () => {
    const [longer] = read(`${FILE}keep-years = 10\n`).duties;
    assert.ok(longer);
    assert.equal(keepUntil([known('us-fda-death'), longer], '2023-05-02'), '2033-05-02');
    assert.equal(keepUntil([known('us-fda-death')], '2024-02-29'), '2026-03-01');
    assert.equal(keepUntil([known('us-cisa')], '2023-05-02'), null);
  });

  it('is the last day of the year 9999 where it would lie beyond, as where somebody wrote an open end so', () => {
    for (const last of ['9998-01-01', '9999-12-31']) {
      const kept = keepUntil([known('us-fda-death')], last);
      assert.equal(kept, '9999-12-31');
      assert.equal(laterDay('2025-05-02', kept), '9999-12-31');
    }
  });

  it('never becomes shorter', () => {
    assert.equal(laterDay('2025-05-02', null), '2025-05-02');
    assert.equal(laterDay(null, '2025-05-02'), '2025-05-02');
    assert.equal(laterDay('2026-01-01', '2025-05-02'), '2026-01-01');
    assert.equal(laterDay(null, null), null);
  });
});

it('a day on the form is dd-mmm-yyyy', () => {
  assert.deepEqual(['2023-05-02', '2023-12-31'].map(formDay), ['02-MAY-2023', '31-DEC-2023']);
});

describe("a site's file of duties", () => {
  it('adds duties of other jurisdictions, and says which are meant', () => {
    const { duties, jurisdictions } = read(`version = 1\njurisdictions = ["ch"]\n${DUTY}`);
    assert.deepEqual(jurisdictions, ['ch']);
    assert.deepEqual(duties, [
      {
        id: 'ch-serious',
        jurisdiction: 'ch',
        title: 'Serious incident',
        obligation: 'mandatory',
        applies: 'An institution that uses a device reports a serious incident.',
        questions: ['Was it serious?'],
        to: ['the authority'],
        period: undefined,
        keepYears: undefined,
        documents: ['its form'],
        paper: 'plain',
        source: 'its rule',
        isGeneralKnowledge: false,
      },
    ]);
  });

  it('cannot give a duty that is built in another meaning', () => {
    assert.match(
      refusal(FILE.replace('ch-serious', 'us-fda-death')),
      /duties\.toml:3:\d+: duty\.us-fda-death: has the name of a duty that is built in/,
    );
  });

  it('is refused with line and key, and without its values', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      [FILE.replace('version = 1', 'version = 2'), /:1:1: version: must be from 1 to 1/],
      [FILE.replace('"mandatory"', '"secret"'), /:6:1: duty\.ch-serious\.obligation: must be one of/],
      [FILE.replace('source', 'sauce'), /:11:1: duty\.ch-serious\.sauce: is no key that is known/],
      [
        FILE.replace('"ch"', '"CH\\u0007"'),
        /:4:1: duty\.ch-serious\.jurisdiction: holds a control character/,
      ],
      [FILE.replace('["Was it serious?"]', '[]'), /:8:1: duty\.ch-serious\.questions: is empty/],
      [FILE.replace('["Was it serious?"]', `["${'x'.repeat(1001)}"]`), /questions\[1\]: is longer than 1000/],
      [`${FILE}within = 10\n`, /duty\.ch-serious: has to have both `within` and `unit`/],
      [`${FILE}within = 10\nunit = "working-days"\n`, /has to have `calendar`/],
      [`${FILE}within = 10\nunit = "days"\ncalendar = "site"\n`, /has to have `calendar`/],
      [`${FILE}within = 0\nunit = "days"\n`, /:12:1: duty\.ch-serious\.within: must be from 1 to 250/],
      [`${FILE}every-year-on = "02-29"\n`, /:12:1: .*every-year-on: must be a day of every year/],
      [`${FILE}every-year-on = "01-31"\nwithin = 3\n`, /within: does not go with `every-year-on`/],
      [`${FILE}keep-years = 1000000\n`, /keep-years: must be from 1 to 100/],
      [FILE.replace('ch-serious', '"__proto__"'), /:3:\d+: no TOML/],
      ['version = 1\nduty = 7\n', /:2:1: duty: must be made of tables/],
      ['version = 1', /has no key `duty`/],
      ['= = =', /:1:\d+: no TOML/],
    ];
    for (const [toml, expected] of cases) {
      const said = refusal(toml);
      assert.match(said, expected);
      assert.doesNotMatch(said, /secret|xxx/);
    }
  });
});
