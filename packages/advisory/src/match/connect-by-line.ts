import type { Component, Installation, Instrument } from '../inventory/inventory.ts';
import type { OffInstrumentLine, ProductLine } from '../overlay/overlay.ts';
import { type Doubt, type Link, uncertain, unknownProgram } from './link.ts';
import type { PreparedAdvisory } from './listing.ts';
import { type ModelFit, modelFit } from './model-fit.ts';
import { nameKey } from './names.ts';

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
  const fit = modelFit(line, instrument, installation, prepared.lines.knownModels);
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
  const doubts = fit === 'yes' ? [] : [modelUnknown(line, true)];
  if (components.length > 0)
    return components.map(({ at }) => ({ component: at, doubts, overlay: [line.id] }));
  const missing = isInstrument(line) || fit !== 'yes' ? [] : [notKnown(line)];
  return [{ component: null, doubts: [...missing, ...doubts], overlay: [line.id] }];
}

/** A program beside the instruments: the product tree speaks of those on them, another source of these too. */
function ofServer(
  prepared: PreparedAdvisory,
  line: ProductLine,
  server: OffInstrumentLine,
  instrument: Instrument,
  fit: ModelFit,
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
  fit: ModelFit,
  components: readonly Placed[],
): Link[] {
  const known = prepared.lines.namesOn(instrument.model);
  return components.flatMap(({ component, at }) => {
    const doubts =
      isInstrument(line) && fit === 'yes' ? [] : doubtsOfName(line, component, fit, installation, known);
    return doubts === null ? [] : [{ component: at, doubts, overlay: [line.id] }];
  });
}

/** Doubts that a control software is the one that the line means; null: it is not. `known`: names of all programs that the advisory means on this model. */
function doubtsOfName(
  line: ProductLine,
  { name }: Component,
  fit: ModelFit,
  { mode }: Installation,
  known: ReadonlySet<string>,
): Doubt[] | null {
  const isProduct = includesName([line.product], name);
  if (fit === 'no') {
    const text = `the name is the entry's, which is of ${line.models.join(', ')}`;
    return isProduct ? [uncertain(text, false)] : null;
  }
  const model = fit === 'yes' ? [] : [modelUnknown(line, fit === 'perhaps')];
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
  if (fit === 'perhaps') return model;
  if (fit === 'by-program' || known.has(nameKey(name))) return null;
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
