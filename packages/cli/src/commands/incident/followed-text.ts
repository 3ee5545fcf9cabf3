import { FIRST_STEPS, NO_DECISION } from '@seqwarden/cases/duty';
import type { SiteWords } from '../../casework/persons.ts';
import { shortId } from '../../text/case-words.ts';
import { oneLine } from '../../text/one-line.ts';
import { putJson } from '../../text/put-answer.ts';
import type { Followed } from './followed.ts';
import {
  candidatesText,
  type DutyOf,
  dutiesText,
  holdsText,
  incidentHead,
  runsText,
} from './incident-text.ts';
import { keptLongerText } from './kept-longer.ts';
import { keepUntilOf } from './of-incident.ts';

/** What was entered, held and found, for people. */
export function followedText(followed: Followed, dutyOf: DutyOf, site: SiteWords): string {
  const { incident, kept, holds, withoutName, isHoldAsked, candidates, files } = followed;
  return [
    incidentHead(incident, keepUntilOf(incident), site),
    kept === null ? '' : keptLongerText(kept),
    runsText(incident),
    holdsText(holds, withoutName, isHoldAsked, incident.runs.length),
    candidatesText(candidates),
    dutiesText(incident, dutyOf, site.day, true),
    files.length === 0
      ? ''
      : `\nwritten, to find what was reported of these runs: ${files.map(oneLine).join(', ')}\n`,
    `\nnext, after what stands at the top: seqwarden incident show ${shortId(incident.id)}, which has the questions that a person answers\n`,
  ].join('');
}

/** FORMATS.md 35. */
export function followedJson({
  incident,
  kept,
  entered,
  holds,
  withoutName,
  isHoldAsked,
  candidates,
  files,
}: Followed): object {
  return {
    incident: incident.id,
    firstSteps: FIRST_STEPS,
    records: entered.map(({ identity, index }) => ({ record: identity, index })),
    runs: incident.runs,
    installed: incident.installed,
    holds: holds.map(({ folder, hold, places, error }) => ({
      ...{ folder, hold, destinations: putJson(places), code: error?.code ?? null },
    })),
    notHeld: isHoldAsked ? withoutName : incident.runs.length,
    candidates: candidates.runs,
    unread: candidates.unread,
    duties: incident.duties.map(({ duty, decideBy }) => ({ duty, decideBy })),
    reportability: NO_DECISION,
    keepUntil: keepUntilOf(incident),
    keepUntilBefore: kept?.before ?? null,
    dutiesNotCounted: kept?.uncounted ?? [],
    files,
  };
}
