// For importers that have not followed to custody/ yet.
export { type CustodyContent, publishCustody } from '../custody/publish-custody.ts';
export { CUSTODY, type CustodyFound, readCustody } from '../custody/read-custody.ts';
