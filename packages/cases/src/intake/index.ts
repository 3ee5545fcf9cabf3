export { type Consequences, consequencesOf } from './consequences-of.ts';
export { layered } from './layered.ts';
export { type Known, knownBy, type Label, type News, newsOf, type WhatIsNew } from './news-of.ts';
export { observationsOf } from './observations-of.ts';
export type { InstallationObserved, Observed, ObservedFinding, ObservedReading, Unfit } from './observed.ts';
export { recordedOf } from './recorded-of.ts';
export { standingAdvisories } from './standing-advisories.ts';
export { windowsTogether } from './windows-together.ts';
