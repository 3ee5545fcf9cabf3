import { COPY_SERVICE } from './copy-service.ts';
import { encodeRendering } from './csaf-document.ts';
import { LOCAL_RUN_MANAGER } from './local-run-manager.ts';

export { OWN_IDS, OWN_PUBLISHER } from './labels.ts';

/**
 * The two Illumina advisories as the project's own CSAF documents, made of the public facts in our own words: what `exposure` asks where no others are named.
 * They say of themselves that they are not the originals, and give the digests of those.
 */
export function builtinAdvisories(): readonly Uint8Array[] {
  return [COPY_SERVICE, LOCAL_RUN_MANAGER].map(encodeRendering);
}
