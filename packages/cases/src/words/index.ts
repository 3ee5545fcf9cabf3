export {
  CHECK_WORDS,
  EFFECT_WORDS,
  PROOF_WORDS,
  REASON_WORDS,
  REOPENING_WORDS,
  VERDICT_WORDS,
} from './item-words.ts';
export { programWords } from './program-words.ts';
