import { configFolder } from '@seqwarden/agent/config';
import {
  ActsOfThreads,
  cutBundles,
  isMeant,
  type Matter,
  requireNew,
  threadsOfMatter,
  type WrittenDossier,
  writeDossier,
  writeNewFile,
} from '@seqwarden/agent/dossier';
import { EvidenceStore } from '@seqwarden/agent/evidence';
import { readWholeFile } from '@seqwarden/agent/host';
import { requireInitDone } from '@seqwarden/agent/keys';
import { KeptBundles } from '@seqwarden/agent/register';
import { gapWords } from '@seqwarden/cases/gap';
import type { Observed } from '@seqwarden/cases/summary';
import { MAX_BUNDLE, makeBundle } from '@seqwarden/log/reading';
import { ERRORS, type ErrorCode, keyFingerprint, SeqwardenError, type Trust } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { Arguments } from '../../arguments.ts';
import { custodyGaps } from '../../casework/custody-gaps.ts';
import type { CaseView } from '../../casework/desk.ts';
import type { KnownCases } from '../../casework/known-cases.ts';
import { caseNamed, incidentNamed } from '../../casework/named.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { personsOf } from '../../casework/persons.ts';
import { viewCases } from '../../casework/view-cases.ts';
import { windowsOfCase } from '../../casework/windows-of-case.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { publishTo } from '../../register.ts';
import { oneLine } from '../../text/one-line.ts';
import { knownTo, openNamedLog } from '../log/named-log.ts';
import { exposedOf } from '../notice/exposed-of.ts';
import { destinationsNamed } from '../places.ts';
import { statementKeys, worstExit } from '../shared.ts';
import { itemsOf } from './of-case.ts';

export const exportCase: Command = {
  usage: 'CASE|INCIDENT --out FILE.zip [OPTION...]',
  summary:
    'Put everything on a case or an incident into one file that `verify` and other programs check: a summary as HTML and PDF, the records with their proofs, evidence, advisories. That it was made is entered in the register.',
  options: {
    out: { type: 'string', help: 'the new file' },
    names: {
      type: 'boolean',
      help: "name those who acted, with what their signature means, from the site's file of persons; else they are shown by their keys",
    },
    runs: {
      type: 'strings',
      help: 'where runs lie, to look for those of the time of exposure; may be given again',
    },
    'verify-runs': { type: 'boolean', help: 'compare those runs with their seals again' },
    ...DESK_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const out = args.required('out');
    if (!/\.zip$/i.test(out)) throw new SeqwardenError('USAGE', '--out takes a name that ends in .zip');
    requireNew(out);
    requireInitDone(configFolder(context.env));
    const view = await viewCases(args, context);
    const matter = matterNamed(view, args.first());
    const made = await bundlesOf(view, matter, args, context);
    const observe = await observer(view, matter, args, context);
    const destinations = destinationsNamed(args);
    await using keys = await statementKeys(args, context, destinations ?? []);
    const { signer, trust, log } = keys;
    const evidence = EvidenceStore.at(context.env);
    const { version } = context;
    const what = { bundles: made.bundles, evidence, observe, trust, signer, version };
    const written = await writeNewFile(out, write => writeDossier(what, write));
    await publishTo(log, destinations ?? log?.publishedAt ?? [], context);
    if (args.flag('json')) context.out(`${JSON.stringify({ ...matter, ...written }, null, 2)}\n`);
    else context.out(text(out, written));
    for (const { sha256, code } of written.missing)
      context.err(`not in it: the file ${sha256} [${code}]\n  ${ERRORS[code].advice}\n`);
    for (const code of made.problems)
      context.err(`not everything in the register is as it should be [${code}]\n  ${ERRORS[code].advice}\n`);
    const exit = worstExit([...written.missing.map(({ code }) => code), ...made.problems]);
    return exit === 0 && view.missed.length > 0 ? 3 : exit;
  },
};

