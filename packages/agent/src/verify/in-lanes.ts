/** Small requests on the way at once. */
const LANES = 8;

/** What `act` makes of each item, in their order; some are on the way at once. The first that fails makes all fail, and no other is begun. */
export async function inLanes<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  const waiting = items.entries();
  const lane = async () => {
    for (const [at, item] of waiting) results[at] = await act(item);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}
