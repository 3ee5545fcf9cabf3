export interface Space {
  /** Bytes that this account may still write there. */
  readonly free: number;
  /** Bytes that are to stay free. */
  readonly reserve: number;
  /** Bytes that are being written, and may not show in `free` yet. */
  readonly underWay: number;
}

/**
 * Whether a destination has room for so many bytes more. Asked before a bag is begun: with a reserve that many writers share, one that is not
 * ours included, a file system is never filled to its last block by us.
 */
export function hasRoom({ free, reserve, underWay }: Space, bytes: number): boolean {
  return free - underWay - bytes >= reserve;
}

/** Room is said to be back only at a twentieth above the reserve, so that nobody is told twice a minute. */
export function isRoomBack({ free, reserve, underWay }: Space): boolean {
  return free - underWay >= reserve * 1.05;
}
