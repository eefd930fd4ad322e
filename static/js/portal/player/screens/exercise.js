// One exercise: figure, dose, one cue, its sets, its numbers; at the bottom edge the timer and one big button.
import { html, nothing } from "../../../../vendor/lit-html.js";
import { isSame, mostSets, setsOf, sidesOf } from "../order.js";
import { isLead, isPause, isTimed } from "../timing.js";
import { EASIER, SIDES, soFar, stepWords, timerWords, upper } from "../words.js";
import { amountRows } from "./amounts.js";
import { timerStrip } from "./timer.js";

/** What is done now: the exercise itself, or the easier step in its place. */
export function doing(item, said) {
  return said?.easier === "step" && item.easier ? { ...item, ...picked(item.easier) } : item;
}

const picked = ({ name, cue, steps, figure }) => ({ name, cue, steps, figure, picture: null, setup: "", card: "", purpose: "" });

export function exerciseScreen(view) {
  const { table, state, figure, on } = view;
  const item = table.item();
  const said = state.said[item.id];
  const shown = doing(item, said);
  return html`
    ${item.heading ? html`<p class="eyebrow">${item.heading}</p>` : nothing}
    ${figure}
    <h1 tabindex="-1">${shown.name}</h1>
    <p class="dose">${item.dose}</p>
    ${item.turn ? html`<p class="line-turn">${item.turn}: a set of each, then rest.</p>` : nothing}
    ${shown.cue ? html`<p class="cue">${shown.cue}</p>` : nothing}
    ${said?.easier ? easierLine(said, on) : nothing}
    ${said?.skipped ? html`<p class="note-look">${soFar({ done: 0 }, said)}. “Done” takes that back.</p>` : nothing}
    ${item.note ? html`<p class="note-you"><strong>For you:</strong> ${item.note}</p>` : nothing}
    ${marks(view, item, said)}
    ${amountRows(view, item)}
    <div class="train-tools">
      <button type="button" class="btn btn-quiet" @click=${() => on.open("skip")}>Skip</button>
      <button type="button" class="btn btn-quiet" ?disabled=${!state.undo.length} @click=${on.undo}>Undo</button>
      <button type="button" class="btn btn-quiet" @click=${() => on.open("stop")}>Stop here</button>
    </div>
    ${item.dose_more ? html`<p class="dose-more">${item.dose_more}</p>` : nothing}
    ${howTo(shown, item)}
    ${item.credit ? html`<p class="credit muted">${item.credit}</p>` : nothing}
    ${bar(view, item, said)}
  `;
}

function easierLine(said, on) {
  return html`<p class="train-easier"><span>Easier: ${EASIER[said.easier]}</span>
    <button type="button" class="btn btn-link" @click=${on.asBefore}>Take it back</button></p>`;
}

function marks({ table, state, on }, item, said) {
  const numbers = Array.from({ length: setsOf(item, said) }, (_, index) => index + 1);
  const sides = sidesOf(item);
  return html`<div class="train-marks">
    ${sides.map(
      (side) => html`<div class="train-marks-row" role="group" aria-label=${sides.length > 1 ? `Sets, ${SIDES[side]}` : "Sets"}>
        ${sides.length > 1 ? html`<span class="train-marks-side" aria-hidden="true">${upper(side)}</span>` : nothing}
        ${numbers.map((number) => mark(table, state, on, { item: item.id, number, side }, number > (item.sets || 1)))}
        ${side === sides[0] && numbers.length < mostSets(item)
          ? html`<button type="button" class="train-mark train-mark-add" aria-label="Add a set" @click=${on.addSet}>+</button>`
          : nothing}
      </div>`,
    )}
  </div>`;
}

function mark(table, state, on, step, isExtra) {
  const isDone = table.isDone(step);
  const isHere = isSame(step, state.place);
  const name = `Set ${step.number}${step.side ? `, ${SIDES[step.side]}` : ""}${isDone ? ", done" : ""}`;
  const look = `train-mark${isDone ? " train-mark-done" : ""}${isExtra ? " train-mark-extra" : ""}`;
  return html`<button type="button" class=${look} aria-label=${name} aria-current=${isHere ? "step" : nothing}
    @click=${() => on.go(step)}>${isDone ? "✓" : step.number}</button>`;
}

function howTo(shown, item) {
  return html`<details class="more">
    <summary>How to do it</summary>
    ${shown.setup ? html`<p class="train-lines">${shown.setup}</p>` : nothing}
    ${shown.steps?.length ? html`<ol class="steps">${shown.steps.map((step) => html`<li>${step}</li>`)}</ol>` : nothing}
    ${shown.card ? html`<p class="train-lines">${shown.card}</p>` : nothing}
    ${item.may_feel ? html`<p><strong>You may feel:</strong> ${item.may_feel}</p>` : nothing}
    ${item.stop_if ? html`<p class="note-look">${item.stop_if}</p>` : nothing}
  </details>`;
}

function bar(view, item, said) {
  const { state, on, table } = view;
  const { timer } = state;
  const where = isPause(timer) ? "" : stepWords(item, said, state.place);
  const mayStart = isTimed(item) && !timer && !table.isDone(state.place);
  return html`<div class="train-bar">
    ${timerStrip(view, item)}
    <div class="train-hands">
      ${beside(timer, on)}
      <button type="button" class="btn btn-primary train-big" data-big @click=${on.big}>
        <span>${bigWords(view, item)}</span>${where ? html`<span class="train-where">${upper(where)}</span>` : nothing}
      </button>
    </div>
    ${mayStart ? html`<button type="button" class="btn btn-link train-small" @click=${on.done}>Done without the timer</button>` : nothing}
  </div>`;
}

/** Beside the big button: easier at any time; while something is counted, more of it or no more. */
function beside(timer, on) {
  if (isPause(timer)) return html`<button type="button" class="btn btn-quiet train-beside" aria-label="15 seconds more" @click=${on.moreRest}>+15 s</button>`;
  if (timer) return html`<button type="button" class="btn btn-quiet train-beside" @click=${on.dropTimer}>Stop <span class="visually-hidden">the timer</span></button>`;
  return html`<button type="button" class="btn btn-quiet train-beside" @click=${() => on.open("easier")}>Easier</button>`;
}

/** What the big button does now; see `big` in training.js. */
function bigWords({ state, table, shown, now }, item) {
  const { timer } = state;
  if (isPause(timer)) return timer.what === "rest" ? "Skip the rest" : "Go on now";
  if (table.isDone(state.place)) return "Go on";
  if (timer && isLead(timer, now)) return "Get ready";
  return isTimed(item) && !timer ? `Start ${timerWords(item, shown)}` : "Done";
}
