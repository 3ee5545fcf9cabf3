import { SeqwardenError } from '@seqwarden/proof';
import type { NotifyConfig } from '../../events/notify-config.ts';
import { checkPlaces } from './agent-config-checks.ts';
import { NO_NOTIFY, notify } from './agent-config-notify.ts';
import {
  type DestinationConfig,
  destination,
  type RetentionConfig,
  type RootConfig,
  retention,
  root,
} from './agent-config-places.ts';
import { type ConfigProblem, Place, type TableReader } from './agent-config-reader.ts';
import { namedTables, path, tableOf, whole } from './agent-config-values.ts';
import { tomlDocument } from './toml-document.ts';

export type { DestinationConfig, LimitConfig, RetentionConfig, RootConfig } from './agent-config-places.ts';
export type { ConfigProblem } from './agent-config-reader.ts';

/** The configuration of the agent, checked as far as its text alone can be. */
export interface AgentConfig {
  /** Absolute; undefined: by the environment, see agentStateFolder. */
  readonly state: string | undefined;
  /** At least one. */
  readonly roots: readonly RootConfig[];
  /** At least one; each is used by a root. */
  readonly destinations: readonly DestinationConfig[];
  /** undefined: nothing was said, so nothing may be deleted by it. */
  readonly retention: RetentionConfig | undefined;
  readonly notify: NotifyConfig;
}

export type AgentConfigResult =
  | { readonly config: AgentConfig }
  /** At least one, in the order of the text. */
  | { readonly problems: readonly ConfigProblem[] };

/** Reads the text of a configuration (TOML). Pure: looks at no file and no environment. All problems are told, no value of the file is repeated. */
export function readAgentConfig(text: string): AgentConfigResult {
  const document = tomlDocument(text);
  if ('what' in document) return { problems: [{ ...document, key: '' }] };
  const problems: ConfigProblem[] = [];
  const file = new Place([], document.positions, problems);
  const config = tableOf(read)(document.table, file);
  if (config !== undefined && problems.length === 0) return { config };
  return { problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** As {@link readAgentConfig}; throws CONFIG_UNUSABLE with all problems, one a line. `file` is for the message. */
export function loadAgentConfig(text: string, file: string): AgentConfig {
  const result = readAgentConfig(text);
  if ('config' in result) return result.config;
  throw new SeqwardenError(
    'CONFIG_UNUSABLE',
    result.problems.map(problem => problemText(problem, file)).join('\n'),
    { path: file },
  );
}

/** `/etc/seqwarden/agent.toml:12:3: destination.archive.limits[1].hours: must be …` */
export function problemText({ line, column, key, what }: ConfigProblem, file: string): string {
  return `${file}:${line}:${column}: ${key === '' ? '' : `${key}: `}${what}`;
}

function read(table: TableReader): AgentConfig | undefined {
  const version = table.required('version', whole(1, 1));
  const state = table.optional('state', path);
  const roots = table.required('root', namedTables(root));
  const destinations = table.required('destination', namedTables(destination));
  const kept = table.optional('retention', retention);
  const told = table.orElse('notify', notify, NO_NOTIFY);
  if (version === undefined || roots === undefined || destinations === undefined) return undefined;
  checkPlaces({ state, textfile: told.textfile, roots, destinations }, table.place);
  if (kept !== undefined && kept.destinations > destinations.size)
    table.place.at('retention', 'destinations').refuse('is more than there are destinations');
  return { state, roots: good(roots), destinations: good(destinations), retention: kept, notify: told };
}

function good<T>(named: ReadonlyMap<string, T | undefined>): T[] {
  return [...named.values()].filter(item => item !== undefined);
}
