import type { DeliveryRecord, JournalReader, RunRecord } from '@seqwarden/agent/journal';
import { displayPath, jsonPath } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import { journalOf } from '../agent-config-file.ts';
import type { Command } from '../command.ts';
import { humanBytes } from '../text/progress.ts';

export const status: Command = {
  usage: '[--config FILE] [--json]',
  summary: 'What the agent knows of its runs, whether it is at work or not.',
  options: {
    config: {
      type: 'string',
      help: 'the configuration of the agent; default: the state folder of this account',
    },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const journal = journalOf(args, context.env);
    const runs = journal === undefined ? [] : runsOf(journal);
    journal?.close();
    if (args.flag('json')) context.out(`${JSON.stringify({ runs: runs.map(runJson) }, null, 2)}\n`);
    else context.out(runs.length === 0 ? 'no runs yet\n' : runs.map(runText).join(''));
    return 0;
  },
};

interface Place extends DeliveryRecord {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
}

type Run = RunRecord & { readonly places: readonly Place[] };

function runsOf(journal: JournalReader): Run[] {
  const names = journal.destinations();
  return [...journal.runs()].map(run => {
    const known = new Map(journal.deliveries(run.id).map(one => [one.destination, one]));
    const places = [...names].flatMap(([slot, name]) => {
      const held = journal.held(run.id, slot);
      const delivery = known.get(slot);
      if (delivery === undefined && held.files === 0) return [];
      return [{ ...(delivery ?? copying(run, slot)), name, ...held }];
    });
    return { ...run, places };
  });
}

/** Nothing was said of it yet, but files are there. */
function copying(run: RunRecord, destination: number): DeliveryRecord {
  const none = { downSince: undefined, reason: undefined, lastConfirmed: undefined, sealed: undefined };
  return { run: run.id, destination, state: 'copying', since: run.firstSeen, ...none };
}

function runJson({ name, state, since, reason, firstSeen, lastChange, places }: Run): object {
  return {
    ...jsonPath(name),
    state,
    since: since.toISOString(),
    reason: reason ?? null,
    firstSeen: firstSeen.toISOString(),
    lastChange: lastChange.toISOString(),
    destinations: places.map(place => ({
      name: place.name,
      state: place.state,
      files: place.files,
      bytes: place.bytes,
      downSince: place.downSince?.toISOString() ?? null,
      reason: place.reason ?? null,
      lastConfirmed: place.lastConfirmed?.toISOString() ?? null,
    })),
  };
}

function runText({ name, state, since, reason, places }: Run): string {
  const why = reason === undefined ? '' : `: ${reason}`;
  const lines = places.map(place => {
    const down =
      place.downSince === undefined ? '' : `, waits since ${minute(place.downSince)} (${place.reason ?? ''})`;
    return `  ${place.name}: ${place.state}, ${counted(place.files, 'file')}, ${humanBytes(place.bytes)}${down}\n`;
  });
  return `${displayPath(name)}: ${state} since ${minute(since)}${why}\n${lines.join('')}`;
}

function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16)}Z`;
}
