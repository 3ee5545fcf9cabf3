import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Arguments } from '../../arguments.ts';
import type { Desk, Sayable } from '../../casework/desk.ts';
import { instrumentsOfSite } from '../../casework/installed-meant.ts';
import { incidentOf } from '../../casework/named.ts';
import { personsOf } from '../../casework/persons.ts';
import { withDesk } from '../../casework/with-desk.ts';
import type { Context } from '../../context.ts';
import { destinationsNamed } from '../places.ts';
import { worstExit } from '../shared.ts';
import { candidatesOf } from './candidates.ts';
import { dutiesAtHand } from './duties-at-hand.ts';
import { enterSuspicion } from './enter-suspicion.ts';
import { evidenceOfFiles } from './evidence-of-files.ts';
import type { Followed } from './followed.ts';
import { followedJson, followedText } from './followed-text.ts';
import { holdRuns } from './hold-runs.ts';
import type { KeptLonger } from './kept-longer.ts';
import { rootsOf } from './roots-of.ts';
import { exportedRuns, requireNew, writeRuns } from './run-export.ts';
import { readSealedRuns } from './sealed-runs.ts';
import { type Suspicion, suspicionOf } from './suspicion.ts';

/** What the first record says; `kept`: where it extends an incident. */
interface First {
  readonly says: Sayable<'incident'>;
  readonly kept: KeptLonger | null;
}

type FirstRecord = (suspicion: Suspicion, desk: Desk, evidence: readonly string[]) => First;

/**
 * Enters a suspicion, holds its runs, then looks for others of the same time and writes the lists: in this order, so that nothing that takes long or can fail stands before what is
 * urgent. Returns the exit code. Throws USAGE, what reading the files and the register throws, and what the desk throws; once it is entered, what fails is told.
 */
export async function followSuspicion(
  args: Arguments,
  context: Context,
  title: string,
  firstRecord: FirstRecord,
): Promise<number> {
  const out = args.text('out');
  if (out !== undefined) requireNew(out);
  const destinations = destinationsNamed(args);
  const sealed = await readSealedRuns(args, context);
  const entered = await withDesk(args, context, async desk => {
    const suspicion = suspicionOf(args, desk, sealed, title, instrumentsOfSite(context, desk.trust));
    const evidence = await evidenceOfFiles(args, suspicion.files, context);
    const { says, kept } = firstRecord(suspicion, desk, evidence);
    const records = await enterSuspicion(desk, suspicion, says);
    const incident = incidentOf({ state: desk.after(), log: desk.log }, says.incident);
    const reason = `incident ${incident.id.slice(0, 12)}: ${incident.opened.says.title ?? ''}`;
    const holds =
      destinations === undefined
        ? []
        : await holdRuns(suspicion.folders.map(lieIn(args)), destinations, reason, desk, context);
    return { incident, kept, entered: records, holds, withoutName: suspicion.withoutName, trust: desk.trust };
  });
  const { incident, trust } = entered;
  const candidates = await candidatesOf(incident, sealed, args, context);
  const runs = exportedRuns(incident, candidates.runs, sealed);
  const files = out === undefined ? [] : writeRuns(out, incident, runs, candidates, context.now());
  const followed: Followed = { ...entered, isHoldAsked: destinations !== undefined, candidates, files };
  if (args.flag('json')) context.out(`${JSON.stringify(followedJson(followed), null, 2)}\n`);
  else {
    const { duties } = dutiesAtHand(args, context.env);
    context.err(followedText(followed, id => duties.find(duty => duty.id === id), personsOf(context, trust)));
    context.out(`${incident.id}\n`);
  }
  return exitOf(followed);
}

/** A bare name in the root of the configuration where it lies; else as it is. */
function lieIn(args: Arguments): (folder: string) => string {
  const roots = rootsOf(args);
  return folder =>
    folder.includes('/') ? folder : (roots.map(root => join(root, folder)).find(existsSync) ?? folder);
}

/** Bad news where a run that must stay is not held, or another one was changed. */
function exitOf({ holds, withoutName, isHoldAsked, candidates, incident, kept }: Followed): number {
  const failed = holds.flatMap(({ places, error }) => [
    ...places.flatMap(({ code }) => code ?? []),
    ...(error === null ? [] : [error.code]),
  ]);
  if (candidates.runs.some(({ verified }) => verified === 'changed')) return 1;
  if (failed.length > 0) return worstExit(failed);
  const isUnheld = isHoldAsked ? withoutName > 0 : incident.runs.length > 0;
  const isUncounted = kept !== null && kept.uncounted.length > 0;
  return isUnheld || isUncounted || candidates.unread.length > 0 ? 3 : 0;
}
