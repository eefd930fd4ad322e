// Follow the phone that scanned the code: ask every few seconds, but not while nobody looks, nor for ever.
(() => {
  const EVERY_MS = 3000;
  const MOST_MS = 15 * 60 * 1000;
  const line = document.querySelector("[data-following]");
  if (!line) return;
  const began = Date.now();
  const ticking = setInterval(() => {
    const isLate = Date.now() - began > MOST_MS;
    if (isLate || line.querySelector("[data-end]")) {
      clearInterval(ticking);
      document.querySelector("[data-not-looking]").hidden = !isLate;
    } else if (!document.hidden) htmx.trigger(line, "look");
  }, EVERY_MS);
})();
