import type { Component, Installation, Instrument } from '../inventory/inventory.ts';
import type { OffInstrumentLine, ProductLine } from '../overlay/overlay.ts';
import { namesOf } from './advisory-lines.ts';
import { type Doubt, type Link, uncertain, unknownProgram } from './link.ts';
import type { PreparedAdvisory } from './listing.ts';
import { nameKey } from './names.ts';

type Fit = 'yes' | 'perhaps' | 'no';

interface Placed {
  readonly component: Component;
  readonly at: number;
}

/** What a line of the overlay says a product is, and which programs of an installation that is, or may be. */
export function byLine(
  prepared: PreparedAdvisory,
  line: ProductLine,
  instrument: Instrument,
  installation: Installation,
): Link[] {
  const components = installation.components.flatMap((component, at) =>
    component.kind === line.component ? [{ component, at }] : [],
  );
  const fit = modelFit(line, instrument, installation);
  if (prepared.lines.servers.has(installation.id)) {
    const servers = prepared.lines.offInstrument.filter(
      one => one.installation === installation.id && one.products.includes(line.product),
    );
    return servers.flatMap(server => ofServer(prepared, line, server, instrument, fit, components));
  }
  const isControl = line.component === 'control';
  if (isControl && components.length > 0)
    return ofControl(prepared, line, instrument, installation, fit, components);
  if (fit === 'no') return [];
  const doubts = fit === 'perhaps' ? [modelUnknown(line, true)] : [];
  if (components.length > 0)
    return components.map(({ at }) => ({ component: at, doubts, overlay: [line.id] }));
  const missing = isInstrument(line) || fit === 'perhaps' ? [] : [notKnown(line)];
  return [{ component: null, doubts: [...missing, ...doubts], overlay: [line.id] }];
}

/** A program beside the instruments: the product tree speaks of those on them, another source of these too. */
function ofServer(
  prepared: PreparedAdvisory,
  line: ProductLine,
  server: OffInstrumentLine,
  instrument: Instrument,
  fit: Fit,
  components: readonly Placed[],
): Link[] {
  const isOfAnother = server.products.some(product =>
    prepared.lines.products(product).some(({ models }) => includesName(models, instrument.model)),
  );
  if (fit === 'no' && isOfAnother) return [];
  const text = `${server.source.text}; the product tree has it on instruments`;
  const widens: Doubt = { code: 'OVERLAY_WIDENS', text, outside: false };
  const overlay = [line.id, server.id];
  return components.length > 0
    ? components.map(({ at }) => ({ component: at, doubts: [widens], overlay }))
    : [{ component: null, doubts: [notKnown(line), widens], overlay }];
}

/** Control software: its recorded name tells which one. */
function ofControl(
  prepared: PreparedAdvisory,
  line: ProductLine,
  instrument: Instrument,
  installation: Installation,
  fit: Fit,
  components: readonly Placed[],
): Link[] {
  const known = prepared.lines.namesOn(instrument.model);
  return components.flatMap(({ component, at }) => {
    const doubts =
      isInstrument(line) && fit === 'yes' ? [] : doubtsOfName(line, component, fit, installation, known);
    return doubts === null ? [] : [{ component: at, doubts, overlay: [line.id] }];
  });
}

/** Whether the device may be of the line's models. Where none is known, a program that none of them records excludes it. */
function modelFit(line: ProductLine, instrument: Instrument, installation: Installation): Fit {
  if (instrument.model !== null) return includesName(line.models, instrument.model) ? 'yes' : 'no';
  const recorded = new Set(namesOf(line).map(nameKey));
  const names = installation.components.flatMap(({ kind, name }) =>
    kind === 'control' && name !== null ? [nameKey(name)] : [],
  );
  return names.length === 0 || names.some(key => recorded.has(key)) ? 'perhaps' : 'no';
}

/** Doubts that a control software is the one that the line means; null: it is not. `known`: names of all programs that the advisory means on this model. */
function doubtsOfName(
  line: ProductLine,
  { name }: Component,
  fit: Fit,
  { mode }: Installation,
  known: ReadonlySet<string>,
): Doubt[] | null {
  const isProduct = includesName([line.product], name);
  if (fit === 'no') {
    const text = `the name is the entry's, which is of ${line.models.join(', ')}`;
    return isProduct ? [uncertain(text, false)] : null;
  }
  const model = fit === 'perhaps' ? [modelUnknown(line, false)] : [];
  if (name === null) {
    const text = `the name of its control software is not known; the entry is of "${line.product}"`;
    return [unknownProgram(text), ...model];
  }
  if (isProduct || includesName(line.recorded, name)) return model;
  if (line.perhaps !== null && includesName([line.perhaps.name], name)) {
    if (mode !== null && mode === line.perhaps.except) return null;
    const text = `"${name}" may be recorded for "${line.product}", and for another program`;
    return [{ code: 'PROGRAM_UNKNOWN', text, outside: false }, ...model];
  }
  if (fit === 'perhaps' || known.has(nameKey(name))) return null;
  return [unknownProgram(`the entry is of this model, and whether "${name}" is meant is not known`)];
}

/** The product is the instrument as such: whatever controls it. */
function isInstrument({ models, product }: ProductLine): boolean {
  return includesName(models, product);
}

function includesName(names: readonly string[], name: string | null): boolean {
  return name !== null && names.some(one => nameKey(one) === nameKey(name));
}

function modelUnknown({ models }: ProductLine, outside: boolean): Doubt {
  return uncertain(`which model it is, is not known; the entry is of ${models.join(', ')}`, outside);
}

function notKnown(line: ProductLine): Doubt {
  return unknownProgram(`the entry is of this model, and of its "${line.product}" nothing is known here`);
}
