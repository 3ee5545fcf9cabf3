import { EvidenceStore, type InstallerFile, readInstaller } from '@seqwarden/agent/evidence';
import { SeqwardenError } from '@seqwarden/proof';
import type { PatchPredicate } from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';
import type { Desk } from '../../casework/desk.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { AdvisoriesAtHand } from './advisories-at-hand.ts';
import { oneOf } from './choice-of.ts';
import { DONE_AT_OPTIONS, doneAt } from './done-at.ts';
import { EVIDENCE_OPTION, evidenceOf } from './evidence-of.ts';
import { installerJson, installerText } from './installer-text.ts';
import { type Judged, judgeInstaller } from './judge-installer.ts';
import { otherProgram, otherProgramText } from './other-program.ts';
import { softwareOf } from './software-of.ts';
import { statedDigest } from './stated-digest.ts';
import { TARGET_OPTIONS, type Target, targetOf } from './target.ts';
import { type Entered, tellEntered } from './tell-entered.ts';

const DOERS = ['signer', 'vendor', 'other'] as const;

export const patch: Command = {
  usage:
    'SERIAL/ID --vulnerability CVE...|--case CASE --on DAY [--installer FILE] [--software NAME=BEFORE..AFTER]... [--evidence FILE]...',
  summary:
    'Record that one installation was patched: its installer is held against the digests that the advisories publish. Another person has to check it.',
  options: {
    ...DONE_AT_OPTIONS,
    installer: { type: 'string', help: 'the file that was run; it is read, not run, and not kept' },
    'keep-installer': { type: 'boolean', help: 'keep a copy of it, of up to 1 GiB, among the evidence' },
    digest: {
      type: 'string',
      help: 'SHA-256 or SHA-512 that a letter or page gives for the installer, where no advisory does',
    },
    'digest-in': {
      type: 'string',
      help: 'with --digest: the document of the case, by its reference or the first digits of its digest',
    },
    'done-by': { type: 'string', help: 'signer (default), vendor or other' },
    software: {
      type: 'strings',
      help: 'a program and its versions: ucs=2.0.8.695..2.7.2.4320 (control, ucs, lrm, rta or a name); without BEFORE the last that was read; may be given again',
    },
    ...TARGET_OPTIONS,
    ...EVIDENCE_OPTION,
    ...DESK_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    // Before the register is opened: it may have gigabytes, and the service wants to seal meanwhile.
    const file = await installerNamed(args, context);
    return withDesk(args, context, desk => record(file, desk, args, context));
  },
};

async function record(
  file: InstallerFile | undefined,
  desk: Desk,
  args: Arguments,
  context: Context,
): Promise<number> {
  const target = targetOf(args, desk);
  const at = doneAt(args, context);
  const doneBy = oneOf(args.text('done-by') ?? 'signer', '--done-by', DOERS);
  const software = softwareOf(args.texts('software'), target.installed, desk);
  const installer = file && { file, judged: await judge(file, target, desk, args, context) };
  const evidence = await evidenceOf(args, context);
  if (file !== undefined && evidence.includes(file.sha256))
    throw new SeqwardenError(
      'USAGE',
      'the installer does not show that it was run: give --evidence something else',
    );
  if (file !== undefined) await keep(args, context, file);
  const common = { installed: target.installed, at, doneBy, software, evidence };
  const entered: Entered[] = [];
  for (const part of partsOf(target, installer)) {
    const act = await desk.enter('patch', { ...common, ...part });
    entered.push({ kind: 'patch', ...act, more: { ...part } });
  }
  tellEntered(desk, context, { json: args.flag('json'), entered, installed: target.installed });
  const say = args.flag('json') ? context.err : context.out;
  if (installer !== undefined) say(installerText(installer.file, installer.judged));
  const ofOthers = otherProgram(desk.after(), entered);
  if (ofOthers.length > 0) say(otherProgramText(ofOthers));
  return exitOf(installer?.judged ?? []) || (ofOthers.length > 0 ? 3 : 0);
}

/** 1: another file. 3: somebody should look at the documents that give it. */
function exitOf(judged: readonly Judged[]): number {
  if (judged.some(({ check }) => check === 'other')) return 1;
  const isDoubtful = ({ check, contradictedBy }: Judged) =>
    check === 'equal_unsigned' || contradictedBy !== null;
  return judged.some(isDoubtful) ? 3 : 0;
}

interface Judgement {
  readonly file: InstallerFile;
  readonly judged: readonly Judged[];
}

async function installerNamed(args: Arguments, { signal }: Context): Promise<InstallerFile | undefined> {
  const path = args.text('installer');
  if (path !== undefined) return readInstaller(path, signal);
  const other = ['keep-installer', 'digest', 'digest-in'].find(
    option => args.flag(option) || args.text(option) !== undefined,
  );
  if (other !== undefined) throw new SeqwardenError('USAGE', `--${other} goes with --installer`);
  return undefined;
}

function judge(
  file: InstallerFile,
  target: Target,
  { state }: Desk,
  args: Arguments,
  { env }: Context,
): Promise<Judged[]> {
  const atHand = new AdvisoriesAtHand(env);
  return judgeInstaller(file, target, {
    state,
    stated: statedDigest(args, state),
    bytesOf: sha256 => atHand.bytesOf(sha256),
    isVouchedFor: sha256 => atHand.isVouchedFor(sha256),
  });
}

/** Before it is entered: what a record names is there. */
async function keep(args: Arguments, { env, signal }: Context, { sha256 }: InstallerFile): Promise<void> {
  if (!args.flag('keep-installer')) return;
  const kept = await EvidenceStore.at(env).add(args.required('installer'), { signal });
  if (kept.sha256 !== sha256)
    throw new SeqwardenError('CASE_INPUT_UNUSABLE', 'the installer changed while it was read');
}

interface Part {
  readonly vulnerabilities: string[];
  readonly installer: PatchPredicate['installer'];
}

/** One record for what the file proves, one for what it does not: a digest is published for some vulnerabilities. */
function partsOf({ vulnerabilities }: Target, installer: Judgement | undefined): Part[] {
  if (installer === undefined) return [{ vulnerabilities, installer: null }];
  const { file, judged } = installer;
  const groups = Map.groupBy(judged, ({ check, publishedIn }) => JSON.stringify([check, publishedIn]));
  return [...groups.values()].flatMap(ones => {
    const [first] = ones;
    if (first === undefined) return [];
    const of = ones.map(({ vulnerability }) => vulnerability);
    return [{ vulnerabilities: of, installer: installerJson(file, first) }];
  });
}
