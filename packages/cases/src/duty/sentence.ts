/** Words of a person as a sentence: whatever follows stands apart from them. */
export function sentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}
