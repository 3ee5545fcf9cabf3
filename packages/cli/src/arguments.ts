import { parseArgs } from 'node:util';
import { SeqwardenError } from '@seqwarden/proof';

/** An option of a command: `string` takes a value, `boolean` does not. */
export type Options = Readonly<Record<string, 'string' | 'boolean'>>;

export class Arguments {
  readonly positionals: readonly string[];
  readonly #values: ReadonlyMap<string, string | boolean>;

  /** Throws USAGE for an unknown option, a missing value, an option given twice, or the wrong number of positionals. */
  constructor(
    argv: readonly string[],
    options: Options,
    positionals: { readonly least: number; readonly most: number },
  ) {
    const config = Object.fromEntries(
      Object.entries(options).map(([name, type]) => [name, { type, multiple: true as const }]),
    );
    try {
      const parsed = parseArgs({ args: [...argv], options: config, allowPositionals: true });
      this.positionals = parsed.positionals;
      this.#values = new Map(
        Object.entries(parsed.values).map(([name, values]) => [name, only(name, values)]),
      );
    } catch (error) {
      if (error instanceof SeqwardenError) throw error;
      throw new SeqwardenError('USAGE', error instanceof Error ? error.message : String(error));
    }
    if (this.positionals.length < positionals.least)
      throw new SeqwardenError('USAGE', 'an argument is missing');
    const extra = this.positionals[positionals.most];
    if (extra !== undefined) throw new SeqwardenError('USAGE', `one argument too many: ${extra}`);
  }

  first(): string {
    const [first] = this.positionals;
    if (first === undefined || first === '') throw new SeqwardenError('USAGE', 'an argument is missing');
    return first;
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === '') throw new SeqwardenError('USAGE', `--${name} needs a value`);
    return typeof value === 'string' ? value : undefined;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new SeqwardenError('USAGE', `--${name} is missing`);
    return value;
  }

  flag(name: string): boolean {
    return this.#values.get(name) === true;
  }

  /** A number that is not negative. */
  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!/^\d+(?:\.\d+)?$/.test(text) || !Number.isFinite(value))
      throw new SeqwardenError('USAGE', `--${name} takes a number, not ${text}`);
    return value;
  }
}

function only(
  name: string,
  values: string | boolean | readonly (string | boolean)[] | undefined,
): string | boolean {
  const list = Array.isArray(values) ? values : [values];
  const [value] = list;
  if (list.length !== 1 || value === undefined)
    throw new SeqwardenError('USAGE', `--${name} is given ${list.length} times`);
  return value;
}
