import type { Installation, Instrument } from '../inventory/inventory.ts';
import { byHeldName } from './held-name.ts';
import { type Link, uncertain, unknownProgram } from './link.ts';
import type { Listing, PreparedAdvisory } from './listing.ts';
import { possibleModels } from './model-fit.ts';
import { nameKey, type Vendors } from './names.ts';
import { kindName } from './words.ts';

/** The name alone: of a program, of a kind of program, or of the instrument. */
export function byName(
  prepared: PreparedAdvisory,
  listing: Listing,
  instrument: Instrument,
  installation: Installation,
  vendors: Vendors,
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
  if (kind !== undefined && !prepared.lines.servers.has(installation.id)) {
    const text = `of its ${kindName(kind.component)} nothing is known here`;
    return [{ component: null, doubts: [unknownProgram(text)], overlay: [kind.line] }];
  }
  const { model } = instrument;
  const isModel = isNamed(model) || (model !== null && listing.modelNumbers.has(nameKey(model)));
  const perhaps = isModel ? undefined : possibleModels(instrument, prepared.lines.knownModels).find(isNamed);
  if (!isModel && perhaps === undefined) return byHeldName(listing, instrument, installation, vendors);
  const doubts = [
    ...(listing.range?.isAll === true
      ? []
      : [unknownProgram('the advisory names the instrument, not the program whose versions it counts')]),
    ...(perhaps === undefined
      ? []
      : [uncertain(`which model it is, is not known; the entry is of ${perhaps}`, true)]),
  ];
  const control = installation.components.flatMap(({ kind }, at) => (kind === 'control' ? [at] : []));
  return control.length > 0
    ? control.map(component => ({ component, doubts, overlay: [] }))
    : [{ component: null, doubts, overlay: [] }];
}
