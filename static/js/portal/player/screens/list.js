// The whole session: what is done, and a tap to any exercise.
import { html, nothing } from "../../../../vendor/lit-html.js";
import { isBegun } from "../state.js";
import { soFar } from "../words.js";

export function listScreen({ table, state, session, on }) {
  return html`
    <h1 tabindex="-1">${session.title}</h1>
    <ol class="plain lines">
      ${table.items.map((item, place) => line(table, state, on, item, place))}
    </ol>
    <div class="actions">
      <button type="button" class="btn btn-primary btn-lg" data-big @click=${on.close}>Back to the exercise</button>
      ${isBegun(state) ? html`<button type="button" class="btn btn-quiet btn-lg" @click=${on.finish}>That’s all for today: finish</button>` : nothing}
      <a class="btn btn-quiet btn-lg" href="/my/">Leave, carry on later</a>
    </div>`;
}

function line(table, state, on, item, place) {
  const progress = table.progress(item);
  const isDone = progress.done >= progress.asked;
  const so = soFar(progress, state.said[item.id]);
  const isHere = state.place.item === item.id;
  return html`<li>
    ${item.heading ? html`<p class="line-heading">${item.heading}</p>` : nothing}
    <button type="button" class="line train-line" aria-current=${isHere ? "step" : nothing} @click=${() => on.goTo(item.id)}>
      <span class="line-mark${isDone ? " line-mark-done" : ""}" aria-hidden="true">${isDone ? "✓" : place + 1}</span>
      <span class="line-text"><strong>${item.name}</strong><span class="muted">${item.dose}</span>
        ${item.turn ? html`<span class="line-turn">${item.turn}</span>` : nothing}
        ${so ? html`<span class="line-so-far">${so}</span>` : nothing}</span>
    </button>
  </li>`;
}
