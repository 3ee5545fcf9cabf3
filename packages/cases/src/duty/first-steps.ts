/**
 * What to do at once, before anything is understood. The first and the last are what FDA's letter of 27 April 2023 and the advisories ask (shared/reference/ADVISORIES.md 1.4); the others
 * are common in the handling of incidents, and harm nothing if the suspicion is wrong.
 */
export const FIRST_STEPS: readonly string[] = [
  'Take the instrument off the network: pull its cable, or have its port closed. Leave it switched on. Where a run is under way, ask first who would be harmed if it were lost.',
  'Do not re-image, reset, update or clean it, and do not log in to look around: what happened is known only from what lies there.',
  'Preserve logs before they are overwritten: of the instrument, the file server, the firewall, the agent (`journalctl`), and of who worked there. Note the time, and what you saw.',
  'Delete nothing: no runs, no copies, no snapshots. Stop jobs that do.',
  'Report no result from the affected runs until somebody responsible has decided on them; find out which were released already.',
  'Call the manufacturer’s technical support at once (Illumina: techsupport@illumina.com), and those who are responsible for security at your site.',
];
