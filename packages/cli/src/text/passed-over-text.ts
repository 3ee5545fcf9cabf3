import type { PassedOver } from '@seqwarden/advisory/answer';
import { counted } from '@seqwarden/runfolder';

/** What was not looked into below the roots, in one line; empty: nothing was passed over. */
export function passedOverText({ links, hidden, deeper }: PassedOver): string {
  const passed = [
    ...(links > 0 ? [counted(links, 'link')] : []),
    ...(hidden > 0 ? [counted(hidden, 'hidden folder')] : []),
    ...(deeper > 0
      ? [counted(deeper, 'folder that lies deeper than runs do', 'folders that lie deeper than runs do')]
      : []),
  ];
  return passed.length === 0 ? '' : `not looked into: ${passed.join(', ')}\n`;
}
