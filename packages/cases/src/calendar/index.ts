export {
  type Calendar,
  isWorkingDay,
  knowsYearOf,
  WEEKDAYS,
  workingDaysAfter,
  workingDaysBefore,
} from './calendar.ts';
export { dayText } from './day-text.ts';
