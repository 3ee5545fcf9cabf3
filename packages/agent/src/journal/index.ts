export type { JournalReader } from './journal-reader.ts';
export { readJournal } from './open-journal.ts';
export type { DeliveryRecord, RunRecord } from './records.ts';
