import type { Unread } from '@seqwarden/advisory/answer';
import type { Missed } from '@seqwarden/agent/casebook';
import { type Directory, requireDirectory } from '@seqwarden/agent/directory';
import { type Matter, type Told, zoneOffsets } from '@seqwarden/agent/dossier';
import { gapWords } from '@seqwarden/cases/gap';
import type { Exposed } from '@seqwarden/cases/notice';
import { casesOfMatter } from '@seqwarden/cases/reduce';
import type { CaseState, IncidentState, ItemState } from '@seqwarden/cases/state';
import type { Observed, SeenWindow } from '@seqwarden/cases/summary';
import type { Trust } from '@seqwarden/proof';
import { isSimulated } from '@seqwarden/runfolder';
import type { Arguments } from '../../arguments.ts';
import { siteAtHand } from '../../casework/at-hand.ts';
import { custodyGaps } from '../../casework/custody-gaps.ts';
import type { KnownCases } from '../../casework/known-cases.ts';
import { personsOf } from '../../casework/persons.ts';
import { dayBy } from '../../casework/site-time.ts';
import { type CaseWindows, windowsOfCase } from '../../casework/windows-of-case.ts';
import type { Context } from '../../context.ts';
import { exposedOf } from '../notice/exposed-of.ts';
import { incidentsOf } from './of-case.ts';

/** What is looked up for the export: windows of exposure, custody gaps, the clocks of the site, and who the signers are, where names are asked for. Throws DIRECTORY_UNUSABLE. */
export async function observedForExport(view: KnownCases, matter: Matter, args: Arguments, context: Context) {
  const { cases, items, incidents } = partsOf(view, matter);
  const directory = directoryFor(view.trust, args, context);
  const gaps = custodyGaps(items, view, context);
  const { windows, unread } = await windowsFor(view, cases, args, context);
  const zone = directory?.site.zone;
  const dayOf = zone === undefined ? undefined : dayBy(zone);
  const simulated = simulatedIn(items, incidents);
  const exportedAt = context.now().toISOString();
  const fixed = {
    exportedAt,
    ...matter,
    windows,
    custody: gaps.map(({ installed, record, gap }) => ({ installed, record, text: gapWords(gap, dayOf) })),
    unread: [
      ...view.missed.map(({ part, code }) => `${MISSED[part]} [${code}].`),
      ...unread.map(({ what, code }) => `When it was exported, this could not be read: ${what} [${code}].`),
    ],
    ...(simulated.length > 0 && { simulated }),
  };
  return {
    simulated,
    /** For whoever exports, who may know where it lies; the export itself names no paths. */
    unread: [
      ...view.missed.map(({ what, code }) => `could not be read: ${what} [${code}]`),
      ...unread.map(({ what, name, code }) => `could not be read: ${what} ${name} [${code}]`),
    ],
    observe: ({ signers, since }: Told): Omit<Observed, 'missing'> => ({
      ...fixed,
      persons: args.flag('names') ? personsNamed(signers, directory) : [],
      ...(directory !== undefined && {
        zone: zoneOffsets(directory.site.zone, firstOf(exportedAt, since, windows), exportedAt),
      }),
    }),
  };
}

/** In an export, which names no file of this machine. */
const MISSED: Readonly<Record<Missed['part'], string>> = {
  bundle: 'Records of another register could not be read',
  trust_file: 'The trust file of another site could not be read: records of its register may be missing',
  site_file: "The site's file could not be read: records of other sites that it may name are missing",
  register: 'A trust file takes the say from a register that another one names: its records do not count',
};

function partsOf({ state }: KnownCases, matter: Matter) {
  const { about, id } = matter;
  const ids = casesOfMatter(state, matter);
  const named = about === 'case' ? [] : state.incidents.filter(one => one.id === id);
  return {
    cases: state.cases.filter(one => ids.includes(one.id)),
    items: state.items.filter(one => one.cases.some(ofCase => ids.includes(ofCase))),
    incidents: [...new Set([...ids.flatMap(one => incidentsOf(state, one)), ...named])],
  };
}

async function windowsFor(
  view: KnownCases,
  cases: readonly CaseState[],
  args: Arguments,
  context: Context,
): Promise<Pick<CaseWindows, 'unread'> & { readonly windows: SeenWindow[] }> {
  const asked = {
    ...{ roots: args.texts('runs'), inventory: args.text('inventory'), trust: args.texts('trust') },
    ...{ verifyRuns: args.flag('verify-runs'), simulated: args.flag('simulated') },
  };
  const all: SeenWindow[] = [];
  const problems: Unread[] = [];
  for (const one of cases) {
    const { windows, unread } = await windowsOfCase(one, view, asked, context);
    all.push(...exposedOf(windows).map(seenWindow));
    problems.push(...unread);
  }
  return { windows: all, unread: problems };
}

function seenWindow({ runs, ...window }: Exposed): SeenWindow {
  return { ...window, runs: runs.map(({ flowCell: _, ...run }) => run) };
}

/** Serials, in their order. */
function simulatedIn(items: readonly ItemState[], incidents: readonly IncidentState[]): string[] {
  const installed = [...items.map(item => item.installed), ...incidents.flatMap(one => one.installed)];
  const serials = installed.flatMap(({ serial }) => (serial !== null && isSimulated(serial) ? [serial] : []));
  return [...new Set(serials)].sort();
}

/** undefined: the site has none, or none that can be read, and nobody asked for it. */
function directoryFor(trust: Trust, args: Arguments, context: Context): Directory | undefined {
  const path = args.text('site');
  if (path === undefined && !args.flag('names')) return personsOf(context, trust).directory;
  const keys = trust.personKeys.map(({ keyid }) => keyid);
  return requireDirectory({ ...siteAtHand(path, context), keys, makeSecret: false });
}

function personsNamed(signers: readonly string[], directory: Directory | undefined): Observed['persons'] {
  return signers.flatMap(key => {
    const person = directory?.personOf(key);
    return person === undefined ? [] : [{ key, name: person.name, meaning: person.role }];
  });
}

/** Of all that the summary shows as a time. */
function firstOf(exportedAt: string, since: string | undefined, windows: readonly SeenWindow[]): string {
  const moments = [exportedAt, since ?? exportedAt, ...windows.flatMap(({ first }) => first ?? [])];
  return new Date(Math.min(...moments.map(moment => Date.parse(moment)))).toISOString();
}
