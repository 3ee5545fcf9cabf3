import { SeqwardenError } from '@seqwarden/proof';

/** A copy carries a seal, which is a folder of plain files; what came after the seal would be left behind. */
export function addendaNotCarried(where: string): SeqwardenError {
  return new SeqwardenError('ADDENDA_NOT_CARRIED', `the seal at the ${where} has addenda`, {
    path: 'Custody/addenda',
  });
}
