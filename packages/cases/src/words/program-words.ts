const PROGRAMS: ReadonlyMap<string, string> = new Map([
  ['control', 'control software'],
  ['universal-copy-service', 'Universal Copy Service'],
  ['local-run-manager', 'Local Run Manager'],
  ['rta', 'Real-Time Analysis'],
  ['other', 'another program'],
]);

/** A program by its own name, else by what it is. */
export function programWords({
  component,
  name,
}: {
  readonly component: string;
  readonly name: string | null;
}): string {
  return name ?? PROGRAMS.get(component) ?? component;
}
