// Fill the shell: the place that fits the address draws itself on the stage, from the pack the device keeps.
import { lockNow } from "./emergency.js";
import * as locked from "./places/locked.js";
import * as nothingHere from "./places/nothing_here.js";
import { getPack } from "./sync.js";

// Each place: its addresses, and its module, which only then is fetched; `show(stage, found)` draws it.
const PLACES = [
  [/^\/my\/train\/(\d+)\/$/, () => import("./places/player.js")],
  [/^\/my\/$/, () => import("./places/today.js")],
  [/^\/my\/help\/$/, () => import("./places/help.js")],
  [/^\/my\/waiting\/$/, () => import("./places/waiting.js")],
  [/^\/my\/check-in\/$/, () => import("./places/check_in.js")],
  [/^\/my\/morning\/$/, () => import("./places/morning.js")],
  [/^\/my\/flare\/$/, () => import("./places/flare.js")],
  [/^\/my\/alarm\/$/, () => import("./places/alarm.js")],
];
const CLOSED_BY_A_SIGN = /^\/my\/($|train\/)/; // where exercises are shown

async function start() {
  const stage = document.querySelector("[data-stage]");
  const path = location.pathname;
  const lock = CLOSED_BY_A_SIGN.test(path) ? await lockNow().catch(() => null) : null;
  if (lock) return locked.show(lock);
  const [address, fetched] = PLACES.find(([address]) => address.test(path)) ?? [/^/, async () => nothingHere];
  const place = await fetched().catch(() => nothingHere);
  await place.show(stage, path.match(address)[1]);
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
