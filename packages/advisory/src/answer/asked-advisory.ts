import type { Advisory } from '../document/advisory.ts';

export interface AskedAdvisory {
  readonly advisory: Advisory;
  /** One of the project's own documents, made of public facts; not the publisher's bytes. */
  readonly builtIn: boolean;
}
