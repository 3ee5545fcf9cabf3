import { ShapeError } from '../shape.ts';
import { fields } from './fields.ts';
import { name, orNull } from './values.ts';

const read = fields({
  vendor: orNull(name),
  /** Stands only where no serial is known: then the runs of a model are all that there is. */
  model: orNull(name),
  /** Of the device, without the suffix of a mode; an asset's number for a server. */
  serial: orNull(name),
  /** `main`, `dx`, `ruo`, `lrm-server`, or a name of the site; null: the device, with all that is installed on it. */
  id: orNull(name),
});

/** Which installed system is meant, or which device: the names of FORMATS.md 25. */
export type Installed = ReturnType<typeof read>;

/** Throws `ShapeError`. */
export function installed(value: unknown, place: string): Installed {
  const one = read(value, place);
  if (one.serial !== null && one.model !== null)
    throw new ShapeError(`${place} has a serial and a model: the serial is enough`);
  if (one.serial === null && one.model === null) throw new ShapeError(`${place} names no instrument`);
  return one;
}

/** The same text for the same installation, and for no other one. */
export function installedKey({ vendor, model, serial, id }: Installed): string {
  return JSON.stringify([vendor, model, serial, id]);
}
