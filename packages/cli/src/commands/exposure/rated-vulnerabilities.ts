import type { AskedAdvisory, ExposureAnswer, RatedVulnerability } from '@seqwarden/advisory/answer';
import type { Finding } from '@seqwarden/advisory/match';
import {
  type EpssScores,
  type KevCatalogue,
  readEpss,
  readKev,
  readSsvc,
  scoreCvss,
} from '@seqwarden/advisory/score';
import { counted } from '@seqwarden/runfolder';
import type { Arguments } from '../../arguments.ts';
import type { Context } from '../../context.ts';
import { readNamedFile } from '../../read-named-file.ts';

/** How grave the found vulnerabilities are, by the documents and by the files of --epss and --kev. Throws SCORES_UNUSABLE. */
export function ratedVulnerabilities(
  findings: readonly Finding[],
  advisories: readonly AskedAdvisory[],
  args: Arguments,
  { err }: Pick<Context, 'err'>,
): ExposureAnswer['vulnerabilities'] {
  const ids = new Set(findings.map(({ vulnerability }) => vulnerability));
  const [epssFile, kevFile] = ['epss', 'kev'].map(option => args.text(option));
  const epss = epssFile === undefined ? undefined : readEpss(scoresIn(epssFile), ids);
  const kev = kevFile === undefined ? undefined : readKev(scoresIn(kevFile));
  for (const [what, skipped = 0] of [
    ['EPSS', epss?.skipped],
    ['KEV', kev?.skipped],
  ] as const)
    if (skipped > 0) err(`${counted(skipped, 'entry', 'entries')} of the ${what} file could not be read\n`);
  const scores = scoresById(ids, advisories);
  const decisions = ssvcById(ids, advisories);
  return [...ids].sort().map(id => ({
    id,
    cvss: scores.get(id) ?? [],
    ssvc: decisions.get(id) ?? [],
    epss: epssOf(id, epss),
    kev: kevOf(id, kev),
  }));
}

function scoresIn(file: string): Uint8Array {
  return readNamedFile(file, { unusable: 'SCORES_UNUSABLE', mebibytes: 64 });
}

type Cvss = RatedVulnerability['cvss'][number];

/** Each vector of a document once, by document and vector. */
function scoresById(ids: ReadonlySet<string>, advisories: readonly AskedAdvisory[]): Map<string, Cvss[]> {
  const byId = new Map<string, Map<string, Cvss>>();
  for (const { advisory } of advisories)
    for (const { id, scores } of advisory.vulnerabilities) {
      if (!ids.has(id)) continue;
      const all = byId.get(id) ?? new Map<string, Cvss>();
      byId.set(id, all);
      for (const { version, vector, baseScore } of scores) {
        const computed = scoreCvss(vector)?.base ?? null;
        const key = `${advisory.sha256} ${version} ${vector}`;
        all.set(key, { advisory: advisory.sha256, version, vector, written: baseScore, computed });
      }
    }
  return new Map(
    [...byId].map(([id, all]) => [id, [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cvss]) => cvss)]),
  );
}

type Ssvc = RatedVulnerability['ssvc'][number];

/** The first one of each note that has one, by document and moment. */
function ssvcById(ids: ReadonlySet<string>, advisories: readonly AskedAdvisory[]): Map<string, Ssvc[]> {
  const found = advisories.flatMap(({ advisory }) =>
    advisory.vulnerabilities
      .filter(({ id }) => ids.has(id))
      .flatMap(({ id, notes }) =>
        notes
          .map(({ text }) => readSsvc(text))
          .filter(ssvc => ssvc !== null)
          .map(ssvc => ({ id, ssvc: { advisory: advisory.sha256, ...ssvc } })),
      ),
  );
  const byId = Map.groupBy(found, ({ id }) => id);
  const place = ({ advisory, at }: Ssvc) => `${advisory} ${at}`;
  return new Map(
    [...byId].map(([id, all]) => [
      id,
      all.map(({ ssvc }) => ssvc).sort((a, b) => (place(a) < place(b) ? -1 : 1)),
    ]),
  );
}

function epssOf(id: string, epss: EpssScores | undefined): RatedVulnerability['epss'] {
  const score = epss?.byCve.get(id);
  if (epss === undefined || score === undefined) return null;
  return { score: score.probability, percentile: score.percentile, date: epss.date };
}

function kevOf(id: string, kev: KevCatalogue | undefined): RatedVulnerability['kev'] {
  const entry = kev?.byCve.get(id);
  return entry === undefined ? null : { dateAdded: entry.added, dueDate: entry.due };
}
