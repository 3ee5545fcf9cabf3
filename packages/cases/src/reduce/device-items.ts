import type { Installed } from '@seqwarden/proof/acts';
import type { PlacedAct } from '../state/index.ts';
import type { Found, ItemActs, MitigationActs, PatchActs } from './item-acts.ts';
import { ascending } from './order.ts';
import type { Choice, Corrected } from './parts.ts';
import { ofKind, type Placed } from './placed.ts';
import type { Shown } from './shown.ts';

/** All that items of one installation are made of. */
export interface InstallationActs {
  readonly installed: Installed;
  /** Those that count, by place. */
  readonly acts: readonly PlacedAct[];
  readonly takenBack: readonly PlacedAct[];
  readonly corrected: Corrected;
  readonly choices: readonly Choice[];
  /** By the identity of what they are about. */
  readonly checks: ReadonlyMap<string, readonly Placed<'check'>[]>;
  /** What ends a mitigation, by the identity of what it ends. */
  readonly endings: ReadonlyMap<string, readonly Placed<'mitigation'>[]>;
  readonly retired: readonly string[];
  readonly shown: (patch: Placed<'patch'>) => Shown;
}

/** What is filled while acts are gone through. */
interface Gathered {
  readonly found: Found[];
  readonly decisions: Placed<'decision'>[];
  readonly patches: PatchActs[];
  readonly takenBack: ItemActs['takenBack'][number][];
  readonly mitigations: MitigationActs[];
}

/** Hands each act to the vulnerabilities that it names. */
export function itemsOf(installation: InstallationActs): ItemActs[] {
  const items = new Items();
  gatherFindings(installation, items);
  gatherPatches(installation, items);
  gatherMitigations(installation, items);
  for (const { vulnerabilities } of installation.choices) for (const one of vulnerabilities) items.of(one);
  return ascending(items.byVulnerability.keys()).map(vulnerability => ({
    installed: installation.installed,
    vulnerability,
    ...items.of(vulnerability),
    ...chosen(installation.choices, vulnerability, items),
    retired: installation.retired,
  }));
}

class Items {
  readonly byVulnerability = new Map<string, Gathered>();

  of(vulnerability: string): Gathered {
    const known = this.byVulnerability.get(vulnerability);
    if (known !== undefined) return known;
    const empty: Gathered = { found: [], decisions: [], patches: [], takenBack: [], mitigations: [] };
    this.byVulnerability.set(vulnerability, empty);
    return empty;
  }
}

function gatherFindings({ acts }: InstallationActs, items: Items): void {
  for (const from of ofKind(acts, 'observation')) {
    const { advisory, findings } = from.act.predicate;
    if (advisory === null) continue;
    for (const finding of findings) items.of(finding.vulnerability).found.push({ from, advisory, finding });
  }
  for (const decision of ofKind(acts, 'decision'))
    for (const one of decision.act.predicate.vulnerabilities) items.of(one).decisions.push(decision);
}

function gatherPatches(installation: InstallationActs, items: Items): void {
  const { acts, takenBack, corrected, checks, shown } = installation;
  for (const patch of [...ofKind(acts, 'patch'), ...ofKind(takenBack, 'patch')]) {
    const by = corrected.get(patch.identity);
    const said = { patch, shown: shown(patch) };
    const all = checks.get(patch.identity) ?? [];
    for (const one of patch.act.predicate.vulnerabilities) {
      const of = { ...said, checks: all.filter(check => check.act.predicate.vulnerabilities.includes(one)) };
      if (by === undefined) items.of(one).patches.push(of);
      else items.of(one).takenBack.push({ ...of, by });
    }
  }
}

function gatherMitigations({ acts, checks, endings }: InstallationActs, items: Items): void {
  for (const begun of ofKind(acts, 'mitigation')) {
    if (begun.act.predicate.action !== 'begun') continue;
    for (const one of begun.act.predicate.vulnerabilities) {
      const isAbout = ({ act }: Placed<'mitigation' | 'check'>) =>
        act.predicate.vulnerabilities.includes(one);
      items.of(one).mitigations.push({
        begun,
        ended: (endings.get(begun.identity) ?? []).filter(isAbout),
        checks: (checks.get(begun.identity) ?? []).filter(isAbout),
      });
    }
  }
}

/** What the cases say of one of the vulnerabilities. */
function chosen(
  all: readonly Choice[],
  vulnerability: string,
  items: Items,
): Pick<ItemActs, 'choices' | 'patchedForCase' | 'namedSince'> {
  const choices = all.filter(choice => choice.vulnerabilities.includes(vulnerability));
  const patchesForCase = choices
    .map(choice => `case:${choice.case}`)
    .filter(matter => matter !== vulnerability)
    .flatMap(matter => items.byVulnerability.get(matter)?.patches ?? []);
  const named = all.filter(choice => `case:${choice.case}` === vulnerability && !choices.includes(choice));
  return {
    choices,
    patchedForCase: ascending(patchesForCase.map(({ patch }) => patch.identity)),
    namedSince: ascending(named.flatMap(({ namedBy }) => namedBy)),
  };
}
