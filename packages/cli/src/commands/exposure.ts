import { isUtf8 } from 'node:buffer';
import {
  CONCERNS,
  claimsOf,
  csafVex,
  type ExposureAnswer,
  exitOf,
  exposureJson,
  openVex,
  type VexFrame,
} from '@seqwarden/advisory/answer';
import {
  buildInventory,
  type Inventory,
  readStatedFacts,
  type StatedFacts,
} from '@seqwarden/advisory/inventory';
import { matchAdvisories } from '@seqwarden/advisory/match';
import { OVERLAY } from '@seqwarden/advisory/overlay';
import { windowsOf } from '@seqwarden/advisory/window';
import type { RunVerifier } from '@seqwarden/agent/verify';
import { SeqwardenError } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { readNamedFile } from '../read-named-file.ts';
import { exposureText } from '../text/exposure-text.ts';
import { passedOverText } from '../text/passed-over-text.ts';
import { askedAdvisories } from './exposure/asked-advisories.ts';
import { observationLines } from './exposure/observation-lines.ts';
import { provenWindows } from './exposure/proven-windows.ts';
import { type Format, questionOf } from './exposure/question.ts';
import { ratedVulnerabilities } from './exposure/rated-vulnerabilities.ts';
import { readRuns } from './exposure/read-runs.ts';

export const exposure: Command = {
  usage: '[ROOT...] [--advisories PATH]... [OPTION...]',
  summary:
    'Say which instruments made the runs below ROOT, with which software, which published vulnerabilities apply to them, on what evidence, and which runs fall into the time of exposure.',
  options: {
    advisories: {
      type: 'strings',
      help: "CSAF documents: a file, a folder or a bundle; may be given again; default: the program's own two on Illumina instruments",
    },
    kept: { type: 'boolean', help: 'the advisories that `advisories update` keeps' },
    inventory: { type: 'string', help: 'TOML file of what persons state: versions, fixes, aliases' },
    log: {
      type: 'string',
      help: 'also, or only, what a register says of runs: its folder, a destination (folder, s3://, sftp://) or https://',
    },
    register: {
      type: 'string',
      help: 'which register, by the first digits of its id, where the trust file names several',
    },
    endpoint: { type: 'string', help: 'https address of an S3 store that is not Amazon' },
    trust: {
      type: 'strings',
      help: 'judge the seals of the runs in question by this trust file; may be given again',
    },
    'verify-runs': { type: 'boolean', help: 'hash the runs in question again, as `verify` does' },
    format: {
      type: 'string',
      help: 'table (default), json, csaf-vex, openvex, or observations: what `case observe` enters of it, unsigned',
    },
    json: { type: 'boolean', help: 'the same as --format json' },
    epss: { type: 'string', help: "file of FIRST's EPSS scores: the daily CSV, or JSON of its API" },
    kev: { type: 'string', help: "CISA's known_exploited_vulnerabilities.json" },
    zone: { type: 'string', help: 'time zone of the site, as Europe/Zurich; times stand beside UTC' },
    'fail-on': {
      type: 'strings',
      help: `what counts for the exit code: ${CONCERNS.join(', ')} or none; may be given again; default: all of them`,
    },
    simulated: { type: 'boolean', help: 'take runs of the simulator in' },
    publisher: { type: 'string', help: 'who says it, in VEX documents' },
    namespace: { type: 'string', help: 'URI of who says it, in CSAF VEX' },
  },
  positionals: { least: 0, most: 1000 },
  run: async (args, context) => {
    // The launcher starts this command confined; whoever calls the code otherwise must not believe that it is.
    if (process.permission === undefined)
      context.err('seqwarden: exposure runs without the permission model here; start it with the command\n');
    const { format, failOn, zone, publisher } = questionOf(args);
    await using verifier = await verifierFor(args);
    const asked = askedAdvisories(args.texts('advisories'), args.flag('kept'), context.env);
    const { advisories, unread } = asked;
    if (asked.isShelfEmpty)
      context.err('no advisory is kept, so none of these is asked: `advisories update` takes them in\n');
    const [refused] = unread;
    if (advisories.length === 0 && refused !== undefined)
      throw new SeqwardenError(
        'ADVISORY_SOURCE_UNUSABLE',
        `nothing there is an advisory; ${refused.name}: ${refused.text}`,
      );
    const file = args.text('inventory');
    const stated = file === undefined ? undefined : statedIn(file, context.now());
    const runs = await readRuns(args, context, stated);
    const inventory = buildInventory(runs.readings, stated, {
      unidentified: runs.unidentified,
      simulated: args.flag('simulated'),
    });
    const matches = matchAdvisories(
      inventory,
      advisories.map(({ advisory }) => advisory),
      OVERLAY,
    );
    const windows = windowsOf(matches.findings, inventory);
    const answer: ExposureAnswer = {
      inventory,
      advisories,
      findings: await provenWindows(windows, runs, verifier, args, context),
      unmatched: matches.unmatched,
      vulnerabilities: ratedVulnerabilities(matches.findings, advisories, args, context),
      overlay: OVERLAY.version,
      zone,
      unread: [...unread, ...unreadRuns(inventory), ...runs.unread],
      passedOver: runs.passedOver,
      tool: { name: 'seqwarden', version: context.version },
      failOn,
    };
    const frame: VexFrame = { publisher, at: context.now(), tool: answer.tool };
    const text =
      format === 'observations'
        ? await observationLines(answer, frame)
        : worded(answer, format, frame, context);
    if (text === undefined)
      context.err('the advisories say nothing of these instruments: there is no document\n');
    else context.out(text);
    const code = exitOf(answer);
    // Where nobody was asked, that nothing is affected is no answer.
    return code === 0 && advisories.length === 0 && failOn.has('unread') ? 3 : code;
  },
};

