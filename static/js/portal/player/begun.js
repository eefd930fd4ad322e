// Sessions begun in the player and not sent yet, on Today with and without a network.
import { html, render } from "../../../vendor/lit-html.js";
import { NoStore } from "../store.js";
import { getPack, waiting } from "../sync.js";
import { drafts } from "./drafts.js";
import { exercisesSaid, isBegun } from "./state.js";
import { dayWords, plural } from "./words.js";

/** The drafts of which neither the pack nor the queue knows that they are finished. */
export async function unsent(pack) {
  const { entries } = await waiting();
  const known = new Set([...(pack?.done ?? []), ...entries].map(({ uuid }) => uuid));
  return (await drafts()).filter(({ state }) => isBegun(state) && !known.has(state.uuid));
}

export function unfinished({ state, session }) {
  const query = new URLSearchParams({ day: state.day });
  return html`<section class="card-big card-look">
    <h2>You began ${session.title}</h2>
    <p>${dayWords(state.day)}, ${exercisesSaid(state)} of ${plural(session.items.length, "exercise")}. Nothing is lost.</p>
    <a class="btn btn-primary btn-lg" href="/my/train/${state.session}/?${query}#on">Carry on</a>
  </section>`;
}

/** Put them on the server's Today, where there is a place for them. */
export async function showDrafts() {
  const place = document.querySelector("[data-drafts]");
  if (!place) return;
  try {
    const begun = await unsent(await getPack());
    render(begun.map(unfinished), place);
    for (const { state } of begun) hideDue(state);
  } catch (error) {
    if (!(error instanceof NoStore)) throw error;
  }
}

/** What is under way is carried on rather than started. */
function hideDue({ session, day }) {
  const due = document.querySelector(`[data-due="${session}"][data-day="${day}"]`);
  if (due) due.hidden = true;
}
