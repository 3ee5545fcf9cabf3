import { SeqwardenError } from '@seqwarden/proof';
import {
  namedTables,
  problemText,
  readToml,
  type TableReader,
  type TomlProblem,
  whole,
} from '@seqwarden/toml';
import type { NotifyConfig } from '../../events/notify-config.ts';
import { path } from '../../host/path-value.ts';
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

export type { DestinationConfig, LimitConfig, RetentionConfig, RootConfig } from './agent-config-places.ts';

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
  | { readonly problems: readonly TomlProblem[] };

/** Reads the text of a configuration (TOML). Pure: looks at no file and no environment. All problems are told, no value of the file is repeated. */
export function readAgentConfig(text: string): AgentConfigResult {
  const result = readToml(text, read);
  return 'value' in result ? { config: result.value } : result;
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
