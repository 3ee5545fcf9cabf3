/** What a VEX document says of itself: handed in, so that the same findings give the same document. */
export interface VexFrame {
  readonly publisher: { readonly name: string; readonly namespace: string };
  readonly at: Date;
  readonly tool: { readonly name: string; readonly version: string };
}

/** A laboratory that gave no name. */
export const UNNAMED: VexFrame['publisher'] = {
  name: 'unnamed laboratory',
  namespace: 'urn:seqwarden:unnamed',
};
