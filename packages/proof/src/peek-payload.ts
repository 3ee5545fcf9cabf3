import { member, parseJson } from './json.ts';
import type { StatementJson } from './statement.ts';

/** A payload that says of what kind it is; nothing else of it was checked. */
export interface PeekedPayload extends StatementJson {
  readonly predicateType: string;
}

/** undefined: it is no JSON, or does not say what it is. */
export function peekPayload(payload: Uint8Array): PeekedPayload | undefined {
  const json = jsonOf(payload);
  const predicateType = member(json?.value, 'predicateType');
  return json === undefined || typeof predicateType !== 'string' ? undefined : { ...json, predicateType };
}

function jsonOf(payload: Uint8Array): StatementJson | undefined {
  try {
    return { ...parseJson(payload, payload.length), length: payload.length };
  } catch {
    return undefined;
  }
}
