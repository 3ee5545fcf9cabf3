import type { IncidentState, ItemState, NoticeState, State } from '@seqwarden/cases/state';

/** What a case is about. */
export function itemsOf({ items }: State, id: string): ItemState[] {
  return items.filter(({ cases }) => cases.includes(id));
}

export function isOpenItem({ remediation }: ItemState): boolean {
  return remediation === 'not_remediated' || remediation === 'in_progress';
}

export function noticesOf({ notices }: State, id: string): NoticeState[] {
  return notices.filter(one => one.case === id);
}

export function incidentsOf({ incidents }: State, id: string): IncidentState[] {
  return incidents.filter(({ opened }) => opened.says.case === id);
}
