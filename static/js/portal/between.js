// What the pages between sessions have in common, with and without a network: a ticked sign goes before everything.
import { raise } from "./emergency.js";

const MUCH_PAIN = 8; // as the server has it, patients/signs.py

let listening = false;

export function listenBetween() {
  if (listening) return;
  listening = true;
  document.addEventListener("submit", onSubmit, true); // before the form is sent as what it is
  document.addEventListener("loadwell:sent", onSent);
}

function onSubmit(event) {
  const form = event.target;
  if (form.dataset.send === "morning") form.dataset.pain = event.submitter?.value ?? "";
  if (!form.matches("[data-alarm], [data-signs]") || !form.querySelector("[name=signs]:checked")) return;
  event.preventDefault();
  raise(form);
}

// Answers lead on even where they only wait: to the signs first, then to the flare-up.
function onSent(event) {
  if (!["waiting", "signed_out"].includes(event.detail.state)) return; // the server's own answer says where to
  const next = nextAfter(event.target);
  if (!next) return;
  event.preventDefault();
  location.assign(next);
}

function nextAfter(form) {
  const said = new FormData(form);
  if (form.dataset.send === "morning") return Number(form.dataset.pain) >= MUCH_PAIN ? "/my/alarm/" : "";
  if (form.dataset.send !== "check_in") return "";
  return said.get("gate") === "yes" ? "/my/alarm/" : said.get("is_flare") === "yes" ? "/my/flare/" : "";
}
