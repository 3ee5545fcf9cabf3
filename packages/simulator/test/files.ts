import { type PlanOptions, planRun, type Step } from '../src/index.ts';

/** What a plan leaves when all its steps are done, by path. */
export function filesOf(options: PlanOptions): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const step of planRun(options).steps) {
    if (step.kind === 'folder' || step.kind === 'cycle') continue;
    const before = step.kind === 'append' ? files.get(step.path) : undefined;
    files.set(step.path, Buffer.concat([before ?? Buffer.alloc(0), step.bytes]));
  }
  return files;
}

/** The paths that a plan writes, in its order. */
export function pathsInOrder(options: PlanOptions): string[] {
  return [...planRun(options).steps].flatMap(step =>
    'path' in step && step.kind !== 'folder' ? [step.path] : [],
  );
}

export function fileSteps(options: PlanOptions): Extract<Step, { bytes: Uint8Array }>[] {
  return [...planRun(options).steps].filter(step => 'bytes' in step);
}

export function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`there is no ${what}`);
  return value;
}
