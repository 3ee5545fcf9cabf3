import { GENERAL } from './general.ts';
import { ILLUMINA } from './illumina.ts';
import type { Overlay } from './overlay.ts';

export type * from './overlay.ts';

export const OVERLAY: Overlay = { version: '2026-11-23', lines: [...ILLUMINA, ...GENERAL] };
