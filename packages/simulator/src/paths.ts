/** Paths below a run folder that several writers share. */

export const INTENSITIES = 'Data/Intensities';
export const BASE_CALLS = `${INTENSITIES}/BaseCalls`;

/** `L001` */
export function laneFolder(lane: number): string {
  return `L${String(lane).padStart(3, '0')}`;
}
