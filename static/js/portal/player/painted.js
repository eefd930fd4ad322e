// What need not be on the screen at once waits until the screen has been drawn.
const AT_LATEST_MS = 100; // where nothing is drawn

/** Resolves when the next frame is on the screen; at once where the page is out of sight, or goes there meanwhile. */
export function painted() {
  return new Promise((done) => {
    const goOn = () => {
      document.removeEventListener("visibilitychange", goOn);
      clearTimeout(atLatest);
      done();
    };
    const atLatest = setTimeout(goOn, document.hidden ? 0 : AT_LATEST_MS);
    document.addEventListener("visibilitychange", goOn);
    requestAnimationFrame(() => setTimeout(goOn));
  });
}
