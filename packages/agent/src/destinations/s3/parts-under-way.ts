/**
 * The parts of one object that are on their way at once. What fails ends all: whoever hands over the next part, or waits for the last, hears of the
 * first failure.
 */
export class PartsUnderWay {
  readonly #most: number;
  readonly #underWay = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  /** `most`: how many buffers there are. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Begins to send a part. Done when one of the buffers is free to be filled. Throws what an earlier part failed with. */
  async add(send: () => Promise<void>): Promise<void> {
    this.#requireNone();
    const sent = send()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#underWay.delete(sent));
    this.#underWay.add(sent);
    while (this.#underWay.size >= this.#most) await Promise.race(this.#underWay);
    this.#requireNone();
  }

  /** All of them were acknowledged. Throws what one failed with, when none is on its way any more. */
  async settled(): Promise<void> {
    await this.ended();
    this.#requireNone();
  }

  /** None is on its way any more, whatever became of it. */
  async ended(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #requireNone(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
