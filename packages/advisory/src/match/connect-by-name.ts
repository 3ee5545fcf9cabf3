import type { Installation, Instrument } from '../inventory/inventory.ts';
import { type Link, unknownProgram } from './link.ts';
import type { Listing } from './listing.ts';
import { nameKey, type Vendors } from './names.ts';
import { kindName } from './words.ts';

/** The name alone: of a program, of a kind of program, or of the instrument. */
export function byName(
  listing: Listing,
  instrument: Instrument,
  installation: Installation,
  vendors: Vendors,
  isServer: boolean,
): Link[] {
  const isNamed = (name: string | null) =>
    name !== null && vendors.spokenKeys(name, instrument.vendor).some(key => listing.names.has(key));
  const found = installation.components.flatMap((component, at): Link[] => {
    const kinds = listing.components.filter(({ component: kind }) => kind === component.kind);
    if (kinds.length > 0) return [{ component: at, doubts: [], overlay: kinds.map(({ line }) => line) }];
    return isNamed(component.name) ? [{ component: at, doubts: [], overlay: [] }] : [];
  });
  if (found.length > 0) return found;
  const [kind] = listing.components;
  if (kind !== undefined && !isServer) {
    const text = `of its ${kindName(kind.component)} nothing is known here`;
    return [{ component: null, doubts: [unknownProgram(text)], overlay: [kind.line] }];
  }
  if (instrument.model === null) return [];
  const isModel = isNamed(instrument.model) || listing.modelNumbers.has(nameKey(instrument.model));
  if (!isModel) return [];
  const doubts =
    listing.range?.isAll === true
      ? []
      : [unknownProgram('the advisory names the instrument, not the program whose versions it counts')];
  const control = installation.components.flatMap(({ kind }, at) => (kind === 'control' ? [at] : []));
  return control.length > 0
    ? control.map(component => ({ component, doubts, overlay: [] }))
    : [{ component: null, doubts, overlay: [] }];
}
