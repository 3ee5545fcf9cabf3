export { DraftStore, RENDERINGS, type Renderings } from './draft-store.ts';
export { type HandedOver, handOver } from './hand-over.ts';
export { draftOf, type NoticeDraft } from './notice-draft.ts';
export { type MailedFile, type NoticeMail, noticeMail } from './notice-mail.ts';
export { renderNotice } from './render-notice.ts';
export { siteMailServer } from './site-mail-server.ts';
