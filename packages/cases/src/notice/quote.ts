/** What somebody else said, with who said it where. Nothing in a notice on how to patch is our own. */
export interface Quote {
  readonly what: 'until_patched' | 'fix' | 'caution';
  readonly text: string;
  /** Word for word, quotation marks as single ones, so that none ends ours; else in our words. */
  readonly isVerbatim: boolean;
  readonly url: string | null;
  /** Where several say the same, all of them. */
  readonly source: string;
}
