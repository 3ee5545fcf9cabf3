/**
 * A decision of the SSVC tree "CISA Coordinator" as CISA writes it into notes: `SSVCv2/E:A/A:Y/T:P/P:M/B:I/M:H/D:C/2026-08-03T06:00:00Z`. Points
 * that are left out are null; CISA's published notes have only the first two.
 */
export interface Ssvc {
  readonly exploitation: 'none' | 'poc' | 'active' | null;
  readonly automatable: 'no' | 'yes' | null;
  readonly technicalImpact: 'partial' | 'total' | null;
  readonly missionPrevalence: 'minimal' | 'support' | 'essential' | null;
  readonly publicWellBeing: 'minimal' | 'material' | 'irreversible' | null;
  readonly missionAndWellBeing: 'low' | 'medium' | 'high' | null;
  readonly decision: 'Track' | 'Track*' | 'Attend' | 'Act' | null;
  /** As written. */
  readonly at: string;
}

const POINTS = {
  E: { N: 'none', P: 'poc', A: 'active' },
  A: { N: 'no', Y: 'yes' },
  T: { P: 'partial', T: 'total' },
  P: { M: 'minimal', S: 'support', E: 'essential' },
  B: { M: 'minimal', A: 'material', I: 'irreversible' },
  M: { L: 'low', M: 'medium', H: 'high' },
  D: { T: 'Track', R: 'Track*', A: 'Attend', C: 'Act' },
} as const;

/** The first SSVC vector of a text. Null: there is none, or it has a point or value that the tree does not know. */
export function readSsvc(text: string): Ssvc | null {
  const [, list = '', at = ''] =
    /\bSSVCv2\/((?:[A-Z]:[A-Z]\/){1,7})(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z?)/.exec(text) ??
    [];
  const points = list.split('/').filter(point => point !== '');
  const said = new Map(points.map(point => [point.slice(0, 1), point.slice(2)]));
  if (points.length === 0 || said.size !== points.length) return null;
  if ([...said].some(([name, letter]) => wordOf(name, letter) === undefined)) return null;
  return {
    exploitation: point('E', said),
    automatable: point('A', said),
    technicalImpact: point('T', said),
    missionPrevalence: point('P', said),
    publicWellBeing: point('B', said),
    missionAndWellBeing: point('M', said),
    decision: point('D', said),
    at,
  };
}

function wordOf(name: string, letter: string): string | undefined {
  const point = Object.entries(POINTS).find(([known]) => known === name)?.[1];
  return Object.entries(point ?? {}).find(([known]) => known === letter)?.[1];
}

function point<N extends keyof typeof POINTS>(
  name: N,
  said: ReadonlyMap<string, string>,
): (typeof POINTS)[N][keyof (typeof POINTS)[N]] | null {
  const letter = said.get(name);
  const values = POINTS[name];
  for (const known in values) if (known === letter) return values[known];
  return null;
}
