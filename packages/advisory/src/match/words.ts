import type { ComponentKind } from '../inventory/inventory.ts';

const KINDS: Readonly<Record<ComponentKind, string>> = {
  control: 'control software',
  'universal-copy-service': 'Universal Copy Service',
  'local-run-manager': 'Local Run Manager',
  rta: 'RTA',
  other: 'program',
};

export function componentName(component: {
  readonly kind: ComponentKind;
  readonly name: string | null;
}): string {
  return component.name ?? KINDS[component.kind];
}

export function kindName(kind: ComponentKind): string {
  return KINDS[kind];
}
