import type { Component, Installation, Instrument } from '../inventory/inventory.ts';
import type { ProductLine } from '../overlay/overlay.ts';
import type { Reason } from './finding.ts';
import { endsOf, type Listing, type PreparedAdvisory } from './listing.ts';
import { nameKey, type Vendors } from './names.ts';
import { kindName } from './words.ts';

/** That a product entry is, or may be, of an installation, and which program's versions it counts. */
export interface Connection {
  /** The entry that has the status. */
  readonly listing: Listing;
  /** The entry whose range counts: of a relationship, its product. */
  readonly counted: Listing;
  /** Place among the installation's components; null: of the program nothing is known, or it is the instrument as such. */
  readonly component: number | null;
  /** What else must be there (relationships); null: nobody knows. */
  readonly others: readonly Connection[];
  /** Why it may be of another program or device. Empty: it is certain. */
  readonly doubts: readonly Doubt[];
  /** Lines of the overlay that led here. */
  readonly overlay: readonly string[];
}

/** `outside`: it also leaves open what a version that lies outside would tell. */
export interface Doubt extends Reason {
  readonly outside: boolean;
}

type Link = Pick<Connection, 'component' | 'doubts' | 'overlay'>;

/** How an entry goes together with what is installed; nothing: in no way. Reads names and kinds alone, never versions. */
export function connect(
  prepared: PreparedAdvisory,
  listing: Listing,
  instrument: Instrument,
  installation: Installation,
  vendors: Vendors,
): Connection[] {
  const { relationship } = listing.entry;
  if (relationship !== null) return connectAll(prepared, listing, instrument, installation, vendors);
  const kinship = vendors.kinship(instrument.vendor, listing.entry.vendor);
  if (kinship === 'no') return [];
  const doubts: Doubt[] = [
    ...(kinship === 'perhaps'
      ? [uncertain(`the advisory's vendor is ${listing.entry.vendor ?? 'not said'}`, false)]
      : []),
    ...listing.qualifiers.map(text =>
      unknownProgram(`the entry holds for "${text}", which is not known here`),
    ),
  ];
  const links =
    listing.lines.length > 0
      ? listing.lines.flatMap(line => byLine(prepared, line, instrument, installation))
      : byName(listing, instrument, installation, vendors, prepared.lines.servers.has(installation.id));
  return links.map(link => ({
    ...link,
    listing,
    counted: listing,
    others: [],
    doubts: [...link.doubts, ...doubts],
  }));
}

/** What a line of the overlay says a product is. */
function byLine(
  prepared: PreparedAdvisory,
  line: ProductLine,
  instrument: Instrument,
  installation: Installation,
): Link[] {
  const servers = prepared.lines.offInstrument.filter(({ products }) => products.includes(line.product));
  const server = servers.find(one => one.installation === installation.id);
  if (server === undefined && prepared.lines.servers.has(installation.id)) return [];
  const fit = modelFit(line, instrument, installation);
  const components = installation.components.flatMap((component, at) =>
    component.kind === line.component ? [{ component, at }] : [],
  );
  const overlay = [line.id];
  if (server !== undefined) {
    if (fit === 'no' && servesNamedModel(prepared, server.products, instrument)) return [];
    const doubts = [
      {
        code: 'OVERLAY_WIDENS' as const,
        text: `${server.source.text}; the advisory lists it on instruments`,
        outside: false,
      },
    ];
    const found = components.map(({ at }) => ({ component: at, doubts, overlay: [line.id, server.id] }));
    return found.length > 0
      ? found
      : [{ component: null, doubts: [notKnown(line), ...doubts], overlay: [line.id, server.id] }];
  }
  if (line.component === 'control') {
    const isInstrument = line.models.some(model => nameKey(model) === nameKey(line.product));
    const found = components.flatMap(({ component, at }) => {
      const doubts = isInstrument && fit === 'yes' ? [] : doubtsOfName(line, component, fit, installation);
      return doubts === null ? [] : [{ component: at, doubts, overlay }];
    });
    if (found.length > 0 || components.length > 0) return found;
    if (fit === 'yes') return [{ component: null, doubts: isInstrument ? [] : [notKnown(line)], overlay }];
  } else if (fit === 'yes') {
    return components.length > 0
      ? components.map(({ at }) => ({ component: at, doubts: [], overlay }))
      : [{ component: null, doubts: [notKnown(line)], overlay }];
  }
  if (fit === 'no') return [];
  const doubts = [
    uncertain(`which model it is, is not known; the entry is of ${line.models.join(', ')}`, true),
  ];
  return components.length > 0
    ? components.map(({ at }) => ({ component: at, doubts, overlay }))
    : [{ component: null, doubts, overlay }];
}

