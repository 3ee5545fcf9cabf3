/** One thing that an instrument does to a run folder, or the end of a cycle. Paths are relative, with `/`, ASCII. */
export type Step =
  | { readonly kind: 'folder'; readonly path: string }
  | {
      /** `write` makes a new file, `append` adds to it, `replace` puts other bytes under the same name. */
      readonly kind: 'write' | 'append' | 'replace';
      readonly path: string;
      readonly bytes: Uint8Array;
      /** Simulated time in milliseconds since 1970 UTC. */
      readonly at: number;
    }
  | { readonly kind: 'cycle'; readonly number: number };
