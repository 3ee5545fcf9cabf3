import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Said, World } from './world.ts';

const SMALL = ['--cycles', '2', '--tiles', '1', '--clusters', '5'];

export interface Answer {
  readonly exit: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly instruments: readonly { readonly serial: string; readonly model: string }[];
  readonly findings: readonly {
    readonly instrument: { readonly serial: string };
    readonly vulnerability: string;
    readonly verdict: string;
    readonly reasons: readonly { readonly code: string }[];
    readonly evidence: readonly { readonly fact: { readonly source: { readonly folder: string } } | null }[];
    readonly advisory: { readonly id: string; readonly builtIn: boolean };
    readonly window: {
      readonly last: string | null;
      readonly mitigated: readonly object[];
      readonly runs: readonly {
        readonly folder: string | null;
        readonly certain: boolean;
        readonly proof: Proof | null;
      }[];
    } | null;
  }[];
  readonly advisories: readonly {
    readonly builtIn: boolean;
    readonly received: { readonly sha256: string; readonly signature: { readonly state: string } };
  }[];
  readonly unmatched: readonly { readonly instrument: { readonly serial: string } }[];
  readonly unread: readonly { readonly what: string; readonly name: string; readonly code: string }[];
}

interface Proof {
  readonly signature: string;
  readonly lastVerified: object | null;
  readonly verified: { readonly answer: string } | null;
}

/** Without the line by which it says that it is not confined here. */
export async function ask(world: World, ...argv: string[]): Promise<Said> {
  const said = await world.seqwarden('exposure', ...argv);
  return { ...said, err: said.err.replace(/^seqwarden: exposure runs without the permission model.*\n/, '') };
}

export async function askJson(
  world: World,
  ...argv: string[]
): Promise<{ readonly code: number; readonly answer: Answer }> {
  const { code, out, err } = await ask(world, ...argv, '--json');
  assert.equal(err, '');
  const answer: Answer = JSON.parse(out);
  assert.equal(out, `${JSON.stringify(answer, null, 2)}\n`);
  assert.equal(answer.exit, code);
  return { code, answer };
}

export async function simulate(world: World, model: string, ...options: string[]): Promise<string> {
  const said = await world.seqwarden('simulate', model, '--out', world.at('runs'), ...SMALL, ...options);
  assert.equal(said.code, 0, said.err);
  return said.out.trimEnd();
}

/** A run of a simulator in a world is a real one's here: the serial has not the form of a simulator's. */
export function renumber(run: string, from: string, to: string): void {
  for (const name of ['RunInfo.xml', 'RunParameters.xml']) {
    const path = join(run, name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(from, to));
  }
}
