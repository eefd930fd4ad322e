// Before a session: what it holds, how long it takes, the short version; or carry on where one stopped.
import { html, nothing } from "../../../../vendor/lit-html.js";
import { exercisesSaid } from "../state.js";
import { dayWords, plural } from "../words.js";

/** `on`: {start(isShort), carryOn(), anew()}; `draft` is {state, session} or null; `startsOn` a day to come, or ""; `fault` words, or "". */
export function startScreen({ session, day, today, startsOn, draft, fault, on }) {
  return html`
    <h1 tabindex="-1">${session.title}</h1>
    ${day === today ? nothing : html`<p class="note-look">For ${dayWords(day)}</p>`}
    ${fault ? html`<p class="note-look" role="alert">${fault}</p>` : nothing}
    ${draft ? underWay(draft, on) : startsOn ? toCome(startsOn) : ready(session, on)}
    <ol class="plain lines train-contents">
      ${session.items.map(
        (item, place) => html`<li>
          ${item.heading ? html`<p class="line-heading">${item.heading}</p>` : nothing}
          <div class="line">
            <span class="line-mark" aria-hidden="true">${place + 1}</span>
            <span class="line-text"><strong>${item.name}</strong><span class="muted">${item.dose}</span>
              ${item.turn ? html`<span class="line-turn">${item.turn}</span>` : nothing}</span>
          </div>
        </li>`,
      )}
    </ol>
    <p class="muted">Stop an exercise if it hurts sharply.</p>
  `;
}

function underWay({ state, session }, on) {
  return html`<section class="card-big card-look">
    <h2>You are in the middle of it</h2>
    <p>${exercisesSaid(state)} of ${plural(session.items.length, "exercise")}. Nothing is lost.</p>
    <button type="button" class="btn btn-primary btn-lg" data-big @click=${on.carryOn}>Carry on</button>
    <button type="button" class="btn btn-quiet btn-lg" @click=${on.anew}>Start anew</button>
  </section>`;
}

const toCome = (day) =>
  html`<p class="note-look">Your programme starts on ${dayWords(day)}. Until then you can look at everything.</p>`;

function ready(session, on) {
  const short = session.items.filter((item) => session.short?.includes(item.id));
  const minutes = shortMinutes(session, short);
  return html`<p class="today-date">
      ${plural(session.items.length, "exercise")}${session.minutes ? `, about ${plural(session.minutes, "minute")}` : ""}
    </p>
    <div class="actions">
      <button type="button" class="btn btn-primary btn-lg" data-big @click=${() => on.start(false)}>Start</button>
      ${short.length
        ? html`<div class="panel train-short">
            <h2>Short of time?</h2>
            <p>${short.length === 1 ? "The one that matters" : `The ${short.length} that matter`} most${minutes ? `, about ${plural(minutes, "minute")}` : ""}.</p>
            <button type="button" class="btn btn-quiet btn-lg" @click=${() => on.start(true)}>Short version</button>
          </div>`
        : nothing}
    </div>`;
}

/** Said by the pack, or else the share of the whole session's sets. */
function shortMinutes(session, short) {
  if (session.short_minutes) return session.short_minutes;
  const sets = (items) => items.reduce((sum, item) => sum + (item.sets || 1) * (item.sides?.length || 1), 0);
  return session.minutes ? Math.max(1, Math.round((session.minutes * sets(short)) / sets(session.items))) : 0;
}
