import type { ExposureAnswer, VexFrame } from '@seqwarden/advisory/answer';
import { layered, type Observed, observationsOf } from '@seqwarden/cases/intake';
import { ACTS, splitObservation } from '@seqwarden/proof/acts';

/** Where an unsigned statement is going to be entered is not known here. */
const NO_LOG = '0'.repeat(32);

/** JSON lines of unsigned statements: one for each installation, with the observations that could be entered of it; the last one ends them (FORMATS.md 27.4). */
export async function observationLines(
  answer: ExposureAnswer,
  { at }: Pick<VexFrame, 'at'>,
): Promise<string> {
  const { installations, unfit } = observationsOf(answer);
  const lines: string[] = [];
  const tail = {
    log: NO_LOG,
    statedAt: at.toISOString(),
    tool: { name: 'seqwarden', version: answer.tool.version },
  } as const;
  const unsigned = async (observed: readonly Observed[]) => {
    const texts: string[] = [];
    for (const one of observed) {
      const bytes = await ACTS.observation.encode({ ...one, ...tail });
      texts.push(new TextDecoder().decode(bytes));
    }
    return `[${texts.join(',')}]`;
  };
  for (const { now, before } of installations) {
    const earlier = layered(now[0], before);
    lines.push(
      `{"now":${await unsigned(now.flatMap(splitObservation))},"before":${await unsigned(earlier)}}\n`,
    );
  }
  const asked = answer.advisories.map(({ advisory: { label, sha256 } }) => ({
    publisher: label.publisher,
    id: label.id,
    version: label.version,
    sha256,
  }));
  lines.push(`${JSON.stringify({ advisories: asked, unread: answer.unread, unfit })}\n`);
  return lines.join('');
}
