import assert from 'node:assert/strict';
import type { Paper } from '../src/paper/index.ts';

/** That no heading skips a level, as a screen reader and PDF/UA (ISO 14289-1, 7.4.2) want it. Returns the paper. */
export function nested(paper: Paper): Paper {
  let above = 0;
  for (const block of paper.blocks) {
    if (block.kind !== 'heading') continue;
    assert.ok(block.level <= above + 1, `${block.text} is of level ${block.level}, below one of ${above}`);
    above = block.level;
  }
  return paper;
}
