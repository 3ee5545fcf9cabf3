import type { ComponentKind } from '../inventory/inventory.ts';
import { AdvisoryLines } from '../match/advisory-lines.ts';
import { heldKeys } from '../match/names.ts';
import { OVERLAY } from '../overlay/index.ts';
import { identityOf, knownAs, type Program, type ProgramIdentity } from './identity.ts';

/** An entry of an advisory as findings name it, with one of its vulnerabilities. */
export interface EntryNamed {
  readonly publisher: string;
  readonly id: string;
  readonly vulnerability: string;
  /** Its full name, which may say versions too. */
  readonly product: string;
}

/** Programs that an entry is of. */
export interface Meant {
  readonly kinds: ReadonlySet<ComponentKind>;
  /** Keys of names that its own name holds. */
  readonly held: ReadonlySet<string>;
}

/**
 * Which programs of an installation an entry, and the advisory's note on the vulnerability, are of: by the curated lines of the advisory, else by names of programs that are known, or were read there. Undefined: nobody
 * can tell, as of an entry that is the instrument.
 *
 * @param read what was read of programs of the installation
 */
export function programsMeant(
  { publisher, id, vulnerability, product }: EntryNamed,
  read: readonly ProgramIdentity[],
  vendor: string | null,
): Meant | undefined {
  const lines = linesOf(publisher, id);
  const held = heldKeys(product);
  const ofLines = lines.productsIn(product).map(({ component }) => component);
  const named = [...held].flatMap(key => knownAs(key, vendor)?.kind ?? []);
  const ofRead = read.flatMap(({ kind, name }) => (name !== null && held.has(name) ? [kind] : []));
  const kinds = [ofLines, named, ofRead].find(some => some.length > 0);
  if (kinds === undefined) return undefined;
  const notes = [...lines.conditions(vulnerability), ...lines.hints(vulnerability)];
  const all = [...kinds, ...notes.map(({ component }) => component)];
  return { kinds: new Set(all.filter(kind => kind !== 'other')), held };
}

/** Whether a program may be one of them. What has neither a kind nor a name may be anything. */
export function mayBe(program: Program, { kinds, held }: Meant, vendor: string | null): boolean {
  const { kind, name } = identityOf(program, vendor);
  if (kind !== 'other') return kinds.has(kind);
  if (name === null || held.has(name)) return true;
  return [...heldKeys(program.name ?? '')].some(key => {
    const known = knownAs(key, vendor);
    return known !== undefined && kinds.has(known.kind);
  });
}

/** Models of instruments that an entry is of, by the curated lines of the advisory; empty: they do not tell. */
export function modelsMeant({
  publisher,
  id,
  product,
}: Omit<EntryNamed, 'vulnerability'>): readonly string[] {
  const lines = linesOf(publisher, id);
  return [...new Set(lines.productsIn(product).flatMap(({ models }) => models))];
}

/** A state asks of few advisories, each very often. */
const MOST_LABELS = 64;
const LINES = new Map<string, AdvisoryLines>();

function linesOf(publisher: string, id: string): AdvisoryLines {
  const key = JSON.stringify([publisher, id]);
  const known = LINES.get(key);
  if (known !== undefined) return known;
  const lines = new AdvisoryLines(OVERLAY, { label: { publisher, id } });
  if (LINES.size >= MOST_LABELS) LINES.clear();
  LINES.set(key, lines);
  return lines;
}
