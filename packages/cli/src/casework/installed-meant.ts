import type { Responsibility } from '@seqwarden/agent/directory';
import { SeqwardenError, type Trust } from '@seqwarden/proof';
import type { Installed } from '@seqwarden/proof/acts';
import type { Context } from '../context.ts';
import type { CaseView } from './desk.ts';
import { deviceCalled, installedNamed } from './named.ts';
import { personsOf } from './persons.ts';

/** The sides of a dual-boot device and a server of it: each is patched for itself, also one of which no run has told yet. */
const SIDES: readonly (string | undefined)[] = ['dx', 'ruo', 'lrm-server'];
const MAIN = 'main';

/** Instruments that the site's file names as its own. Asked only where no record knows an instrument: a broken file is told then. */
export function instrumentsOfSite(context: Context, trust: Trust): () => readonly Responsibility[] {
  return () => personsOf(context, trust).directory?.site.instruments ?? [];
}

/**
 * As `installedNamed`; also a side of a device that records know, and an instrument, or a side of it, that the site's file names: a letter may be about one of which nobody has seen a run. Throws
 * CASE_UNKNOWN.
 */
export function installedMeant(
  view: Pick<CaseView, 'state'>,
  text: string,
  vendor: string | undefined,
  ofSite: () => readonly Responsibility[],
): Installed {
  const device = deviceCalled(text);
  const side = device === text ? undefined : text.slice(device.length + 1);
  try {
    return SIDES.includes(side)
      ? { ...installedNamed(view, device, vendor), id: side ?? null }
      : installedNamed(view, text, vendor);
  } catch (error) {
    if (!(error instanceof SeqwardenError) || error.code !== 'CASE_UNKNOWN') throw error;
    const own = ofSite().filter(
      one => one.serial === device && (vendor === undefined || one.vendor === vendor),
    );
    const [only, another] = own;
    const isNamed = side === undefined || side === MAIN || SIDES.includes(side);
    if (only === undefined || another !== undefined || !isNamed) throw error;
    return { vendor: only.vendor, model: null, serial: device, id: side ?? null };
  }
}
