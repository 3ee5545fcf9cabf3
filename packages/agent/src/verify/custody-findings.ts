import { type BytePath, displayPath, type Finding } from '@seqwarden/proof';

/** A name in the run's root that is `Custody` in another spelling, or stands where none was expected. */
export function strangeCustody(path: BytePath): Finding {
  return {
    code: 'CUSTODY_STRANGER',
    message: `${displayPath(path)} is not the one Custody folder of a seal`,
  };
}

export function custodyIsNoFolder(kind: string): Finding {
  return { code: 'CUSTODY_NOT_PLAIN', message: `Custody is a ${kind}, not a folder` };
}

export function notPlainInCustody(name: BytePath): Finding {
  return { code: 'CUSTODY_NOT_PLAIN', message: `Custody/${displayPath(name)} is no plain file` };
}
