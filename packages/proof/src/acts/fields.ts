import { object } from '../shape.ts';

type Reader<T> = (value: unknown, place: string) => T;
type Read<F> = { readonly [K in keyof F]: F[K] extends Reader<infer T> ? T : never };

/** The reader of an object with exactly these keys, in this order: the canonical one. */
export function fields<const F extends Readonly<Record<string, Reader<unknown>>>>(
  readers: F,
): Reader<Read<F>>;
export function fields(readers: Readonly<Record<string, Reader<unknown>>>): Reader<object> {
  const names = Object.keys(readers);
  return (value, place) => {
    const given = object(value, place, names);
    return Object.fromEntries(
      Object.entries(readers).map(([name, read]) => [name, read(given[name], `${place}.${name}`)]),
    );
  };
}
