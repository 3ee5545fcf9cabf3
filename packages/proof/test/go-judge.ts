import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { missing, toolOrSkip } from '../../../scripts/testing/needs.ts';
import type { Bytes } from '../src/index.ts';

/** Where Debian's golang-golang-x-mod-dev puts its sources, laid out for GOPATH. */
const GO_PATH = '/usr/share/gocode';

/** A question to test/go/judge.go, which says what each needs. Bytes go as base64. */
export type Question = Readonly<
  Record<string, string | number | Uint8Array | readonly string[] | readonly Uint8Array[]>
>;

export interface Answer {
  readonly error?: string;
  readonly text?: string;
  readonly names?: readonly string[];
  readonly note?: Bytes;
  readonly proof?: readonly Bytes[];
  readonly root?: Bytes;
  readonly keys?: readonly string[];
}

/** Builds a Go program that imports golang.org/x/mod, without any network. Takes half a minute where nothing is cached. */
export function buildGo(source: string, program: string): void {
  execFileSync('go', ['build', '-o', program, source], {
    env: { ...process.env, GO111MODULE: 'off', GOPATH: GO_PATH, GOFLAGS: '', GOTOOLCHAIN: 'local' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Whether a test can have Go with golang.org/x/mod; else it is skipped, which in CI is a failure. */
export function hasGo(t: TestContext): boolean {
  if (toolOrSkip(t, 'go') === undefined) return false;
  const hasSource = existsSync(join(GO_PATH, 'src', 'golang.org', 'x', 'mod', 'sumdb', 'tlog'));
  if (!hasSource) missing(t, "golang.org/x/mod, of Debian's golang-golang-x-mod-dev");
  return hasSource;
}

/** Builds the judge into `folder`; the result asks it. */
export function goJudge(folder: string): (...questions: Question[]) => Answer[] {
  const program = join(folder, 'judge');
  buildGo(join(import.meta.dirname, 'go', 'judge.go'), program);
  return (...questions) => {
    const input = JSON.stringify(questions, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    );
    const output = execFileSync(program, { input, encoding: 'utf8', maxBuffer: 1e9 });
    const answers: unknown = JSON.parse(output);
    if (!Array.isArray(answers)) throw new TypeError('the judge answers with a list');
    return answers.map(readAnswer);
  };
}

function readAnswer(answer: Record<string, unknown>): Answer {
  const { proof, root, note, error, text, names, keys } = answer;
  return {
    ...(typeof error === 'string' && { error }),
    ...(typeof text === 'string' && { text }),
    ...(Array.isArray(names) && { names: names.map(String) }),
    ...(Array.isArray(keys) && { keys: keys.map(String) }),
    ...(Array.isArray(proof) && { proof: proof.map(bytesOf) }),
    ...(root !== undefined && { root: bytesOf(root) }),
    ...(note !== undefined && { note: bytesOf(note) }),
  };
}

function bytesOf(base64: unknown): Bytes {
  return Uint8Array.from(Buffer.from(String(base64), 'base64'));
}