/** Whether the device may be of the line's models. Where none is known, a program that none of them records excludes it. */
function modelFit(
  line: ProductLine,
  instrument: Instrument,
  installation: Installation,
): 'yes' | 'perhaps' | 'no' {
  if (instrument.model !== null) {
    const key = nameKey(instrument.model);
    return line.models.some(model => nameKey(model) === key) ? 'yes' : 'no';
  }
  const recorded = new Set(
    [...line.recorded, ...(line.perhaps === null ? [] : [line.perhaps.name]), line.product].map(nameKey),
  );
  const names = installation.components.flatMap(({ kind, name }) =>
    kind === 'control' && name !== null ? [nameKey(name)] : [],
  );
  return names.length === 0 || names.some(key => recorded.has(key)) ? 'perhaps' : 'no';
}

/** Doubts that a control software is the one that the line means; null: it is not. */
function doubtsOfName(
  line: ProductLine,
  { name }: Component,
  fit: 'yes' | 'perhaps' | 'no',
  { mode }: Installation,
): Doubt[] | null {
  const key = name === null ? null : nameKey(name);
  const isProduct = key === nameKey(line.product);
  if (fit === 'no') {
    return isProduct
      ? [uncertain(`the name is the entry's, which is of ${line.models.join(', ')}`, false)]
      : null;
  }
  const model =
    fit === 'yes'
      ? []
      : [uncertain(`which model it is, is not known; the entry is of ${line.models.join(', ')}`, false)];
  if (key === null) {
    const text = `the name of its control software is not known; the entry is of "${line.product}"`;
    return [unknownProgram(text), ...model];
  }
  if (isProduct || line.recorded.some(recorded => nameKey(recorded) === key)) return model;
  const { perhaps } = line;
  if (perhaps === null || nameKey(perhaps.name) !== key || (mode !== null && mode === perhaps.except))
    return null;
  return [
    {
      code: 'PROGRAM_UNKNOWN',
      text: `${perhaps.name} may be recorded for "${line.product}", and for another program`,
      outside: false,
    },
    ...model,
  ];
}

/** The name alone: of a program, of a kind of program, or of the instrument. */
function byName(
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

/** A relationship: all that it is made of must be there. What is not known to be there is for a person. */
function connectAll(
  prepared: PreparedAdvisory,
  listing: Listing,
  instrument: Instrument,
  installation: Installation,
  vendors: Vendors,
): Connection[] {
  const ends = endsOf(prepared, listing);
  const connected = ends.map(end => connect(prepared, end, instrument, installation, vendors));
  if (connected.every(links => links.length === 0)) return [];
  const missing = ends.flatMap((end, at) => (connected[at]?.length === 0 ? [end] : []));
  const doubts = missing.map(({ entry }) =>
    unknownProgram(`the entry is of "${entry.name}" together with others, and nothing is known of it here`),
  );
  const [first, ...others] = connected.filter(links => links.length > 0);
  return (first ?? []).map(link => ({
    ...link,
    listing,
    others: others.flat(),
    doubts: [...link.doubts, ...doubts],
    overlay: [...new Set([link, ...others.flat()].flatMap(({ overlay }) => overlay))],
  }));
}

function servesNamedModel(
  prepared: PreparedAdvisory,
  products: readonly string[],
  { model }: Instrument,
): boolean {
  return (
    model !== null &&
    products.some(product =>
      prepared.lines
        .products(product)
        .some(({ models }) => models.some(one => nameKey(one) === nameKey(model))),
    )
  );
}

function notKnown(line: ProductLine): Doubt {
  return unknownProgram(`the entry is of this model, and of its "${line.product}" nothing is known here`);
}

function unknownProgram(text: string): Doubt {
  return { code: 'PROGRAM_UNKNOWN', text, outside: true };
}

function uncertain(text: string, outside: boolean): Doubt {
  return { code: 'INSTRUMENT_UNCERTAIN', text, outside };
}
