import type { Block } from '../paper/index.ts';
import { formDay } from './duty-days.ts';
import type { IncidentFacts, InstrumentFacts } from './incident-facts.ts';
import { windowsText } from './known-blocks.ts';

/**
 * The fields of Form FDA 3500A that a user facility fills: blocks A, B, D, E, F; days as dd-mmm-yyyy, what is unknown left blank. Fields are named, not numbered, since editions of
 * the form number them otherwise (which block has which field is general knowledge, shared/reference/ADVISORIES.md 5.3).
 */
export function form3500aBlocks(facts: IncidentFacts): Block[] {
  const devices = facts.instruments.length === 0 ? [UNKNOWN] : facts.instruments;
  return [
    ...block('A. Patient', [
      ['patient identifier', ''],
      ['age at time of event, or date of birth', ''],
      ['sex', ''],
      ['weight', ''],
    ]),
    ...block('B. Adverse event or product problem', [
      ['adverse event and/or product problem', ''],
      ['outcome attributed to adverse event', ''],
      ['date of event', eventDay(facts)],
      ['date of this report', ''],
      ['describe event or problem', description(facts)],
      ['relevant tests and laboratory data', runsText(facts)],
      ['other relevant history', ''],
    ]),
    ...devices.flatMap((device, at) =>
      block(
        devices.length > 1
          ? `D. Suspect medical device (${at + 1} of ${devices.length}; continuation pages are identified)`
          : 'D. Suspect medical device',
        [
          ['brand name', device.model ?? ''],
          ['common device name', ''],
          ['manufacturer name, city and state', device.vendor ?? ''],
          ['model number', device.model ?? ''],
          ['catalogue number', ''],
          ['serial number', device.serial ?? ''],
          ['unique identifier (UDI)', ''],
          ['software on the device', device.software.join('; ')],
          ['operator of device', ''],
          ['device available for evaluation', ''],
          ['concomitant medical products', ''],
        ],
      ),
    ),
    ...block('E. Initial reporter', [
      ['name and address', ''],
      ['health professional', ''],
      ['occupation', ''],
      ['initial reporter also sent report to FDA', ''],
    ]),
    ...block('F. For use by user facility', [
      ['user facility report number', ''],
      ['user facility name and address', facts.site ?? ''],
      ['contact person and telephone', ''],
      ['date user facility became aware of event', facts.awareOn === null ? '' : formDay(facts.awareOn)],
      ['type of report (initial, follow-up)', ''],
      ['date of this report', ''],
      ['approximate age of device', ''],
      ['event problem codes', ''],
      ['report sent to FDA (date)', ''],
      ['location where event occurred', ''],
      ['report sent to manufacturer (date)', ''],
      ['manufacturer name and address', vendorsText(devices)],
    ]),
  ];
}

const UNKNOWN: InstrumentFacts = { vendor: null, model: null, serial: null, software: [] };

function block(text: string, facts: readonly (readonly [string, string])[]): Block[] {
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

function description(facts: IncidentFacts): string {
  const when = windowsText(facts, formDay);
  const where = when === '' ? '' : ` It may have happened ${when}.`;
  return `${facts.title}. ${facts.reason}${/[.!?]$/.test(facts.reason) ? '' : '.'}${where}`;
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
