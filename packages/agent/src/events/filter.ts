import type { EventFilter } from './notify-config.ts';
import type { StampedEvent } from './stamped-event.ts';

export function isWanted(filter: EventFilter, event: StampedEvent): boolean {
  return filter === '*' || filter.includes(event.event);
}
