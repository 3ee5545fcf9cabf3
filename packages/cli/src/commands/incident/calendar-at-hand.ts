import { type Calendar, WEEKDAYS } from '@seqwarden/cases/calendar';
import type { Trust } from '@seqwarden/proof';
import { personsOf } from '../../casework/persons.ts';
import type { Context } from '../../context.ts';

/** When the site works; Monday to Friday where its file does not say. */
export function calendarAtHand(context: Context, trust: Trust): Calendar {
  return personsOf(context, trust).directory?.site.calendar ?? WEEKDAYS;
}
