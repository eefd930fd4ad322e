// Keep the screen on while somebody trains; the browser lets go whenever the page is hidden, so ask again afterwards.
export class Awake {
  #lock = null;
  #isWanted = false;

  constructor() {
    document.addEventListener("visibilitychange", () => this.#ask());
  }

  want(isWanted) {
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    if (isWanted) this.#ask();
    else this.#lock?.release().catch(() => {});
  }

  async #ask() {
    if (!this.#isWanted || document.visibilityState !== "visible" || !navigator.wakeLock) return;
    if (this.#lock && !this.#lock.released) return;
    try {
      this.#lock = await navigator.wakeLock.request("screen");
    } catch {
      this.#lock = null; // low battery, or not allowed: the timers count on by the clock
    }
  }
}
