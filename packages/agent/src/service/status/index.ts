export { type HeldUp, heldUp } from './held-up.ts';
export { askRelease } from './release-request.ts';
