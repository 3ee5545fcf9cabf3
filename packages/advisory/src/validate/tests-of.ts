import { type DocumentTest, inOrder, type Level } from './document-test.ts';

type Version = '2.0' | '2.1';

/** Loaded when they are first asked for: the library compiles a schema for nearly every test, which takes a second or two. */
const MODULES: Readonly<
  Record<Version, Readonly<Record<Level, () => Promise<{ readonly TESTS: readonly DocumentTest[] }>>>>
> = {
  '2.0': {
    error: () => import('./tests-2-0/mandatory.ts'),
    warning: () => import('./tests-2-0/optional.ts'),
    info: () => import('./tests-2-0/informative.ts'),
  },
  '2.1': {
    error: () => import('./tests-2-1/mandatory.ts'),
    warning: () => import('./tests-2-1/recommended.ts'),
    info: () => import('./tests-2-1/informative.ts'),
  },
};

const loaded = new Map<string, Promise<readonly DocumentTest[]>>();

/** The tests of one kind, in the order of the specification. */
export function testsOf(version: Version, level: Level): Promise<readonly DocumentTest[]> {
  const key = `${version} ${level}`;
  const tests = loaded.get(key) ?? MODULES[version][level]().then(({ TESTS }) => inOrder(TESTS));
  loaded.set(key, tests);
  return tests;
}
