/** Readers of JSON that another process wrote, each of a value; null: it is not of that shape. What is not asked for is passed over. */
export type Shape<T> = (value: unknown) => { readonly is: T } | null;

export const aText: Shape<string> = value => (typeof value === 'string' ? { is: value } : null);
export const aCount: Shape<number> = value =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? { is: Number(value) } : null;
export const aFlag: Shape<boolean> = value => (typeof value === 'boolean' ? { is: value } : null);

export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return value => (value === null ? { is: null } : shape(value));
}

/** A key that need not be there. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return value => (value === undefined ? { is: undefined } : shape(value));
}

export function oneOf<const T extends string>(words: readonly T[]): Shape<T> {
  return value => {
    const found = words.find(word => word === value);
    return found === undefined ? null : { is: found };
  };
}

export function listOf<T>(shape: Shape<T>): Shape<T[]> {
  return value => {
    if (!Array.isArray(value)) return null;
    const read = value.map(shape);
    const fitting = read.filter(one => one !== null);
    return fitting.length === read.length ? { is: fitting.map(one => one.is) } : null;
  };
}

type Read<F> = { readonly [K in keyof F]: F[K] extends Shape<infer T> ? T : never };

export function shaped<const F extends Readonly<Record<string, Shape<unknown>>>>(shapes: F): Shape<Read<F>>;
export function shaped(shapes: Readonly<Record<string, Shape<unknown>>>): Shape<object> {
  return value => {
    if (typeof value !== 'object' || value === null) return null;
    const own = new Map<string, unknown>(Object.entries(value));
    const read = Object.entries(shapes).map(([key, shape]) => [key, shape(own.get(key))] as const);
    if (read.some(([, one]) => one === null)) return null;
    const there = read.filter(([key]) => own.has(key));
    return { is: Object.fromEntries(there.map(([key, one]) => [key, one?.is])) };
  };
}
