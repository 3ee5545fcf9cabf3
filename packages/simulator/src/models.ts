import { SeqwardenError } from '@seqwarden/proof';
import { hiseq2000, hiseq2500, hiseq3000, hiseq4000, hiseqX } from './families/hiseq.ts';
import { iscan } from './families/iscan.ts';
import { iseq100 } from './families/iseq.ts';
import { miniseq } from './families/miniseq.ts';
import { miseq, miseqdx } from './families/miseq.ts';
import { miseqI100 } from './families/miseq-i100.ts';
import { nextseq500, nextseq550, nextseq550dx } from './families/nextseq-500.ts';
import { nextseq1000, nextseq2000 } from './families/nextseq-1000.ts';
import { novaseq6000, novaseq6000dx } from './families/novaseq-6000.ts';
import { novaseqX } from './families/novaseq-x.ts';
import type { Model } from './model.ts';
import { modelMeant } from './model-spelling.ts';

/** Every instrument that can be simulated, by the name under which `seqwarden simulate` knows it. */
export const MODELS = {
  miseq,
  miseqdx,
  'miseq-i100': miseqI100,
  miniseq,
  'iseq-100': iseq100,
  'nextseq-500': nextseq500,
  'nextseq-550': nextseq550,
  'nextseq-550dx': nextseq550dx,
  'nextseq-1000': nextseq1000,
  'nextseq-2000': nextseq2000,
  'novaseq-6000': novaseq6000,
  'novaseq-6000dx': novaseq6000dx,
  'novaseq-x': novaseqX,
  'hiseq-2000': hiseq2000,
  'hiseq-2500': hiseq2500,
  'hiseq-3000': hiseq3000,
  'hiseq-4000': hiseq4000,
  'hiseq-x': hiseqX,
  iscan,
} as const satisfies Record<string, Model>;

export type ModelName = keyof typeof MODELS;

/** @throws SeqwardenError `USAGE` when there is no such model. */
export function modelNamed(name: string): Model {
  const model = modelMeant(Object.values(MODELS), name);
  if (model === undefined) {
    const known = Object.keys(MODELS).join(', ');
    throw new SeqwardenError('USAGE', `there is no model ${JSON.stringify(name)}; known are ${known}`);
  }
  return model;
}
