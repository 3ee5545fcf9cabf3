import type { Awaitable } from '../destinations/destination.ts';

/** Goes on at once with what is there at once: a thread whose places all block makes no promise and waits for none. */
export function then<T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
