import type { Component, Installation, Instrument } from '../inventory/inventory.ts';
import type { ProductLine } from '../overlay/overlay.ts';
import { type Doubt, type Link, uncertain, unknownProgram } from './link.ts';
import type { PreparedAdvisory } from './listing.ts';
import { nameKey } from './names.ts';

/** What a line of the overlay says a product is. */
export function byLine(
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
