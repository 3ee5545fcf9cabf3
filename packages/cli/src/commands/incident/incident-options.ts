import { DESK_OPTIONS } from '../../casework/options.ts';
import { signedWords } from '../../casework/words-of.ts';
import { EVIDENCE_OPTION } from '../record/evidence-of.ts';

export const DUTIES_OPTION = {
  duties: {
    type: 'string',
    help: "file of duties that the site adds; default: duties.toml beside the account's keys",
  },
} as const;

/** How a person says what is affected, and where it is held. */
export const WHAT_OPTIONS = {
  reason: signedWords('what was seen, in your words'),
  run: {
    type: 'strings',
    help: 'a run that is affected: its folder, its id, or the first 8 or more digits of its seal; may be given again',
  },
  'unseen-run': {
    type: 'strings',
    help: 'the name of a run that is affected and that nothing here knows: neither the register nor a folder nor a case; may be given again',
  },
  'from-verify': { type: 'strings', help: 'what `verify --json` printed of a run; may be given again' },
  alarm: {
    type: 'strings',
    help: 'alarms of the agent: a file with the lines that it wrote, or what a webhook got; may be given again',
  },
  installation: {
    type: 'strings',
    help: 'an instrument that is affected: SERIAL/ID, or SERIAL for all that is installed on it; may be given again',
  },
  vendor: { type: 'string', help: 'of the instrument, where two vendors have the same serial' },
  window: {
    type: 'string',
    help: 'when it may have happened: FROM/UNTIL, as 2023-04-05/2023-05-01; one side may be empty',
  },
  ...EVIDENCE_OPTION,
  ...DESK_OPTIONS,
  config: {
    type: 'string',
    help: 'the configuration of the agent: the affected runs are held at all its destinations',
  },
  at: {
    type: 'strings',
    help: 'instead: a destination where they are held, as `copy --to` names it; may be given again',
  },
} as const;

/** Where runs are looked for that were made in the same time. */
export const CANDIDATE_OPTIONS = {
  out: {
    type: 'string',
    help: "folder for runs.csv and runs.json, by which the laboratory's information system finds what was reported; nothing there is replaced",
  },
  runs: {
    type: 'strings',
    help: 'folder of runs that are looked at beside the register; may be given again',
  },
  'verify-runs': {
    type: 'boolean',
    help: 'hash the runs in the time of exposure again; takes as long as reading them',
  },
  inventory: { type: 'string', help: 'file of stated facts, as `exposure` takes it' },
  simulated: { type: 'boolean', help: 'take runs of the simulator in' },
} as const;
