import { type Paper, paperHtml, paperText } from '@seqwarden/cases/paper';
import { paperPdf } from '../paper/index.ts';
import type { Renderings } from './draft-store.ts';

/** A notice and its form as people get them. */
export async function renderNotice(notice: Paper, form: Paper): Promise<Renderings> {
  const encoder = new TextEncoder();
  return {
    text: encoder.encode(paperText(notice)),
    html: encoder.encode(paperHtml(notice)),
    pdf: await paperPdf(notice),
    form: await paperPdf(form),
  };
}
