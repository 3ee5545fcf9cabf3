import { fileURLToPath } from 'node:url';

/** The program that starts this command: of a clone's sources, and of what was built, where all parts lie in one folder. */
export function launcher(): string {
  return fileURLToPath(new URL('../bin/seqwarden.js', import.meta.url));
}
