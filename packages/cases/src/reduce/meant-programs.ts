import { type Meant, mayBe, type ProgramIdentity, programsMeant } from '@seqwarden/advisory/program';
import type { Installed } from '@seqwarden/proof/acts';
import type { Found, PatchActs } from './item-acts.ts';
import { isStrict } from './verdict.ts';

/**
 * Patches of one vulnerability, as far as they are of a program that an advisory means where it says, or ever said, that this installation is or may be affected: a patch of another program mends
 * nothing here, and a run that shows that one shows no effect. Programs are compared as matching compares them. Where an advisory does not tell which program it means, every patch counts.
 */
export function ofMeantPrograms<T extends PatchActs>(
  patches: readonly T[],
  found: readonly Found[],
  { installed, programs }: { readonly installed: Installed; readonly programs: readonly ProgramIdentity[] },
): readonly T[] {
  if (patches.length === 0) return patches;
  const meant = meantBy(found, programs, installed.vendor);
  if (meant.length === 0 || meant.includes(undefined)) return patches;
  const isMeant = (program: Parameters<typeof mayBe>[0]) =>
    meant.some(one => one !== undefined && mayBe(program, one, installed.vendor));
  return patches.map(one => {
    const { software } = one.patch.act.predicate;
    const isOfAnother = software.some(({ after }) => after !== null) && !software.some(isMeant);
    const isVisible = one.shown.visible.some(isMeant);
    return { ...one, isOfAnother, shown: isVisible ? one.shown : { ...one.shown, seen: undefined } };
  });
}

/** Of each entry that was found, once. */
function meantBy(
  found: readonly Found[],
  programs: readonly ProgramIdentity[],
  vendor: string | null,
): (Meant | undefined)[] {
  const entries = new Map<string, Meant | undefined>();
  for (const { advisory, finding } of found.filter(isStrict)) {
    const product = finding.product?.name ?? '';
    const { publisher, id } = advisory;
    const key = JSON.stringify([publisher, id, product]);
    if (entries.has(key)) continue;
    const { vulnerability } = finding;
    entries.set(key, programsMeant({ publisher, id, vulnerability, product }, programs, vendor));
  }
  return [...entries.values()];
}
