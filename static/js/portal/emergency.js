// A sign that needs help: the emergency screen at once, from the page's own template; then the alarm is sent, and what
// became of it is said. Nothing waits for the network, and no more questions are asked.
import { storeOfOwner } from "./device.js";
import { getPack, send, waiting } from "./sync.js";

const KEPT = "lock"; // what this device knows of a sign ticked here, before the server has said so
const SOON_MS = 3_000; // then the screen says that the clinic does not know yet

// Show the screen for what is ticked in the form, then tell the clinic.
export function raise(form) {
  const boxes = [...form.querySelectorAll("[name=signs]:checked")];
  const urgency = boxes.some((box) => box.dataset.urgency === "now") ? "now" : "today";
  const body = {
    uuid: form.elements.uuid?.value || crypto.randomUUID(),
    signs: boxes.map((box) => box.value),
    said_at: new Date().toISOString(),
  };
  show(urgency, boxes.map((box) => box.closest("label").textContent.trim()));
  keep(urgency, body.uuid).catch(() => {}); // a browser that keeps nothing still shows whom to call
  return tell(body);
}

// Draw the emergency screen on the page, with the clinic's numbers where the device knows them.
export function show(urgency, signs = []) {
  const stage = document.querySelector("main");
  const heading = Object.assign(document.createElement("h1"), { textContent: "Please get help first", tabIndex: -1 });
  const screen = document.querySelector(`template[data-emergency="${urgency}"]`).content.cloneNode(true);
  stage.replaceChildren(heading, screen, ...(signs.length ? [listOf(signs)] : []));
  heading.focus();
  scrollTo(0, 0);
  getPack()
    .then((pack) => pack && fillIn(stage, pack.clinic))
    .catch(() => {});
}

function listOf(signs) {
  const section = Object.assign(document.createElement("section"), { className: "stack" });
  const title = Object.assign(document.createElement("h2"), { textContent: "What you ticked" });
  const list = document.createElement("ul");
  list.append(...signs.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
  section.append(title, list);
  return section;
}

function fillIn(stage, clinic) {
  for (const button of stage.querySelectorAll("[data-call]")) {
    const number = clinic[button.dataset.call];
    if (!number) continue;
    button.href = number.href;
    button.querySelector("span").textContent = number.text;
    button.hidden = false;
    stage.querySelector(`[data-no-call="${button.dataset.call}"]`)?.setAttribute("hidden", "");
  }
}

async function tell(body) {
  const slow = setTimeout(() => told("no"), navigator.onLine ? SOON_MS : 0);
  try {
    const outcome = await send("alarm", body);
    clearTimeout(slow);
    told(outcome.state === "stored" ? "yes" : "no");
    if (outcome.state !== "stored") document.addEventListener("loadwell:waiting", () => lookAgain(body.uuid));
  } catch {
    clearTimeout(slow);
    told("no");
  }
}

// It waited, and may have been sent meanwhile.
async function lookAgain(uuid) {
  const { entries } = await waiting();
  if (!entries.some((entry) => entry.uuid === uuid)) told("yes");
}

export function told(what) {
  for (const words of document.querySelectorAll("[data-told]")) words.hidden = words.dataset.told !== what;
}

async function keep(urgency, uuid) {
  await (await storeOfOwner()).write(KEPT, { urgency, uuid, at: new Date().toISOString() });
}

// How urgent an open lock is, or null: as the pack says it, or as it was ticked here since; and whether it waits.
export async function lockNow() {
  const pack = await getPack();
  const here = await (await storeOfOwner()).read(KEPT);
  if (here) {
    const waits = (await waiting()).entries.some((entry) => entry.uuid === here.uuid);
    if (waits || !pack || Date.parse(pack.made_at) < Date.parse(here.at)) return { urgency: here.urgency, waits };
  }
  return pack?.lock ? { urgency: pack.lock.urgency, waits: false } : null;
}
