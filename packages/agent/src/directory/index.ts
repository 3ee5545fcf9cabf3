export { type Directory, type DirectoryMeans, directoryOf } from './directory.ts';
export {
  type DirectoryOptions,
  openDirectory,
  openSite,
  requireDirectory,
  SITE_FILE,
} from './open-directory.ts';
export { PSEUDONYM_KEY_FILE, pseudonymOf } from './pseudonym.ts';
export { readSite } from './read-site.ts';
export type { Deadlines, Person, Responsibility, Site, SiteMail, Urgency } from './site.ts';
export { siteDay } from './site-day.ts';
