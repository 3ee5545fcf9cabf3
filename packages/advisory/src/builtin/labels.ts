/** `document.publisher.namespace` of the project's own two documents. */
export const OWN_PUBLISHER = 'urn:seqwarden:built-in';

/** `document.tracking.id` of each. */
export const OWN_IDS = {
  universalCopyService: 'SEQWARDEN-ILLUMINA-UCS',
  localRunManager: 'SEQWARDEN-ILLUMINA-LRM',
} as const;
