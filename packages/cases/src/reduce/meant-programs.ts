import {
  type Meant,
  mayBe,
  type Program,
  type ProgramIdentity,
  programsMeant,
} from '@seqwarden/advisory/program';
import type { Installed } from '@seqwarden/proof/acts';
import type { Found, ItemActs, PatchActs } from './item-acts.ts';
import { groupBy } from './order.ts';
import type { Placed } from './placed.ts';
import { isStrict, labelOf, newestByQuestion } from './verdict.ts';

/**
 * Patches of one vulnerability, as far as they are of a program that each advisory means that says, or ever said, that this installation is or may be affected: a patch of another program mends
 * nothing there, and a run that shows that one shows no effect. Programs are compared as matching compares them. An advisory that does not tell which program it means, or of which the newest
 * decision of each log is that it does not apply, asks for none; and no other document takes away what one asks for.
 */
export function ofMeantPrograms<T extends PatchActs>(
  patches: readonly T[],
  about: Pick<ItemActs, 'found' | 'decisions'>,
  { installed, programs }: { readonly installed: Installed; readonly programs: readonly ProgramIdentity[] },
): readonly T[] {
  if (patches.length === 0) return patches;
  const asked = meantByEach(about, programs, installed.vendor);
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
  { found, decisions }: Pick<ItemActs, 'found' | 'decisions'>,
  programs: readonly ProgramIdentity[],
  vendor: string | null,
): Meant[][] {
  const decided = newestByQuestion(found, decisions);
  return [...groupBy(found, labelOf)]
    .filter(([label]) => !isDenied(decided.get(label) ?? []))
    .map(([, ones]) => {
      const entries = new Map(ones.filter(isStrict).map(one => [one.finding.product?.name ?? '', one]));
      return [...entries].flatMap(([product, one]) => meantBy(product, one, programs, vendor) ?? []);
    })
    .filter(meant => meant.length > 0);
}

function isDenied(decided: readonly Placed<'decision'>[]): boolean {
  return decided.length > 0 && decided.every(({ act }) => act.predicate.verdict === 'not_affected');
}

function meantBy(
  product: string,
  { advisory: { publisher, id }, finding: { vulnerability } }: Found,
  programs: readonly ProgramIdentity[],
  vendor: string | null,
): Meant | undefined {
  return programsMeant({ publisher, id, vulnerability, product }, programs, vendor);
}
