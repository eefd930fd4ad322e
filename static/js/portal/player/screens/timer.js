// The strip above the big button: what is counted, and what can be done about it.
import { html, nothing } from "../../../../vendor/lit-html.js";
import { clock, holdAt, isLead, isOver, isPause, secondsGone, secondsLeft } from "../timing.js";
import { plural, stepWords } from "../words.js";

export function timerStrip(view, item) {
  const { state, now } = view;
  const { timer } = state;
  if (!timer) return nothing;
  const { digits, words } = said(view, item);
  const whole = Math.max(1, timer.ends_at - timer.started_at);
  const gone = isLead(timer, now) ? 0 : Math.min(whole, now - timer.started_at);
  return html`<div class="train-timer train-timer-${timer.what}" role="timer" aria-label="Timer">
    <p class="train-digits">${digits}</p>
    <p class="train-timer-words">${words}</p>
    <progress class="bar" aria-hidden="true" max=${whole} .value=${gone}></progress>
  </div>`;
}

function said(view, item) {
  const { state, now, table } = view;
  const { timer } = state;
  const left = secondsLeft(timer, now);
  if (isPause(timer)) return { digits: clock(left), words: pauseWords(view, item, table) };
  if (isLead(timer, now)) return { digits: String(left), words: "Get ready" };
  if (timer.what === "minutes") return minutes(timer, now, left);
  if (isOver(timer, now)) return { digits: clock(0), words: "Time is up" };
  if (timer.what === "work") return { digits: clock(left), words: "to go" };
  const hold = holdAt(timer, now);
  return { digits: String(hold.seconds), words: `${hold.isHeld ? "Hold" : "Let go"}, ${hold.number} of ${timer.reps}` };
}

function minutes(timer, now, left) {
  const gone = secondsGone(timer, now);
  if (!isOver(timer, now)) return { digits: clock(left), words: `to go, ${clock(gone)} done` };
  return { digits: clock(gone), words: "Time is up. Going on is fine too" };
}

/** "Rest. Then set 2 of 3, right side", "Rest. Then Row". */
function pauseWords({ state }, item, table) {
  const { timer } = state;
  const isNewExercise = !Object.keys(state.said[item.id]?.sets ?? {}).length || item.group != null;
  const where = stepWords(item, state.said[item.id], state.place);
  const next = [isNewExercise ? item.name : "", where].filter(Boolean).join(", ");
  const what = timer.what === "rest" ? "Rest" : timer.starts ? "Change sides" : "Change";
  return `${what}. Then ${next || plural(table.items.length, "exercise")}`;
}
