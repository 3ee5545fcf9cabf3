import { SeqwardenError } from '@seqwarden/proof';

/** What a part of the command that runs for itself has told people already, with its code and advice: for machines, and for the exit code. */
export class ToldError extends SeqwardenError {}
