import type { Duty } from './duty.ts';

const FACILITY =
  'Is this site a user facility (hospital, ambulatory surgical facility, nursing home, outpatient diagnostic or treatment facility; not a physician’s office)? A laboratory that tests for patients may count as an outpatient diagnostic facility, one for research alone treats nobody: ask, do not assume.';
const RESULTS =
  'Which results were released from the affected runs, and was anybody treated, or not treated, by them?';
const AWARE =
  'On which day did somebody at the site become aware of this very harm? It may be later than the day of the suspicion.';

/** 21 CFR 803.3: working days are Monday to Friday. Federal holidays, which would give more time, are not counted here. */
const TEN_WORK_DAYS = { unit: 'working-days', count: 10, calendar: 'weekdays' } as const;

const EVENT_FILE = '; event file kept for 2 years from the event: 21 CFR 803.18';

/** Facts: shared/reference/ADVISORIES.md 1.4 and 5.3. */
export const BUILT_IN_DUTIES: readonly Duty[] = [
  {
    id: 'us-fda-death',
    jurisdiction: 'us',
    title: 'FDA: a death',
    obligation: 'mandatory',
    applies:
      'A user facility that becomes aware that a device may have caused or contributed to the death of a patient reports it to FDA and to the manufacturer within 10 work days.',
    questions: [
      FACILITY,
      'Did a patient die, and may an instrument or a wrong, missing or late result have contributed to it?',
      RESULTS,
      AWARE,
    ],
    to: ['FDA', 'the manufacturer of the device'],
    period: TEN_WORK_DAYS,
    keepYears: 2,
    documents: ['Form FDA 3500A (user facility: blocks A, B, D, E, F)'],
    paper: '3500a',
    source: `21 CFR 803.30(a)(1); user facility: 21 CFR 803.3${EVENT_FILE}`,
    isGeneralKnowledge: false,
  },
  {
    id: 'us-fda-serious-injury',
    jurisdiction: 'us',
    title: 'FDA: a serious injury',
    obligation: 'mandatory',
    applies:
      'A user facility that becomes aware that a device may have caused or contributed to a serious injury of a patient reports it to the manufacturer, or to FDA where the manufacturer is unknown, within 10 work days.',
    questions: [
      FACILITY,
      'Was a patient seriously injured, and may an instrument or a wrong, missing or late result have contributed to it?',
      RESULTS,
      'Is the manufacturer known? If not, the report goes to FDA.',
      AWARE,
    ],
    to: ['the manufacturer of the device; FDA, if that is unknown'],
    period: TEN_WORK_DAYS,
    keepYears: 2,
    documents: ['Form FDA 3500A (user facility: blocks A, B, D, E, F)'],
    paper: '3500a',
    source: `21 CFR 803.30(a)(2); user facility: 21 CFR 803.3${EVENT_FILE}`,
    isGeneralKnowledge: false,
  },
  {
    id: 'us-fda-malfunction',
    jurisdiction: 'us',
    title: 'FDA: a malfunction alone',
    obligation: 'voluntary',
    applies:
      'Where nobody died or was seriously injured, a user facility may report a malfunction, and a laboratory a suspicion, by MedWatch.',
    questions: ['Could it lead to a death or a serious injury, here or elsewhere, if it happened again?'],
    to: ['FDA (MedWatch)'],
    period: undefined,
    keepYears: 2,
    documents: ['Form FDA 3500'],
    paper: 'plain',
    source: `general knowledge of 21 CFR 803${EVENT_FILE}`,
    isGeneralKnowledge: true,
  },
  {
    id: 'us-fda-annual-summary',
    jurisdiction: 'us',
    title: 'FDA: annual summary of what was reported',
    obligation: 'mandatory',
    applies: 'A user facility that sent reports on Form 3500A in a year sends a summary of them.',
    questions: [FACILITY, 'Was a report sent on Form 3500A in this year?'],
    to: ['FDA'],
    period: { unit: 'every-year', on: '01-01' },
    keepYears: 2,
    documents: ['Form FDA 3419'],
    paper: 'plain',
    source: 'general knowledge of 21 CFR 803.33',
    isGeneralKnowledge: true,
  },
  {
    id: 'us-cisa',
    jurisdiction: 'us',
    title: 'CISA: suspected malicious activity',
    obligation: 'advised',
    applies:
      'The advisories ask organisations that observe suspected malicious activity to report it to CISA. A rule under CIRCIA was drafted with 72 hours, and 24 hours after a ransom was paid; whether it is in force was not looked up here.',
    questions: [
      'Is there a sign that somebody did it on purpose, or that the instrument was reached from a network?',
      'Does a rule in force set hours for this site? Ask those who are responsible for security.',
      'Was a ransom demanded or paid?',
    ],
    to: ['CISA, by its incident reporting form'],
    period: undefined,
    keepYears: undefined,
    documents: ['CISA incident reporting form'],
    paper: 'cisa',
    source: 'CISA’s advisories on the instruments; draft rule under CIRCIA',
    isGeneralKnowledge: true,
  },
  {
    id: 'manufacturer-letter',
    jurisdiction: 'everywhere',
    title: 'The manufacturer of the instrument: suspected compromise',
    obligation: 'advised',
    applies:
      'FDA’s letter of 27 April 2023 asks laboratories to contact Illumina’s technical support at once where they suspect that an instrument was compromised. Other manufacturers give their own address.',
    questions: [
      'Which address has the manufacturer for this? Of Illumina it is techsupport@illumina.com.',
      'Who at the site answers questions of the manufacturer? It confirms receipt, and asks for confidentiality until the matter is public.',
    ],
    to: ['the manufacturer of the instrument (Illumina: techsupport@illumina.com)'],
    period: undefined,
    keepYears: undefined,
    documents: ['Letter to the manufacturer'],
    paper: 'letter',
    source: 'FDA’s letter to laboratories of 27 April 2023; Illumina’s page on security issues',
    isGeneralKnowledge: false,
  },
];
