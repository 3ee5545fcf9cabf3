import type { ProgramIdentity } from '@seqwarden/advisory/program';
import type { Installed } from '@seqwarden/proof/acts';
import type { PlacedAct } from '../state/index.ts';
import { deniedLabels, onceDeniedLabels } from './denials.ts';
import type { Found, ItemActs, MitigationActs, PatchActs } from './item-acts.ts';
import { ofMeantPrograms } from './meant-programs.ts';
import { ascending, firstNamed, push } from './order.ts';
import type { Choice, Corrected } from './parts.ts';
import { ofKind, type Placed } from './placed.ts';
import type { Shown } from './shown.ts';
import { doubted } from './still-affected.ts';

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
  /** What was read there. */
  readonly programs: readonly ProgramIdentity[];
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
  const chosen = new Chosen(installation.choices, items);
  return ascending(items.byVulnerability.keys()).map(vulnerability => {
    const gathered = items.of(vulnerability);
    const denied = deniedLabels(gathered);
    const now = judged(gathered, denied, installation);
    const once = onceDeniedLabels(gathered);
    return {
      installed: installation.installed,
      vulnerability,
      ...gathered,
      ...now,
      before: once.size === denied.size ? now : judged(gathered, once, installation),
      ...chosen.about(vulnerability),
      retired: installation.retired,
    };
  });
}

/** Whether patches are of what the advisories mean that apply. */
function judged(
  { patches, takenBack, found }: Gathered,
  denied: ReadonlySet<string>,
  installation: InstallationActs,
): ItemActs['before'] {
  return {
    patches: doubted(ofMeantPrograms(patches, found, denied, installation), found),
    takenBack: ofMeantPrograms(takenBack, found, denied, installation),
  };
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
    const said = { patch, shown: shown(patch), isOfAnother: false };
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

/** What cases say of the vulnerabilities on one installation. */
class Chosen {
  readonly #choices = new Map<string, Choice[]>();
  /** Patches for `case:<id>`, by identity. */
  readonly #patches = new Map<string, readonly string[]>();
  /** By `case:<id>` of cases that have vulnerabilities with names: the records of the documents that name them. */
  readonly #named = new Map<string, readonly string[]>();

  /** Adds what they chose to `items`, which hold all patches already. */
  constructor(choices: readonly Choice[], items: Items) {
    for (const choice of choices) {
      const matter = `case:${choice.case}`;
      const patches = items.byVulnerability.get(matter)?.patches ?? [];
      this.#patches.set(matter, firstNamed(patches.map(({ patch }) => patch)));
      if (choice.namedBy.length > 0) this.#named.set(matter, choice.namedBy);
      for (const one of choice.vulnerabilities) {
        items.of(one);
        push(this.#choices, one, choice);
      }
    }
  }

  about(vulnerability: string): Pick<ItemActs, 'choices' | 'patchedForCase' | 'namedSince'> {
    const choices = this.#choices.get(vulnerability) ?? [];
    const others = choices.map(choice => `case:${choice.case}`).filter(matter => matter !== vulnerability);
    return {
      choices,
      patchedForCase: together(others.map(matter => this.#patches.get(matter) ?? [])),
      namedSince: this.#named.get(vulnerability) ?? [],
    };
  }
}

function together(lists: readonly (readonly string[])[]): readonly string[] {
  const [only, ...more] = lists.filter(list => list.length > 0);
  return only === undefined || more.length === 0 ? (only ?? []) : ascending(lists.flat());
}
