// Forms that work with and without a network: `data-send="KIND"` is kept and sent by script; without script, or where
// the browser keeps nothing, the form goes to the server by itself.
import { html, render } from "../../vendor/lit-html.js";
import { getPack, send } from "./sync.js";
import { dayIn } from "./device.js";

export function listenToForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.send || event.defaultPrevented) return;
    event.preventDefault();
    sendForm(form, event.submitter);
  });
}

export async function sendForm(form, button) {
  const fields = new FormData(form, button ?? undefined);
  if (button) button.disabled = true;
  try {
    const outcome = await send(form.dataset.send, await bodyOf(form, fields));
    const wantsMore = form.dispatchEvent(
      new CustomEvent("loadwell:sent", { detail: outcome, bubbles: true, cancelable: true }),
    );
    if (wantsMore) tellOutcome(form, outcome);
  } catch {
    form.submit(); // nothing can be kept here; the server answers as it does without scripts
  } finally {
    if (button) button.disabled = false;
  }
}

// What the form says as JSON: nothing for what was left empty, a list where a field is there several times.
async function bodyOf(form, fields) {
  const body = {};
  for (const name of new Set(fields.keys())) {
    const said = fields.getAll(name).filter((value) => typeof value === "string" && value !== "");
    if (name === "csrfmiddlewaretoken" || !said.length) continue;
    body[name] = isList(form, name) ? said : said[0];
  }
  if (form.elements.local_date && !body.local_date) body.local_date = dayIn((await getPack())?.patient.zone);
  body.uuid ??= crypto.randomUUID();
  if (form.elements.uuid) form.elements.uuid.value = body.uuid; // sent again it is the same one
  return body;
}

function isList(form, name) {
  const boxes = form.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]`);
  return boxes.length > 1 || "many" in (boxes[0]?.dataset ?? {});
}

function tellOutcome(form, outcome) {
  if (outcome.state === "stored") return location.assign(outcome.address ?? "/my/");
  if (outcome.state === "refused") return refuse(form, outcome.errors);
  const kept = document.createElement("div");
  render(
    html`<div class="card-big" tabindex="-1">
      <h2>Kept on this device</h2>
      <p>${outcome.state === "signed_out"
          ? html`You are signed out. <a href="/accounts/login/?next=/my/waiting/">Sign in to send it.</a>`
          : "It is sent as soon as there is a network."}</p>
      <p><a class="btn btn-quiet" href="/my/">Back to Today</a></p>
    </div>`,
    kept,
  );
  form.replaceWith(kept);
  kept.firstElementChild.focus();
}

// What is wrong stands above the form; what was typed stays in it.
function refuse(form, errors) {
  let place = form.querySelector("[data-refusals]");
  if (!place) {
    place = document.createElement("div");
    place.dataset.refusals = "";
    form.prepend(place);
  }
  render(html`<div class="message error" role="alert" tabindex="-1">${errors.map((said) => html`<p>${said}</p>`)}</div>`, place);
  place.firstElementChild.focus();
}
