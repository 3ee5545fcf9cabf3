import { existsSync, type Stats } from 'node:fs';
import { configFile, configFolder } from '@seqwarden/agent/config';
import { BUILT_IN_DUTIES, type Duty, readDuties } from '@seqwarden/cases/duty';
import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import { readNamedFile } from '../../read-named-file.ts';

export const DUTIES_FILE = 'duties.toml';

/** What is built in, and what the site adds. */
export interface DutiesAtHand {
  readonly duties: readonly Duty[];
  /** Which jurisdictions are meant where a person names none; undefined: all. */
  readonly jurisdictions: readonly string[] | undefined;
}

/** Of every country: it is meant wherever a site is. */
const EVERYWHERE = 'everywhere';
/** In one record. */
const MOST = 32;

/** Throws CASE_INPUT_UNUSABLE, CONFIG_UNUSABLE. */
export function dutiesAtHand(args: Arguments, env: NodeJS.ProcessEnv): DutiesAtHand {
  const named = args.text('duties');
  const file = named ?? configFile(configFolder(env), DUTIES_FILE, env);
  if (named === undefined && !existsSync(file)) return { duties: BUILT_IN_DUTIES, jurisdictions: undefined };
  const check = named === undefined ? requireOwn(file) : undefined;
  const bytes = readNamedFile(file, {
    unusable: 'CASE_INPUT_UNUSABLE',
    mebibytes: 1,
    ...(check && { check }),
  });
  const { duties, jurisdictions } = readDuties(textOf(bytes, file), file, BUILT_IN_DUTIES);
  return { duties: [...BUILT_IN_DUTIES, ...duties], jurisdictions };
}

/** It decides what is asked after each incident, and by when: nobody else may write it. */
function requireOwn(file: string): (stat: Stats) => void {
  return ({ mode }) => {
    if (process.platform !== 'win32' && (mode & 0o022) !== 0)
      throw new SeqwardenError('CASE_INPUT_UNUSABLE', `${file} is writable by others`);
  };
}

/** Those of the jurisdictions that `--jurisdiction` names. Without, all that the site means, so that none is forgotten. Throws USAGE, CASE_INPUT_UNUSABLE. */
export function dutiesMeant(args: Arguments, { duties, jurisdictions }: DutiesAtHand): Duty[] {
  const known = new Set(duties.map(one => one.jurisdiction));
  const given = args.texts('jurisdiction');
  const meant = given.length > 0 ? given : (jurisdictions ?? [...known]);
  for (const one of meant)
    if (!known.has(one))
      throw new SeqwardenError(
        given.length > 0 ? 'USAGE' : 'CASE_INPUT_UNUSABLE',
        `no duty of a jurisdiction of this name is known; known are ${[...known].sort().join(', ')}`,
      );
  const chosen = duties.filter(one => one.jurisdiction === EVERYWHERE || meant.includes(one.jurisdiction));
  if (chosen.length > MOST)
    throw new SeqwardenError('USAGE', `more than ${MOST} duties in one incident: name --jurisdiction`);
  return chosen;
}

/** Those that an incident gets where nobody names a jurisdiction; what the file names and does not have is passed over. */
export function dutiesOfSite({ duties, jurisdictions }: DutiesAtHand): Duty[] {
  return duties.filter(
    ({ jurisdiction }) =>
      jurisdictions === undefined || jurisdiction === EVERYWHERE || jurisdictions.includes(jurisdiction),
  );
}

/** Throws CASE_INPUT_UNUSABLE where the data at hand has none of this id. */
export function dutyNamed({ duties }: DutiesAtHand, id: string): Duty {
  const found = duties.find(duty => duty.id === id);
  if (found === undefined)
    throw new SeqwardenError(
      'CASE_INPUT_UNUSABLE',
      `nothing at hand says what the duty ${id} is: name the file that has it with --duties`,
    );
  return found;
}

function textOf(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new SeqwardenError('CASE_INPUT_UNUSABLE', `${file} is not UTF-8`, { cause: error });
  }
}
