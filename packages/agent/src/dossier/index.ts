export { cutBundles, isMeant } from './cut-bundles.ts';
export type { LeftOut, RegisterFiles } from './left-out.ts';
export { openZip, type ZipSource } from './open-zip.ts';
export { ActsOfThreads, type Matter, threadsOfMatter } from './records-of-matter.ts';
export { type DossierAnswer, type DossierFinding, verifyDossier } from './verify-dossier.ts';
export { type DossierMatter, type Told, type WrittenDossier, writeDossier } from './write-dossier.ts';
export { requireNew, writeNewFile } from './write-new-file.ts';
export { writeZip } from './write-zip.ts';
export { zoneOffsets } from './zone-offsets.ts';
