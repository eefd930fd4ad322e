// Keep the newest state: one write after another, and of several that wait only the last. A tap is answered on the
// screen before it is written; a page that goes out of sight writes at once.
import { painted } from "./painted.js";

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
    this.#running ??= painted().then(() => this.#run());
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
