import { configFolder } from '@seqwarden/agent/config';
import {
  type Matter,
  requireNew,
  type WrittenDossier,
  writeDossier,
  writeNewFile,
} from '@seqwarden/agent/dossier';
import { EvidenceStore } from '@seqwarden/agent/evidence';
import { requireInitDone } from '@seqwarden/agent/keys';
import { ERRORS, keyFingerprint, SeqwardenError } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { CaseView } from '../../casework/desk.ts';
import { caseNamed, incidentIdNamed } from '../../casework/named.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { viewCases } from '../../casework/view-cases.ts';
import type { Command } from '../../command.ts';
import { publishTo } from '../../register.ts';
import { oneLine } from '../../text/one-line.ts';
import { SITE_OPTION } from '../notice/site.ts';
import { destinationsNamed } from '../places.ts';
import { statementKeys, worstExit } from '../shared.ts';
import { bundlesToExport } from './bundles-to-export.ts';
import { observedForExport } from './observed-for-export.ts';

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
    inventory: { type: 'string', help: 'file of stated facts, as `exposure` takes it' },
    simulated: { type: 'boolean', help: 'take runs of the simulator in; the summary says so' },
    ...SITE_OPTION,
    ...DESK_OPTIONS,
    signer: {
      type: 'string',
      help: "the key that signs: a file, or ssh-agent[:FINGERPRINT]; default: the account's seal key",
    },
  },
  isAnswer: true,
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const out = args.required('out');
    if (!/\.zip$/i.test(out)) throw new SeqwardenError('USAGE', '--out takes a name that ends in .zip');
    requireNew(out);
    requireInitDone(configFolder(context.env));
    const view = await viewCases(args, context);
    const matter = matterNamed(view, args.first());
    const made = await bundlesToExport(view, matter, args, context);
    const { observe, unread, simulated } = await observedForExport(view, matter, args, context);
    const destinations = destinationsNamed(args);
    await using keys = await statementKeys(args, context, destinations ?? []);
    const { signer, trust, log } = keys;
    const evidence = EvidenceStore.at(context.env);
    const { version } = context;
    const what = { bundles: made.bundles, evidence, observe, trust, signer, version };
    const written = await writeNewFile(out, write => writeDossier(what, write));
    await publishTo(log, destinations ?? log?.publishedAt ?? [], context);
    if (args.flag('json')) context.out(`${JSON.stringify({ ...matter, ...written, simulated }, null, 2)}\n`);
    else context.out(text(out, written));
    for (const { sha256, code } of written.missing)
      context.err(`not in it: the file ${sha256} [${code}]\n  ${ERRORS[code].advice}\n`);
    for (const code of made.problems)
      context.err(`not everything in the register is as it should be [${code}]\n  ${ERRORS[code].advice}\n`);
    for (const one of unread) context.err(`${oneLine(one)}\n`);
    context.err(simulatedText(simulated, args.flag('simulated')));
    const exit = worstExit([...written.missing.map(({ code }) => code), ...made.problems]);
    return exit === 0 && unread.length > 0 ? 3 : exit;
  },
};

/** An incident where no case is meant. Throws CASE_UNKNOWN. */
function matterNamed(view: CaseView, text: string): Matter {
  try {
    return { about: 'case', id: caseNamed(view, text).id };
  } catch (error) {
    if (!(error instanceof SeqwardenError) || error.code !== 'CASE_UNKNOWN') throw error;
    return { about: 'incident', id: incidentIdNamed(view, text) };
  }
}

function simulatedText(serials: readonly string[], isTaken: boolean): string {
  if (serials.length === 0) return '';
  const hint = isTaken ? '' : '; --simulated takes their runs in';
  return `SIMULATED, as its summary says: ${serials.map(oneLine).join(', ')}${hint}\n`;
}

function text(out: string, { files, records, list, key }: WrittenDossier): string {
  return [
    `${oneLine(out)}: ${counted(files, 'file')}, ${counted(records, 'record')}\n`,
    `signed by the key ${keyFingerprint(key)}, file list ${list}\n`,
    `check it with: seqwarden verify ${oneLine(out)} --trust FILE\n`,
  ].join('');
}
