import type { FileSink } from '../destinations/destination.ts';
import type { Shares } from './shares.ts';

/** How long somebody who asked for an end waits for a thread to notice. */
const LOOK_MS = 100;

/** Interrupts what waits for a server as soon as the work is stopped. Returns the function that ends the watch. */
export function interruptOnStop(sinks: readonly FileSink[], shares: Shares): () => void {
  const waiting = sinks.filter(sink => sink.interrupt !== undefined);
  if (waiting.length === 0) return () => {};
  const watch = setInterval(() => {
    if (!shares.stopped) return;
    clearInterval(watch);
    for (const sink of waiting) sink.interrupt?.();
  }, LOOK_MS);
  return () => clearInterval(watch);
}
