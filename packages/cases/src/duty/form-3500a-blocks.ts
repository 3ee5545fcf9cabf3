import type { Block } from '../paper/index.ts';
import { formDay } from './duty-days.ts';
import type { IncidentFacts, InstrumentFacts } from './incident-facts.ts';
import { windowsText } from './known-blocks.ts';
import { sentence } from './sentence.ts';

/**
 * The fields of Form FDA 3500A that a user facility fills: blocks A, B, D, E, F; days as dd-mmm-yyyy, what is unknown left blank. Fields are named, not numbered, since editions of
 * the form number them otherwise (which block has which field is general knowledge, shared/reference/ADVISORIES.md 5.3).
 */
export function form3500aBlocks(facts: IncidentFacts): Block[] {
  const devices = facts.instruments.length === 0 ? [UNKNOWN] : facts.instruments;
  return [
    ...block('A. Patient', PATIENT),
    ...block('B. Adverse event or product problem', eventFields(facts)),
    ...devices.flatMap((device, at) => block(deviceTitle(at, devices.length), deviceFields(device))),
    ...block('E. Initial reporter', REPORTER),
    ...block('F. For use by user facility', facilityFields(facts, devices)),
  ];
}

type Field = readonly [name: string, value: string];

const UNKNOWN: InstrumentFacts = { vendor: null, model: null, serial: null, software: [] };

const PATIENT: readonly Field[] = [
  ['patient identifier', ''],
  ['age at time of event, or date of birth', ''],
  ['sex', ''],
  ['weight', ''],
];

const REPORTER: readonly Field[] = [
  ['name and address', ''],
  ['health professional', ''],
  ['occupation', ''],
  ['initial reporter also sent report to FDA', ''],
];

function eventFields(facts: IncidentFacts): Field[] {
  return [
    ['adverse event and/or product problem', ''],
    ['outcome attributed to adverse event', ''],
    ['date of event', eventDay(facts)],
    ['date of this report', ''],
    ['describe event or problem', description(facts)],
    ['relevant tests and laboratory data', runsText(facts)],
    ['other relevant history', ''],
  ];
}

function deviceTitle(at: number, count: number): string {
  const which = count > 1 ? ` (${at + 1} of ${count}; continuation pages are identified)` : '';
  return `D. Suspect medical device${which}`;
}

function deviceFields({ vendor, model, serial, software }: InstrumentFacts): Field[] {
  return [
    ['brand name', model ?? ''],
    ['common device name', ''],
    ['manufacturer name, city and state', vendor ?? ''],
    ['model number', model ?? ''],
    ['catalogue number', ''],
    ['serial number', serial ?? ''],
    ['unique identifier (UDI)', ''],
    ['software on the device', software.join('; ')],
    ['operator of device', ''],
    ['device available for evaluation', ''],
    ['concomitant medical products', ''],
  ];
}

function facilityFields({ site, awareOn }: IncidentFacts, devices: readonly InstrumentFacts[]): Field[] {
  return [
    ['user facility report number', ''],
    ['user facility name and address', site ?? ''],
    ['contact person and telephone', ''],
    ['date user facility became aware of event', awareOn === null ? '' : formDay(awareOn)],
    ['type of report (initial, follow-up)', ''],
    ['date of this report', ''],
    ['approximate age of device', ''],
    ['event problem codes', ''],
    ['report sent to FDA (date)', ''],
    ['location where event occurred', ''],
    ['report sent to manufacturer (date)', ''],
    ['manufacturer name and address', vendorsText(devices)],
  ];
}

function block(text: string, facts: readonly Field[]): Block[] {
  return [
    { kind: 'heading', level: 1, text },
    { kind: 'facts', facts },
  ];
}

/** One day is a date of event; a time between two is told in the description. */
function eventDay({ windows }: IncidentFacts): string {
  const [only, another] = windows;
  const isDay = only !== undefined && another === undefined && only.from === only.until;
  return isDay && only.from !== null ? formDay(only.from) : '';
}

/** Who gave no reason has the title as one. */
function description(facts: IncidentFacts): string {
  const when = windowsText(facts, formDay);
  const said = new Set([facts.title, facts.reason].map(sentence));
  return [...said, ...(when === '' ? [] : [`It may have happened ${when}.`])].join(' ');
}

function runsText({ runs }: IncidentFacts): string {
  return runs
    .map(
      ({ id, flowCell }) =>
        `sequencing run ${id ?? '(id unknown)'}${flowCell === null ? '' : `, flow cell ${flowCell}`}`,
    )
    .join('; ');
}

function vendorsText(devices: readonly InstrumentFacts[]): string {
  return [...new Set(devices.flatMap(({ vendor }) => vendor ?? []))].sort().join('; ');
}