/** Its threads are started, and the leave to start any is given back, before a byte is read that somebody else wrote (decision 5). */
async function verifierFor(args: Arguments): Promise<RunVerifier | undefined> {
  if (!args.flag('verify-runs')) return undefined;
  const { RunVerifier } = await import('@seqwarden/agent/verify');
  return new RunVerifier(...args.positionals);
}

/** Throws INVENTORY_UNUSABLE. */
function statedIn(file: string, now: Date): StatedFacts {
  const bytes = readNamedFile(file, { unusable: 'INVENTORY_UNUSABLE', mebibytes: 1 });
  // A name that lost a letter would be another name.
  if (!isUtf8(bytes)) throw new SeqwardenError('INVENTORY_UNUSABLE', `${file} is not UTF-8`);
  return readStatedFacts(new TextDecoder().decode(bytes), file, now);
}

/** Where there were runs of the simulator alone, nothing was asked of any instrument: that is no clean answer. */
function unreadRuns({ unidentified, instruments, simulatedLeftOut }: Inventory): ExposureAnswer['unread'] {
  const unread = unidentified.map(({ folder, code, text }) => ({
    what: 'run' as const,
    name: folder,
    code,
    text,
  }));
  if (instruments.length > 0 || simulatedLeftOut === 0) return unread;
  const text = 'are of the simulator and were left out, and there is no other run; --simulated takes them in';
  return [...unread, { what: 'run', name: 'all', code: 'INSTRUMENT_UNKNOWN', text }];
}

/** What goes to standard output; undefined: there is no such document. */
function worded(
  answer: ExposureAnswer,
  format: Exclude<Format, 'observations'>,
  frame: VexFrame,
  context: Context,
): string | undefined {
  if (format === 'table') return exposureText(answer, context.colours === true);
  context.err(passedOverText(answer.passedOver));
  if (format === 'json') return document(exposureJson(answer));
  if (answer.advisories.some(one => one.builtIn))
    context.err("the advisories are this program's own documents, not the publisher's\n");
  if (answer.unread.length > 0)
    context.err(
      `${counted(answer.unread.length, 'thing')} not taken in, so not answered; --format table tells which\n`,
    );
  const claims = claimsOf(
    answer.findings.map(({ finding }) => finding),
    answer.advisories.map(({ advisory }) => advisory),
  );
  if (claims.length === 0) return undefined;
  return document(format === 'openvex' ? openVex(claims, frame) : csafVex(claims, answer.advisories, frame));
}

function document(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
