// Plays a drawn exercise where it stands: tap to play, tap to pause.
// Who asked the device for less motion gets one key pose after another instead, and nothing moves.
import { moving, showPose } from "./moving.js";

const less = matchMedia("(prefers-reduced-motion: reduce)");

function equip(button) {
  const place = button.closest(".figure-controls").previousElementSibling;
  let svg = null;
  let pose = 0;

  async function load() {
    const still = place.querySelector("img");
    svg = await moving(still, button.dataset.moving);
    still.hidden = true;
    svg.removeAttribute("hidden");
  }

  function step() {
    showPose(svg, pose++);
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
      if (!svg) await load();
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