/** An incident where no case is meant. Throws CASE_UNKNOWN. */
function matterNamed(view: CaseView, text: string): Matter {
  try {
    return { about: 'case', id: caseNamed(view, text).id };
  } catch (error) {
    if (!(error instanceof SeqwardenError) || error.code !== 'CASE_UNKNOWN') throw error;
    return { about: 'incident', id: incidentNamed(view, text).id };
  }
}

/** Of the own register as it is now, and of others as they were imported. Throws LOG_*, and what reading kept bundles throws. */
async function bundlesOf(view: CaseView, matter: Matter, args: Arguments, context: Context) {
  const meant = new ActsOfThreads(threadsOfMatter(view.state, matter));
  const others = await importedBundles(view, context.env);
  // Once before, so that the own register's corrections of what others said are found, and once after.
  for (const { log, files } of others) cutBundles(files, log, meant);
  const { log, at } = await openNamedLog(args, context, undefined);
  try {
    const { file, audit } = await makeBundle(
      { key: log.key, read: at.read },
      { isMeant: entry => isMeant(entry, log.id, meant), known: knownTo(log), signal: context.signal },
    );
    const cut = others.flatMap(({ log, files }) => cutBundles(files, log, meant));
    const problems: readonly ErrorCode[] = [...audit.counts.keys()];
    return { bundles: [file, ...cut], problems };
  } finally {
    await at.close();
  }
}

async function importedBundles({ trust, log: own }: CaseView, env: NodeJS.ProcessEnv) {
  return trust.logs
    .filter(({ id }) => id !== own)
    .map(log => ({
      log: log.id,
      files: new KeptBundles(env, log).files().map(path => wholeBundle(path)),
    }))
    .filter(({ files }) => files.length > 0);
}

function wholeBundle(path: string): Uint8Array {
  const file = readWholeFile(path, { limit: MAX_BUNDLE });
  if (file === undefined) throw new SeqwardenError('LOG_UNREADABLE', `${path} is no plain file of a bundle`);
  return file;
}

/** What is looked up for the export: windows of exposure, custody gaps, and who the signers are, where names are asked for. */
async function observer(view: KnownCases, matter: Matter, args: Arguments, context: Context) {
  const incident = view.state.incidents.find(({ id }) => id === matter.id);
  const caseId = matter.about === 'case' ? matter.id : incident?.opened.says.case;
  const found = view.state.cases.find(({ id }) => id === caseId);
  const items = found === undefined ? [] : itemsOf(view.state, found.id);
  const gaps = custodyGaps(items, view, context);
  const asked = { roots: args.texts('runs'), verifyRuns: args.flag('verify-runs') };
  const { windows, unread } =
    found === undefined
      ? { windows: [], unread: [] }
      : await windowsOfCase(found, view, { ...asked, trust: args.texts('trust') }, context);
  const fixed = {
    exportedAt: context.now().toISOString(),
    ...matter,
    windows: exposedOf(windows),
    custody: gaps.map(({ installed, record, gap }) => ({ installed, record, text: gapWords(gap) })),
    unread: [
      ...view.missed.map(({ code }) => `Records of another register could not be read [${code}].`),
      ...unread.map(({ what, code }) => `When it was exported, this could not be read: ${what} [${code}].`),
    ],
  };
  const named = args.flag('names') ? namesOf(view.trust, context) : () => [];
  return (signers: readonly string[]): Omit<Observed, 'missing'> => ({ ...fixed, persons: named(signers) });
}

function namesOf(trust: Trust, context: Context) {
  const { directory } = personsOf(context, trust);
  if (directory === undefined)
    throw new SeqwardenError('DIRECTORY_UNUSABLE', '--names needs the file of persons');
  return (signers: readonly string[]): Observed['persons'] =>
    signers.flatMap(key => {
      const person = directory.personOf(key);
      return person === undefined ? [] : [{ key, name: person.name, meaning: person.role }];
    });
}

function text(out: string, { files, records, list, key }: WrittenDossier): string {
  return [
    `${oneLine(out)}: ${counted(files, 'file')}, ${counted(records, 'record')}\n`,
    `signed by the key ${keyFingerprint(key)}, file list ${list}\n`,
    `check it with: seqwarden verify ${oneLine(out)} --trust FILE\n`,
  ].join('');
}
