/** What a store can do for us beyond keeping bytes; found out by trying (probe-abilities.ts), since stores of every age call themselves S3. */
export interface StoreAbilities {
  /** A PUT with `If-None-Match: *` is refused (412) where the name is taken. */
  readonly conditionalPut: boolean;
  /** The same for CompleteMultipartUpload. */
  readonly conditionalComplete: boolean;
  /** A PUT with a wrong `x-amz-checksum-sha256` is refused, and the right one is returned by HEAD. */
  readonly checksums: boolean;
  /** The same for the parts of an upload. */
  readonly partChecksums: boolean;
  /** A body may be sent that is not part of its request's signature. Only tried where everything is read back. */
  readonly unsignedBodies: boolean;
}

/** For who only reads: what a store can do matters to who writes. */
export const NOTHING_TRIED: StoreAbilities = {
  conditionalPut: false,
  conditionalComplete: false,
  checksums: false,
  partChecksums: false,
  unsignedBodies: false,
};
