export type { FileDigests } from './digests.ts';
export { type AddOptions, EvidenceStore, MAX_EVIDENCE } from './evidence-store.ts';
export { type InstallerFile, readInstaller } from './read-installer.ts';
