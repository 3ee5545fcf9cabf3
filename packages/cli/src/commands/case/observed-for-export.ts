import type { Matter } from '@seqwarden/agent/dossier';
import { gapWords } from '@seqwarden/cases/gap';
import type { Observed } from '@seqwarden/cases/summary';
import { SeqwardenError, type Trust } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import { custodyGaps } from '../../casework/custody-gaps.ts';
import type { KnownCases } from '../../casework/known-cases.ts';
import { personsOf } from '../../casework/persons.ts';
import { windowsOfCase } from '../../casework/windows-of-case.ts';
import type { Context } from '../../context.ts';
import { exposedOf } from '../notice/exposed-of.ts';
import { itemsOf } from './of-case.ts';

/** What is looked up for the export: windows of exposure, custody gaps, and who the signers are, where names are asked for. */
export async function observedForExport(view: KnownCases, matter: Matter, args: Arguments, context: Context) {
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
  return {
    /** For whoever exports, who may know where it lies; the export itself names no paths. */
    unread: [
      ...view.missed.map(({ what, code }) => `could not be read: ${what} [${code}]`),
      ...unread.map(({ what, name, code }) => `could not be read: ${what} ${name} [${code}]`),
    ],
    observe: (signers: readonly string[]): Omit<Observed, 'missing'> => ({
      ...fixed,
      persons: named(signers),
    }),
  };
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
