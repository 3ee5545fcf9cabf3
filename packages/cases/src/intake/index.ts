export { layered } from './layered.ts';
export { type Known, knownBy, type News, newsOf, type WhatIsNew } from './news-of.ts';
export { observationsOf } from './observations-of.ts';
export type { InstallationObserved, Observed, ObservedFinding, ObservedReading, Unfit } from './observed.ts';
export { recordedOf } from './recorded-of.ts';
export { windowsTogether } from './windows-together.ts';
