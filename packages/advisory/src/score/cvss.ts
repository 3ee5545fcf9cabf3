import calculators from 'ae-cvss-calculator';

export interface CvssScore {
  readonly version: CvssVersion;
  /** The score of the base metrics alone. */
  readonly base: number;
  /** Of the qualitative scale of CVSS 3 and 4; version 2 has none. */
  readonly severity: Severity | null;
}

export type CvssVersion = '2.0' | '3.0' | '3.1' | '4.0';
export type Severity = 'none' | 'low' | 'medium' | 'high' | 'critical';

const MAX_VECTOR = 400;

const CALCULATORS = {
  '2.0': () => new calculators.Cvss2(),
  '3.0': () => new calculators.Cvss3P0(),
  '3.1': () => new calculators.Cvss3P1(),
  '4.0': () => new calculators.Cvss4P0(),
} as const satisfies Record<CvssVersion, () => object>;

const VECTOR = /^(?:CVSS:(3\.[01]|4\.0)\/)?([A-Za-z]{1,3}:[A-Za-z]{1,5}(?:\/[A-Za-z]{1,3}:[A-Za-z]{1,5})*)$/;

/** What a vector scores. Null: it is none of its version, lacks a base metric, or names one twice. Version 2 vectors have no prefix. */
export function scoreCvss(vector: string): CvssScore | null {
  if (vector.length > MAX_VECTOR) return null;
  const [, prefix = '2.0', list] = VECTOR.exec(vector) ?? [];
  const version = VERSIONS.find(known => known === prefix);
  const metrics = list?.split('/') ?? [];
  if (version === undefined || metrics.length === 0 || !areDistinct(metrics)) return null;
  const base = baseOf(version, metrics);
  return base === undefined ? null : { version, base, severity: severityOf(version, base) };
}

/** The calculator gets only what it knows: what else is there it would write to standard error, or take for a metric by its long name. */
function baseOf(version: CvssVersion, metrics: readonly string[]): number | undefined {
  const calculator = CALCULATORS[version]();
  const known = [...calculator.getRegisteredComponents().values()].flat();
  const areKnown = metrics.every(metric => {
    const [name, value] = metric.split(':');
    const values = known.find(({ shortName }) => shortName === name)?.values;
    return values?.some(({ shortName, hide }) => shortName === value && hide !== true) === true;
  });
  if (!areKnown) return undefined;
  calculator.applyVector(metrics.join('/'));
  if (!calculator.isBaseFullyDefined()) return undefined;
  const scores = calculator.calculateScores();
  const base = 'baseMetricsOnly' in scores ? scores.baseMetricsOnly : scores.base;
  // version 2 without any impact comes to -0
  return base === undefined ? undefined : Math.abs(base);
}

const VERSIONS: readonly CvssVersion[] = ['2.0', '3.0', '3.1', '4.0'];

function areDistinct(metrics: readonly string[]): boolean {
  const names = metrics.map(metric => metric.split(':')[0]);
  return new Set(names).size === names.length;
}

/** FIRST, CVSS 3.1 section 5 and 4.0 section 6. */
function severityOf(version: CvssVersion, base: number): Severity | null {
  if (version === '2.0') return null;
  if (base === 0) return 'none';
  if (base < 4) return 'low';
  if (base < 7) return 'medium';
  return base < 9 ? 'high' : 'critical';
}
