export { compareInstaller, type InstallerDigests, type InstallerVerdict } from './compare-installer.ts';
export { digestsInProse, type ProseDigest } from './digests-in-prose.ts';
export { type PublishedDigest, publishedDigests } from './published-digests.ts';
