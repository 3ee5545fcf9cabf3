/** One piece of work that goes on beside the loop. */
export class Background {
  #work: Promise<void> | undefined;
  #stop = new AbortController();
  #broken: { readonly error: unknown } | undefined;

  get isBusy(): boolean {
    return this.#work !== undefined;
  }

  /**
   * `failed` is told what the work threw, and whether it was asked to stop; what `failed` itself throws is kept for {@link rethrow}.
   *
   * @param ended ends the work as {@link stop} does
   */
  start(
    work: (signal: AbortSignal) => Promise<void>,
    failed: (error: unknown, isStopped: boolean) => void,
    ended: AbortSignal,
  ): void {
    const stop = new AbortController();
    this.#stop = stop;
    const abort = () => stop.abort();
    ended.addEventListener('abort', abort, { once: true });
    this.#work = work(stop.signal)
      .catch(error => failed(error, stop.signal.aborted))
      .catch(error => {
        this.#broken = { error };
      })
      .finally(() => {
        ended.removeEventListener('abort', abort);
        this.#work = undefined;
      });
  }

  /** What it does is void. */
  stop(): void {
    this.#stop.abort();
  }

  /** For the loop: nobody waits for the work itself. */
  rethrow(): void {
    if (this.#broken !== undefined) throw this.#broken.error;
  }

  /** Ends when the work has ended. Never rejects. */
  async ended(): Promise<void> {
    await this.#work;
  }
}
