// Keep the newest state at once, for a phone may be out of room the next moment: one write after another, and of
// several that wait only the last.
export class Keeper {
  #waiting = null;
  #running = null;

  /** `write(state)` keeps it; `onFault(error)` hears of what could not be kept. */
  constructor(write, onFault) {
    this.write = write;
    this.onFault = onFault;
  }

  /** Nothing is written before this has come to its end. */
  after(first) {
    this.#running = first ? Promise.resolve(first).catch(this.onFault).then(() => this.#run()) : null;
  }

  keep(state) {
    this.#waiting = { state };
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Resolves when nothing is left to write. */
  async idle() {
    await this.#running;
  }

  /** The same, and what comes later is dropped. */
  async stop() {
    await this.idle();
    this.keep = () => {};
  }

  async #run() {
    while (this.#waiting) {
      const { state } = this.#waiting;
      this.#waiting = null;
      await this.write(state).catch(this.onFault);
    }
    this.#running = null;
  }
}
