import { ACKNOWLEDGEMENT } from './acknowledgement.ts';
import { type ActCodec, codecOf, type ReadAct } from './act-codec.ts';
import { CASE } from './case.ts';
import { CHECK } from './check.ts';
import { CORRECTION } from './correction.ts';
import { DECISION } from './decision.ts';
import { EXPECTED } from './expected.ts';
import { FACT } from './fact.ts';
import { INCIDENT } from './incident.ts';
import { MITIGATION } from './mitigation.ts';
import { NOTICE } from './notice.ts';
import { OBSERVATION } from './observation.ts';
import { PATCH } from './patch.ts';
import { RECEIVED } from './received.ts';
import { REPLY } from './reply.ts';
import { RIGHTS_OF_KEY } from './rights.ts';
import { SENDING } from './sending.ts';

const CODECS = {
  acknowledgement: codecOf('acknowledgement', ACKNOWLEDGEMENT),
  case: codecOf('case', CASE),
  check: codecOf('check', CHECK),
  correction: codecOf('correction', CORRECTION),
  decision: codecOf('decision', DECISION),
  expected: codecOf('expected', EXPECTED),
  fact: codecOf('fact', FACT),
  incident: codecOf('incident', INCIDENT),
  mitigation: codecOf('mitigation', MITIGATION),
  notice: codecOf('notice', NOTICE),
  observation: codecOf('observation', OBSERVATION),
  patch: codecOf('patch', PATCH),
  received: codecOf('received', RECEIVED),
  reply: codecOf('reply', REPLY),
  rights: codecOf('rights', RIGHTS_OF_KEY),
  sending: codecOf('sending', SENDING),
} as const;

export type ActName = keyof typeof CODECS;
type Predicates = { readonly [K in ActName]: ReturnType<(typeof CODECS)[K]['read']>['predicate'] };
export type ActOf<K extends ActName> = ReadAct<K, Predicates[K]>;

/** Every kind of act, by the name that it has in output. */
export const ACTS: { readonly [K in ActName]: ActCodec<K, Predicates[K]> } = CODECS;

/** What a person, or the service, did; docs/FORMATS.md section 28 says what each key means. */
export type Act = { [K in ActName]: ActOf<K> }[ActName];

export const ACT_NAMES: readonly ActName[] = Object.keys(ACTS).filter(isActName);

export function isActName(name: string): name is ActName {
  return Object.hasOwn(ACTS, name);
}
