import { choice, name, orNull } from './values.ts';

/** A program of an instrument: its kind, and its name as it was recorded (FORMATS.md 25). */
export const PROGRAM = {
  component: choice(['control', 'universal-copy-service', 'local-run-manager', 'rta', 'other']),
  name: orNull(name),
} as const;

interface Program {
  readonly component: string;
  readonly name: string | null;
}

/** By which lists of programs are ordered: each program once. */
export function programKey({ component, name }: Program): string {
  return JSON.stringify([component, name]);
}
