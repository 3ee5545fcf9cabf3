import { parseArgs } from 'node:util';
import type { Missed } from '@seqwarden/agent/casebook';
import { SeqwardenError } from '@seqwarden/proof';

/** `string` takes a value, `strings` too and may be given more than once, `boolean` takes none. */
export type OptionType = 'string' | 'strings' | 'boolean';

/** The options of a command by name. */
export type Options = Readonly<Record<string, OptionType>>;

export class Arguments {
  readonly positionals: readonly string[];
  /** What could not be read, and was told, of what counts where options are left out. */
  readonly missed: readonly Missed[];
  readonly #values: ReadonlyMap<string, readonly (string | boolean)[]>;

  /** Throws USAGE for an unknown option, a missing value, an option given twice that is to be given once, or the wrong number of positionals. */
  constructor(
    argv: readonly string[],
    options: Options,
    positionals: { readonly least: number; readonly most: number },
    missed: readonly Missed[] = [],
  ) {
    this.missed = missed;
    const config = Object.fromEntries(
      Object.entries(options).map(([name, type]) => [
        name,
        { type: type === 'boolean' ? type : ('string' as const), multiple: true as const },
      ]),
    );
    try {
      const parsed = parseArgs({ args: [...argv], options: config, allowPositionals: true });
      this.positionals = parsed.positionals;
      this.#values = new Map(
        Object.entries(parsed.values).map(([name, values]) => [name, given(name, values, options[name])]),
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
    return this.texts(name)[0];
  }

  /** In the order in which they were given. */
  texts(name: string): readonly string[] {
    const values = this.#values.get(name) ?? [];
    if (values.includes('')) throw new SeqwardenError('USAGE', `--${name} needs a value`);
    return values.filter(value => typeof value === 'string');
  }

  /** Throws USAGE, which names all that are missing. */
  requireAll(...names: readonly string[]): void {
    const missing = names.filter(name => this.text(name) === undefined).map(name => `--${name}`);
    const [last] = missing.slice(-1);
    const said = missing.length > 1 ? `${missing.slice(0, -1).join(', ')} and ${last} are` : `${last} is`;
    if (last !== undefined) throw new SeqwardenError('USAGE', `${said} missing`);
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new SeqwardenError('USAGE', `--${name} is missing`);
    return value;
  }

  flag(name: string): boolean {
    return this.#values.get(name)?.[0] === true;
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

function given(
  name: string,
  values: string | boolean | readonly (string | boolean)[] | undefined,
  type: OptionType | undefined,
): readonly (string | boolean)[] {
  const list = [values ?? []].flat();
  if (type !== 'strings' && list.length > 1)
    throw new SeqwardenError('USAGE', `--${name} is given ${list.length} times`);
  return list;
}
