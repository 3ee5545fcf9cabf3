/** A browser that shows one page and does what a test says: as much as the protocols of Firefox and WebKit have in common. */
export interface DrivenBrowser {
  /** As its user agent says. */
  readonly name: string;
  show(url: string): Promise<void>;
  /** What an expression of JavaScript is, or is in the end where it is a promise. */
  evaluate(expression: string): Promise<unknown>;
  /** In an input for files. */
  choose(selector: string, files: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
