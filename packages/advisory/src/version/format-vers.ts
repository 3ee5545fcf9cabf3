import type { Constraint } from './constraint.ts';
import type { Vers } from './vers.ts';
import { encodeVersion } from './vers-encoding.ts';

/** The VERS string of constraints, in the order in which they are given. */
export function formatVers({ type, constraints }: Vers): string {
  return `vers:${type}/${constraints === '*' ? '*' : constraints.map(formatConstraint).join('|')}`;
}

function formatConstraint({ comparator, version }: Constraint): string {
  return `${comparator === '=' ? '' : comparator}${encodeVersion(version)}`;
}
