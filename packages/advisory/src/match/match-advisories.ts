import type { Advisory } from '../document/advisory.ts';
import type { Installation, Instrument, Inventory } from '../inventory/inventory.ts';
import { compareText } from '../inventory/span.ts';
import type { Overlay } from '../overlay/overlay.ts';
import { acrossEntries } from './across-entries.ts';
import { Asked } from './asked.ts';
import { byFixes } from './by-fixes.ts';
import { type Connection, connect } from './connect.ts';
import { Directory } from './directory.ts';
import type { Evidence, Finding, Matches, Unmatched } from './finding.ts';
import { inTime } from './in-time.ts';
import { type Judged, judgeConnection } from './judge-entry.ts';
import { labelOf, type PreparedAdvisory, type PreparedVulnerability, prepareAdvisory } from './listing.ts';
import { Vendors } from './names.ts';
import type { Question } from './question.ts';

/** What advisories say of an inventory, and of which installations they say nothing (FORMATS.md 26). Pure; the order of neither matters. */
export function matchAdvisories(
  inventory: Inventory,
  advisories: readonly Advisory[],
  overlay: Overlay,
): Matches {
  const vendors = new Vendors(overlay);
  const distinct = [...new Map(advisories.map(advisory => [advisory.sha256, advisory])).values()];
  const prepared = distinct.map(advisory => prepareAdvisory(advisory, overlay, vendors)).sort(byLabel);
  const plans = new Plans(new Directory(prepared, vendors), vendors);
  const asked = new Asked(prepared, vendors);
  const findings: Finding[] = [];
  const unmatched: Unmatched[] = [];
  for (const instrument of inventory.instruments.toSorted(byIdentity)) {
    const { vendor, model, serial } = instrument;
    const installations = instrument.installations.toSorted((a, b) => compareText(a.id, b.id));
    for (const installation of installations) {
      const found = plans.of(instrument, installation).flatMap(step => {
        const finding = judge({ ...step, instrument, installation }, step.connections);
        return finding === undefined ? [] : [finding];
      });
      for (const finding of found) findings.push(finding);
      const silent = asked.silent(vendor, new Set(found.map(({ advisory }) => advisory.sha256)));
      if (found.length > 0 && silent.length === 0) continue;
      const what = { instrument: { vendor, model, serial }, installation: installation.id };
      unmatched.push({ ...what, findings: found.length, asked: silent });
    }
  }
  return { findings, unmatched };
}

/** Entries of one document that speak of one installation. Published ones have a few; a hostile one could have a hundred thousand. */
const MAX_ENTRIES = 1000;

/** What was not weighed may say more: only "affected" stays as it is. */
function unweighed(
  { verdict, reasons }: Pick<Finding, 'verdict' | 'reasons'>,
  { length }: readonly unknown[],
): Pick<Finding, 'verdict' | 'reasons'> {
  if (verdict === 'affected') return { verdict, reasons };
  const text = `${length} entries speak of this installation, of which ${MAX_ENTRIES} were weighed`;
  return { verdict: 'review', reasons: [{ code: 'RANGE_NOT_READ', text }, ...reasons] };
}

function judge(question: Question, connections: readonly Connection[]): Finding | undefined {
  const { prepared, vulnerability, instrument, installation } = question;
  const judged = connections
    .slice(0, MAX_ENTRIES)
    .flatMap(connection => judgeConnection(question, connection));
  const summary = inTime(acrossEntries(judged));
  if (summary === undefined) return undefined;
  const { product, evidence, exposed, decisive } = summary;
  const { verdict, reasons } = connections.length > MAX_ENTRIES ? unweighed(summary, connections) : summary;
  const fixed = byFixes(question, verdict, judged);
  const { vendor, model, serial } = instrument;
  return {
    instrument: { vendor, model, serial },
    installation: installation.id,
    vulnerability: vulnerability.id,
    advisory: labelOf(prepared),
    product,
    verdict: fixed?.verdict ?? verdict,
    reasons: fixed === undefined ? reasons : [...fixed.reasons, ...reasons],
    evidence: fixed === undefined ? evidence : withLines(evidence, decisive, fixed.overlay),
    exposed,
    proofs: fixed?.proofs ?? [],
  };
}

/** The lines about patches took part in what the decisive entries came to. */
function withLines(evidence: readonly Evidence[], decisive: readonly Judged[], lines: readonly string[]) {
  const deciding = new Set(decisive.map(one => one.evidence));
  return evidence.map(one =>
    deciding.has(one) ? { ...one, overlay: [...new Set([...one.overlay, ...lines])].sort() } : one,
  );
}

interface Step {
  readonly prepared: PreparedAdvisory;
  readonly vulnerability: PreparedVulnerability;
  readonly connections: readonly Connection[];
}

/** Which entries are to be judged for an installation. Only names and kinds decide, so that instruments of one kind have one plan. */
class Plans {
  readonly #directory: Directory;
  readonly #vendors: Vendors;
  readonly #known = new Map<string, readonly Step[]>();

  constructor(directory: Directory, vendors: Vendors) {
    this.#directory = directory;
    this.#vendors = vendors;
  }

  of(instrument: Instrument, installation: Installation): readonly Step[] {
    const names = installation.components.map(({ kind, name }) => [kind, name]);
    const key = JSON.stringify([
      instrument.vendor,
      instrument.model,
      instrument.doubts.map(({ code }) => code),
      installation.id,
      installation.mode,
      names,
    ]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const plan = this.#make(instrument, installation);
    this.#known.set(key, plan);
    return plan;
  }

  #make(instrument: Instrument, installation: Installation): Step[] {
    const byAdvisory = new Map<PreparedAdvisory, Map<string, Connection[]>>();
    for (const { prepared, listing } of this.#directory.find(instrument, installation)) {
      const found = connect(prepared, listing, instrument, installation, this.#vendors);
      if (found.length === 0) continue;
      const byProduct = byAdvisory.get(prepared) ?? new Map<string, Connection[]>();
      byAdvisory.set(prepared, byProduct);
      byProduct.set(listing.entry.id, [...(byProduct.get(listing.entry.id) ?? []), ...found]);
    }
    return [...byAdvisory]
      .flatMap(([prepared, byProduct]) => {
        const named = new Set(
          [...byProduct.values()].flat().flatMap(one => (one.isHeld ? [] : [one.component])),
        );
        return prepared.vulnerabilities.map(vulnerability => ({
          prepared,
          vulnerability,
          connections: [...vulnerability.status.keys()]
            .flatMap(id => byProduct.get(id) ?? [])
            .filter(one => !one.isHeld || !named.has(one.component)),
        }));
      })
      .filter(step => step.connections.length > 0)
      .sort((a, b) => compareText(a.vulnerability.id, b.vulnerability.id) || byLabel(a.prepared, b.prepared));
  }
}

function byLabel({ advisory: a }: PreparedAdvisory, { advisory: b }: PreparedAdvisory): number {
  return (
    compareText(a.label.publisher, b.label.publisher) ||
    compareText(a.label.id, b.label.id) ||
    compareText(a.label.version, b.label.version) ||
    compareText(a.sha256, b.sha256)
  );
}

/** Unknown last. */
function byIdentity(a: Instrument, b: Instrument): number {
  return compareText(a.vendor, b.vendor) || compareText(a.model, b.model) || compareText(a.serial, b.serial);
}
