import { extname } from 'node:path';
import { withoutMode } from '@seqwarden/advisory/inventory';
import { paperPdf } from '@seqwarden/agent/paper';
import { dutyPaper, type IncidentFacts, type InstrumentFacts, sentence } from '@seqwarden/cases/duty';
import { type Paper, paperHtml, paperText } from '@seqwarden/cases/paper';
import type { IncidentState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { incidentNamed } from '../../casework/named.ts';
import { VIEW_OPTIONS } from '../../casework/options.ts';
import { type Persons, personsOf } from '../../casework/persons.ts';
import { viewCases } from '../../casework/view-cases.ts';
import type { Command } from '../../command.ts';
import { oneLine } from '../../text/one-line.ts';
import { writeNew } from '../log/write-new.ts';
import { windowsOf } from './candidates.ts';
import { dutiesAtHand, dutyNamed } from './duties-at-hand.ts';
import { DUTIES_OPTION } from './incident-options.ts';
import { dutyOfIncident } from './of-incident.ts';
import { readSealedRuns, type SealedRuns } from './sealed-runs.ts';

export const draftReport: Command = {
  usage: 'INCIDENT --duty ID --out FILE.pdf|FILE.html|FILE.txt [OPTION...]',
  summary:
    'Write what is known for a report, to be completed and sent by a person: the fields of Form FDA 3500A, what CISA asks, a letter to the manufacturer. Unknown stays blank. INCIDENT is its first 8 or more digits.',
  options: {
    duty: { type: 'string', help: 'which, as `incident show` calls it' },
    out: {
      type: 'string',
      help: 'where it is written, as PDF, HTML or text by its ending; nothing is replaced',
    },
    ...DUTIES_OPTION,
    ...VIEW_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    args.requireAll('duty', 'out');
    const id = args.required('duty');
    const out = args.required('out');
    const render = RENDERERS.get(extname(out).toLowerCase());
    if (render === undefined) throw new SeqwardenError('USAGE', '--out ends in .pdf, .html or .txt');
    const duty = dutyNamed(dutiesAtHand(args, context.env), id);
    const view = await viewCases(args, context);
    const incident = incidentNamed(view, args.first());
    dutyOfIncident(incident, id);
    const sealed = await readSealedRuns(args, context);
    const facts = factsOf(incident, sealed, personsOf(context, view.trust));
    writeNew(out, await render(dutyPaper(duty, facts)));
    if (args.flag('json'))
      context.out(`${JSON.stringify({ incident: incident.id, duty: id, file: out }, null, 2)}\n`);
    else context.err(`wrote ${oneLine(out)}: a draft, to be completed and sent by a person\n`);
    return view.missed.length > 0 ? 3 : 0;
  },
};

const encoder = new TextEncoder();

type Render = (paper: Paper) => Promise<Uint8Array> | Uint8Array;

const RENDERERS: ReadonlyMap<string, Render> = new Map<string, Render>([
  ['.pdf', paperPdf],
  ['.html', paper => encoder.encode(paperHtml(paper))],
  ['.txt', paper => encoder.encode(paperText(paper))],
]);

function factsOf(incident: IncidentState, sealed: SealedRuns, { directory, day }: Persons): IncidentFacts {
  const { id, opened, history, runs } = incident;
  const title = opened.says.title ?? '';
  const reasons = history.flatMap(({ says }) =>
    says.action === 'opened' || says.action === 'extended' ? [says.reason] : [],
  );
  // Who opened it without a reason has its title as one: it says nothing where others say more.
  const others = reasons.filter(reason => reason !== title);
  const said = new Set(others.length === 0 ? reasons : others);
  return {
    ...{ id, title, awareOn: opened.says.awareOn, runs, on: day },
    reason: [...said].map(sentence).join(' '),
    windows: windowsOf(incident),
    instruments: instrumentsOf(incident, sealed),
    site: directory?.site.name ?? null,
  };
}

/** Each device once. Its model and programs are those of an affected run of it, else of the last that was sealed. */
function instrumentsOf({ installed, runs }: IncidentState, { all }: SealedRuns): InstrumentFacts[] {
  const affected = new Set(runs.map(({ seal }) => seal));
  const devices = Map.groupBy(installed, ({ vendor, model, serial }) =>
    JSON.stringify([vendor, model, serial]),
  );
  return [...devices.values()].flatMap(([device]) => {
    if (device === undefined) return [];
    const { vendor, serial } = device;
    const own = all.filter(
      ({ instrument }) =>
        serial !== null &&
        instrument.serial !== null &&
        withoutMode(instrument.serial) === serial &&
        (vendor === null || instrument.vendor === vendor),
    );
    const shown = own.findLast(({ seal }) => affected.has(seal)) ?? own.at(-1);
    const model = device.model ?? shown?.instrument.model ?? null;
    return [{ vendor, model, serial, software: shown?.software ?? [] }];
  });
}
