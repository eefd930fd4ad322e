// The end: three answers and Save; then where it is kept, and one good thing to say.
import { html, nothing } from "../../../../vendor/lit-html.js";
import { plural } from "../words.js";

const HIGH_PAIN = 8;
const PAIN_JUMP = 3;

/** Whether the answer asks for the safety questions: 8 or more, or 3 above what is usual. */
export function isGate(pain, usual) {
  return pain != null && (pain >= HIGH_PAIN || (usual != null && pain - usual >= PAIN_JUMP));
}

/** `fields` are the questions every page shares, as elements; they answer to `on.felt`. */
export function endScreen({ session, state, fields, said, gate, fault, isSending, on }) {
  return html`
    <h1 tabindex="-1">How did it feel?</h1>
    <p>${session.title}, ${plural(said, "exercise")}. Answer what you like, skip the rest.</p>
    <form class="train-felt" @submit=${on.save}>
      ${fields}
      <div class="train-bar">
        ${gate ? gateNote() : nothing}
        ${fault ? html`<p class="note-look" role="alert">${fault}</p>` : nothing}
        <button class="btn btn-primary btn-lg" ?disabled=${isSending}>${isSending ? "Saving …" : "Save this session"}</button>
      </div>
    </form>
    <p class="train-after"><button type="button" class="btn btn-link" @click=${on.back}>‹ ${state.stopped ? "Go on training after all" : "Back to the exercises"}</button></p>`;
}

const gateNote = () => html`<div class="note-look train-gate" role="alert">
  <p>That is a lot of pain. <a href="/my/alarm/">A few safety questions</a> tell you whether somebody should look at it.</p>
</div>`;

/** After saving: `outcome` is what `send` said. */
export function keptScreen({ pack, outcome, gate, fact }) {
  const name = pack?.patient?.first_name;
  return html`
    <h1 tabindex="-1">Well done${name ? `, ${name}` : ""}</h1>
    ${gate ? gateNote() : nothing}
    <section class="card-big card-good">
      <p class="fact">${fact}</p>
      <p class="muted">${KEPT[outcome.state]}</p>
    </section>
    ${outcome.state === "refused" ? refused(outcome) : nothing}
    <p>Sore muscles over the next day or two are an ordinary answer to training. If it feels different from that, look at <a href="/my/help/">when to get help</a>.</p>
    <div class="actions">
      ${outcome.state === "signed_out" ? html`<a class="btn btn-primary btn-lg" href="/my/">Sign in, and it is sent</a>` : nothing}
      <a class="btn ${outcome.state === "signed_out" ? "btn-quiet" : "btn-primary"} btn-lg" data-big href="/my/">Back to Today</a>
    </div>`;
}

export const nothingDone = () => html`
  <h1 tabindex="-1">Nothing done this time</h1>
  <p>That is fine. Nothing is stored, and the session waits for you whenever it suits.</p>
  <p><a class="btn btn-primary btn-lg" data-big href="/my/">Back to Today</a></p>`;

const KEPT = {
  stored: "Your session is stored.",
  waiting: "There is no network just now. Your session is kept on this phone and will be sent by itself.",
  signed_out: "You are signed out. Your session is kept on this phone; sign in and it is sent by itself.",
  refused: "Your session is kept on this phone, but it could not be stored as it is.",
};

const refused = ({ errors = [] }) => html`<div class="note-look" role="alert">
  <ul>${errors.map((error) => html`<li>${error}</li>`)}</ul>
  <a href="/my/waiting/">Look at it, and mend it</a>
</div>`;
