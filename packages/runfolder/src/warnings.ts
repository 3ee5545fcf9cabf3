/**
 * What a person should know beside the facts. Messages name files and fields, never their content.
 *
 * | code | meaning |
 * |---|---|
 * | RUN_PARAMETERS_DAMAGED | cut off, malformed or not RunParameters: its facts are unknown |
 * | RUN_COMPLETION_STATUS_DAMAGED | the same of RunCompletionStatus.xml |
 * | XML_REFUSED, FILE_TOO_LARGE | the same, for the reason that the error of that code gives |
 * | NAME_COLLISION | two names in the run's root differ only in letter case |
 * | FIELD_REFUSED | a field holds what no instrument writes there (control characters, an address, too long) |
 * | FIELD_REPEATED | a field stands twice with different values |
 * | READ_INDEX_UNKNOWN | `IsIndexedRead` is neither Y nor N |
 * | READS_UNUSABLE, LAYOUT_UNUSABLE, TILES_UNUSABLE | that part of RunInfo.xml makes no sense |
 * | TILES_DIFFER | the tile list and the product of the counts disagree: the list is used |
 * | RUN_ID_DIFFERS, SERIAL_DIFFERS, FLOW_CELL_DIFFERS | RunInfo.xml and RunParameters.xml disagree: RunInfo is used |
 * | SERIAL_UNRECOGNISED | no model has such serials: an alias, or anonymised |
 * | MODEL_CONTRADICTED | serial, software name and instrument type exclude each other: the model is unknown |
 * | MODE_UNRECOGNISED | `DxRuoRunType` holds another word than Dx or Ruo |
 * | LAYOUT_MIXED | base calls of more than one layout |
 * | EXPECTED_UNKNOWN | why the expected files cannot be told |
 * | ENDS_EARLY | base calls stop after a whole cycle before the last: an early end, or a tail that was removed |
 * | MARKER_LETTER_CASE | a completion marker in a letter case that no instrument writes: it does not count |
 * | MARKER_FOREIGN | CopyComplete.txt of an instrument that writes none: it does not count |
 * | RTA_LOG_UNREADABLE | a log that could tell of a failure cannot be read, as while the instrument holds it |
 * | IDAT_DAMAGED | an IDAT file is cut off or malformed |
 * | IDAT_PARTLY_READ | gzipped IDAT files that were not inflated: that they are whole is told by their first bytes and their length alone |
 * | IDAT_DIFFERS | the IDAT files of the folder are of more than one chip, scanner or software |
 */
export type WarningCode =
  | 'RUN_PARAMETERS_DAMAGED'
  | 'RUN_COMPLETION_STATUS_DAMAGED'
  | 'XML_REFUSED'
  | 'FILE_TOO_LARGE'
  | 'NAME_COLLISION'
  | 'FIELD_REFUSED'
  | 'FIELD_REPEATED'
  | 'READ_INDEX_UNKNOWN'
  | 'READS_UNUSABLE'
  | 'LAYOUT_UNUSABLE'
  | 'TILES_UNUSABLE'
  | 'TILES_DIFFER'
  | 'RUN_ID_DIFFERS'
  | 'SERIAL_DIFFERS'
  | 'FLOW_CELL_DIFFERS'
  | 'SERIAL_UNRECOGNISED'
  | 'MODEL_CONTRADICTED'
  | 'MODE_UNRECOGNISED'
  | 'LAYOUT_MIXED'
  | 'EXPECTED_UNKNOWN'
  | 'ENDS_EARLY'
  | 'MARKER_LETTER_CASE'
  | 'MARKER_FOREIGN'
  | 'RTA_LOG_UNREADABLE'
  | 'IDAT_DAMAGED'
  | 'IDAT_PARTLY_READ'
  | 'IDAT_DIFFERS';

export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
}

/** Collects warnings, each pair of code and message once. */
export class Warnings {
  readonly list: Warning[] = [];

  add(code: WarningCode, message: string): void {
    const known = this.list.some(warning => warning.code === code && warning.message === message);
    if (!known) this.list.push({ code, message });
  }
}
