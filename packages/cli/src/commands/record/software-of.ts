import { identityOf, type ProgramIdentity } from '@seqwarden/advisory/program';
import { isPlainText, SeqwardenError } from '@seqwarden/proof';
import {
  type Installed,
  installedKey,
  MAX_NAME,
  ordered,
  type PatchPredicate,
  programKey,
} from '@seqwarden/proof/acts';
import type { CaseView } from '../../casework/desk.ts';

type Software = PatchPredicate['software'][number];
type Component = Software['component'];

/** What people call the programs that have a name of their own here. */
const COMPONENTS: ReadonlyMap<string, Component> = new Map([
  ['control', 'control'],
  ['ucs', 'universal-copy-service'],
  ['universal-copy-service', 'universal-copy-service'],
  ['lrm', 'local-run-manager'],
  ['local-run-manager', 'local-run-manager'],
  ['rta', 'rta'],
]);

const MOST = 16;

/**
 * What the options say of programs, as `ucs=2.0.8..2.7.2` and `Some Program=..5.1`: before, two dots, after. What was there before and is not said is what was read last. Where no
 * option is given, that is all that is said: a patch may leave every version as it was. Throws USAGE.
 */
export function softwareOf(
  options: readonly string[],
  installed: Installed,
  { state }: Pick<CaseView, 'state'>,
): Software[] {
  const read = (
    state.installations.find(one => installedKey(one.installed) === installedKey(installed))?.readings ?? []
  ).map(({ reading }) => reading);
  if (options.length > MOST) throw new SeqwardenError('USAGE', `--software takes at most ${MOST} programs`);
  const said = options.map(option => {
    const { program, before, after } = partsOf(option);
    const { kind, name } = programNamed(program, installed.vendor);
    const last = read.findLast(one => {
      const identity = identityOf(one, installed.vendor);
      return identity.kind === kind && (name === null || identity.name === name);
    });
    return {
      component: kind,
      name: last?.name ?? (name === null ? null : program),
      before: before ?? last?.version ?? null,
      after,
    };
  });
  const known = read
    .filter(({ version }) => version !== null)
    .map(({ component, name, version }) => ({ component, name, before: version, after: null }));
  const software = ordered(said.length > 0 ? said : known, programKey);
  if (software.length < said.length) throw new SeqwardenError('USAGE', '--software names a program twice');
  if (software.length === 0)
    throw new SeqwardenError(
      'USAGE',
      'no version of a program there is known: say with --software what was patched',
    );
  return software.slice(0, MOST);
}

/** What people call it, or a name as a run or an advisory has it, however it is spelled. */
function programNamed(program: string, vendor: string | null): ProgramIdentity {
  const component = COMPONENTS.get(program.toLowerCase());
  return component === undefined
    ? identityOf({ component: 'other', name: program }, vendor)
    : { kind: component, name: null };
}

function partsOf(option: string) {
  const match = /^(?<program>[^=]+)=(?<before>.*?)\.\.(?<after>.*)$/.exec(option);
  const { program = '', before = '', after = '' } = match?.groups ?? {};
  if (
    ![program, before, after].every(one => isPlainText(one, MAX_NAME)) ||
    program === '' ||
    before + after === ''
  )
    throw new SeqwardenError('USAGE', '--software takes NAME=BEFORE..AFTER, as ucs=2.0.8.695..2.7.2.4320');
  return { program, before: before || null, after: after || null };
}
