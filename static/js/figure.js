// Plays a drawn exercise where it stands: tap to play, tap to pause.
// Who asked the device for less motion gets one key pose after another instead, and nothing moves.
(() => {
  const less = matchMedia("(prefers-reduced-motion: reduce)");

  async function moving(place, address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`no moving picture: ${answer.status}`);
    const parsed = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
    const svg = document.importNode(parsed.documentElement, true);
    const still = place.querySelector("img");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", still.alt);
    still.hidden = true;
    still.after(svg);
    svg.pauseAnimations();
    svg.setCurrentTime(0);
    return svg;
  }

  function equip(button) {
    const place = button.closest(".figure-controls").previousElementSibling;
    let svg = null;
    let pose = 0;

    function step() {
      const stops = svg.dataset.stops.split(" ").map(Number);
      svg.pauseAnimations();
      svg.setCurrentTime(stops[pose % stops.length]);
      pose += 1;
      button.textContent = "Next picture";
    }

    function playOrPause() {
      if (svg.animationsPaused()) svg.unpauseAnimations();
      else svg.pauseAnimations();
      button.textContent = svg.animationsPaused() ? "Play" : "Pause";
    }

    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        svg ??= await moving(place, button.dataset.moving);
        if (less.matches) step();
        else playOrPause();
      } catch {
        button.textContent = "The moving picture cannot be loaded now";
        return;
      } finally {
        button.disabled = false;
        button.focus();
      }
    });
    if (less.matches) button.textContent = "One picture at a time";
    button.hidden = false;
  }

  document.querySelectorAll("[data-moving]").forEach(equip);
})();
