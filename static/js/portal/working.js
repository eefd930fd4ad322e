// What goes on behind every page of a patient: whose device it is, the pack kept fresh, what waits sent and told of.
import { storeOfOwner, seenOwner, whenForgotten } from "./device.js";
import { listenToForms } from "./forms.js";
import { listenToLeaving } from "./leaving.js";
import { showDrafts } from "./player/begun.js";
import { flushQuietly, getPack, keepSending, refreshPack } from "./sync.js";
import { waitingLine } from "./waiting_line.js";

const FRESH_MS = 120_000;
const CHANGED = "loadwell-changed"; // a form went to the server by itself: the pack is out of date

export function work() {
  const owner = seenOwner();
  waitingLine();
  showDrafts();
  listenToForms();
  listenToLeaving();
  neverShowAnothers(owner);
  showWays();
  document.addEventListener("submit", (event) => event.defaultPrevented || event.target.method !== "post" || mark(true));
  addEventListener("online", () => freshen());
  freshen();
  keepSending();
}

// Only the page "How I am reached" has these.
async function showWays() {
  const place = document.querySelector("[data-telling]");
  if (!place && !document.querySelector("[data-copy]")) return;
  const { offerCopies, offerTelling } = await import("./telling.js");
  offerCopies();
  if (place) await offerTelling(place);
}

async function freshen() {
  await storeOfOwner().catch(() => {}); // what another patient left goes even where the pack cannot be fetched
  const pack = await getPack().catch(() => null);
  if (pack && !mark() && Date.now() - Date.parse(pack.made_at) < FRESH_MS) return;
  if (!(await refreshPack())) return;
  mark(false);
  flushQuietly(); // with the pack came the key to what waited locked
}

function mark(value) {
  try {
    if (value === true) sessionStorage.setItem(CHANGED, "1");
    if (value === false) sessionStorage.removeItem(CHANGED);
    return sessionStorage.getItem(CHANGED) !== null;
  } catch {
    return true;
  }
}

// A page of somebody who has left, brought back by "back" or still open in another tab, is asked for anew.
function neverShowAnothers(owner) {
  const look = () => seenOwner() !== owner && owner && location.reload();
  addEventListener("pageshow", (event) => event.persisted && look());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  whenForgotten(look);
}
