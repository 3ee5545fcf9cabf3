/** A document for people, before it is text, HTML or PDF. All strings are plain text: whoever renders it escapes. */
export interface Paper {
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  /** Stands small at the head and foot of every page: which document this is, and of when. */
  readonly running: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly emphasis?: 'strong' | 'small' }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  /** Pairs of a name and what it is. */
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [name: string, value: string])[] }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  /** Lines to be filled in by hand. */
  | { readonly kind: 'blank'; readonly label: string; readonly lines: number }
  /** To be typed or copied as it is: a command, a digest. */
  | { readonly kind: 'verbatim'; readonly text: string };
