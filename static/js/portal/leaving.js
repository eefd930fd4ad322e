// Signing out, and "Remove this device": says first what still waits, then forgets what can be read, then leaves.
import { html, render } from "../../vendor/lit-html.js";
import { forget } from "./device.js";
import { flush, named, waiting } from "./sync.js";
import { stopTelling } from "./telling.js";

const NO_MORE_MESSAGES = "/my/reached/device/remove/";

export function listenToLeaving() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!("leave" in form.dataset)) return;
    event.preventDefault();
    ask(form, event.submitter?.value === "remove");
  });
}

async function ask(form, removes) {
  if (navigator.onLine) await flush().catch(() => {});
  const { entries, locked } = await waiting();
  if (!entries.length && !(removes && locked)) return leave(form, removes);
  const place = form.nextElementSibling?.matches("[data-leaving]") ? form.nextElementSibling : placeAfter(form);
  render(question(entries, locked, removes, () => leave(form, removes), () => render("", place)), place);
  place.querySelector("h3").focus();
}

function question(entries, locked, removes, go, stay) {
  const own = entries.length ? `${named(entries)} could not be sent yet.` : "";
  const others = locked ? `${locked} of somebody else ${locked === 1 ? "waits" : "wait"} here, locked.` : "";
  return removes
    ? html`<div class="message error">
        <h3 tabindex="-1">Not everything is sent</h3>
        <p>${own} ${others} Removing this device deletes what waits. It cannot be brought back.</p>
        <div class="actions">
          <button type="button" class="btn btn-primary btn-lg" @click=${stay}>Keep this device</button>
          <button type="button" class="btn btn-danger btn-lg" @click=${go}>Delete and remove</button>
        </div>
      </div>`
    : html`<div class="message error">
        <h3 tabindex="-1">Not everything is sent</h3>
        <p>${own} ${entries.length === 1 ? "It stays" : "They stay"} locked on this device until you sign in here again.</p>
        <div class="actions">
          <button type="button" class="btn btn-primary btn-lg" @click=${stay}>Stay signed in</button>
          <button type="button" class="btn btn-quiet btn-lg" @click=${go}>Sign out</button>
        </div>
      </div>`;
}

function placeAfter(form) {
  const place = document.createElement("div");
  place.dataset.leaving = "";
  form.after(place);
  return place;
}

// The server first: whoever is still signed in there would get everything back with the next page.
async function leave(form, removes) {
  const place = form.nextElementSibling?.matches("[data-leaving]") ? form.nextElementSibling : placeAfter(form);
  await stopTelling(NO_MORE_MESSAGES).catch(() => {}); // only who is signed in can say so
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null);
  if (answer?.type !== "opaqueredirect") {
    render(html`<p class="message error" role="alert">Signing out needs a network. You are still signed in.</p>`, place);
    return;
  }
  await forget({ everything: removes }).catch(() => {});
  if (removes) await unregister().catch(() => {});
  location.replace("/accounts/login/");
}

async function unregister() {
  const kept = await caches.keys();
  await Promise.all(kept.filter((name) => name.startsWith("loadwell-")).map((name) => caches.delete(name)));
  await (await navigator.serviceWorker.getRegistration("/my/"))?.unregister();
}
