// A flare-up without a network: the safety questions, then the plan written beforehand, as far as the device has it.
import { listenBetween } from "../between.js";
import { lockNow } from "../emergency.js";
import { getPack, waiting } from "../sync.js";
import * as locked from "./locked.js";
import { fill } from "./shared.js";

export async function show(stage) {
  listenBetween();
  const lock = await lockNow().catch(() => null);
  if (lock) return locked.show(lock);
  const [pack, uuid] = await Promise.all([getPack().catch(() => null), openFlare().catch(() => null)]);
  fill(stage, uuid ? "flare-open" : "flare");
  if (!uuid) {
    stage.addEventListener("loadwell:sent", (event) => onBegun(event, stage), { once: true });
    return;
  }
  stage.querySelector("[name=ends]").value = uuid;
  const easy = pack?.sessions.find(({ kind }) => kind === "easy");
  const link = stage.querySelector("[data-easy]");
  link.hidden = !easy;
  if (easy) link.href = `/my/train/${easy.id}/`;
  showWords(stage, pack?.plan?.flare_words);
}

// What patient and therapist wrote down together.
function showWords(stage, words) {
  for (const place of stage.querySelectorAll("[data-word]")) {
    place.textContent = words?.[place.dataset.word] ?? "";
    place.parentElement.hidden = !place.textContent;
  }
}

// The flare-up that lasts: as the pack knows it, or begun here and not sent yet.
async function openFlare() {
  const [pack, { entries }] = await Promise.all([getPack(), waiting()]);
  const told = entries.filter(({ kind }) => kind === "flare").map(({ body }) => body);
  const begun = told.findLast(({ ends }) => !ends)?.uuid ?? pack?.flare?.uuid;
  return begun && !told.some(({ ends }) => ends === begun) ? begun : null;
}

// Begun without a network: on to the easy plan at once.
function onBegun(event, stage) {
  if (!["waiting", "signed_out"].includes(event.detail.state)) return;
  event.preventDefault();
  show(stage);
}
