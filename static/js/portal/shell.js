// Fill the shell: the place that fits the address draws itself on the stage, from the pack the device keeps.
import { lockNow } from "./emergency.js";
import { alarm, locked } from "./places/alarm.js";
import { checkIn } from "./places/check_in.js";
import { flare } from "./places/flare.js";
import { helpPlace } from "./places/help.js";
import { morning } from "./places/morning.js";
import { nothingHere } from "./places/nothing_here.js";
import { player } from "./places/player.js";
import { today } from "./places/today.js";
import { waitingPlace } from "./places/waiting.js";
import { getPack } from "./sync.js";

// Each place: `fits(path)` gives what it needs from the address, or null; `show(stage, found)` draws it.
const PLACES = [player, today, helpPlace, waitingPlace, checkIn, morning, flare, alarm];
const CLOSED_BY_A_SIGN = /^\/my\/($|train\/)/; // where exercises are shown

async function start() {
  const stage = document.querySelector("[data-stage]");
  const lock = CLOSED_BY_A_SIGN.test(location.pathname) ? await lockNow().catch(() => null) : null;
  if (lock) return locked.show(stage, lock);
  for (const place of PLACES) {
    const found = place.fits(location.pathname);
    if (found) return place.show(stage, found);
  }
  return nothingHere.show(stage);
}

// The clinic's name and colour, as the pages of the server have them.
async function dress() {
  const clinic = (await getPack())?.clinic;
  if (!clinic) return;
  document.querySelector("[data-brand-name]").textContent = clinic.name;
  document.querySelector("[data-brand-mark]").textContent = clinic.name.slice(0, 1);
  document.title = `${document.title.split(" · ")[0]} · ${clinic.name}`;
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = `/brand/${clinic.brand}.css`;
  document.querySelector('link[rel="stylesheet"][href*="css/theme"]').after(sheet);
}

for (const link of document.querySelectorAll(".tabs a")) {
  if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
}
start();
dress().catch(() => {});
