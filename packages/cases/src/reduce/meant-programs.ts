import {
  type Meant,
  mayBe,
  type Program,
  type ProgramIdentity,
  programsMeant,
} from '@seqwarden/advisory/program';
import type { Installed } from '@seqwarden/proof/acts';
import type { Found, PatchActs } from './item-acts.ts';
import { groupBy } from './order.ts';
import { isStrict, labelOf } from './verdict.ts';

/**
 * Patches of one vulnerability, as far as they are of a program that each advisory means that says, or ever said, that this installation is or may be affected: a patch of another program mends
 * nothing there, and a run that shows that one shows no effect. Programs are compared as matching compares them. An advisory that does not tell which program it means, or that does not apply, asks
 * for none; and no other document takes away what one asks for.
 *
 * @param denied labels of the advisories that do not apply
 */
export function ofMeantPrograms<T extends PatchActs>(
  patches: readonly T[],
  found: readonly Found[],
  denied: ReadonlySet<string>,
  { installed, programs }: { readonly installed: Installed; readonly programs: readonly ProgramIdentity[] },
): readonly T[] {
  if (patches.length === 0) return patches;
  const applying = found.filter(one => !denied.has(labelOf(one)));
  const asked = meantByEach(applying, programs, installed.vendor);
  if (asked.length === 0) return patches;
  const answer = (some: readonly Program[]) =>
    asked.every(meant => some.some(program => meant.some(one => mayBe(program, one, installed.vendor))));
  return patches.map(one => {
    const { software } = one.patch.act.predicate;
    const isOfAnother = software.some(({ after }) => after !== null) && !answer(software);
    const isVisible = answer(one.shown.visible);
    return { ...one, isOfAnother, shown: isVisible ? one.shown : { ...one.shown, seen: undefined } };
  });
}

/** Of each advisory that tells it: of each of its entries that were found, once. */
function meantByEach(
  found: readonly Found[],
  programs: readonly ProgramIdentity[],
  vendor: string | null,
): Meant[][] {
  return [...groupBy(found, labelOf).values()]
    .map(ones => {
      const entries = new Map(ones.filter(isStrict).map(one => [one.finding.product?.name ?? '', one]));
      return [...entries].flatMap(([product, one]) => meantBy(product, one, programs, vendor) ?? []);
    })
    .filter(meant => meant.length > 0);
}

function meantBy(
  product: string,
  { advisory: { publisher, id }, finding: { vulnerability } }: Found,
  programs: readonly ProgramIdentity[],
  vendor: string | null,
): Meant | undefined {
  return programsMeant({ publisher, id, vulnerability, product }, programs, vendor);
}
