// Easier, skip, stop: each one tap away, none of them a failure.
import { html, nothing } from "../../../../vendor/lit-html.js";
import { countable, fewer } from "../amounts.js";
import { SKIPS, STOPS } from "../words.js";

export function easierScreen(view) {
  const { table, state, shown, on, figure } = view;
  const item = table.item();
  const said = state.said[item.id];
  return html`
    <h1 tabindex="-1">Make it easier</h1>
    <p>Finding the right level is part of training well.</p>
    ${item.easier && said?.easier !== "step" ? step(item.easier, figure, on) : nothing}
    <div class="actions">
      ${lessWords(item, shown).map((words) => choice(words, said?.easier === "fewer", () => on.easier("fewer")))}
      ${choice("A smaller movement", said?.easier === "smaller", () => on.easier("smaller"))}
      ${choice("Slower", said?.easier === "slower", () => on.easier("slower"))}
      ${said?.easier ? html`<button type="button" class="btn btn-quiet btn-lg" @click=${on.asBeforeAndClose}>As it was before</button>` : nothing}
    </div>
    ${item.easier_words ? html`<p class="note-you">${item.easier_words}</p>` : nothing}
    ${back(on)}`;
}

function step(easier, figure, on) {
  return html`<section class="panel train-step-down">
    ${figure}
    <h2>${easier.name}</h2>
    ${easier.cue ? html`<p class="cue">${easier.cue}</p>` : nothing}
    ${easier.steps?.length
      ? html`<details class="more"><summary>How to do it</summary><ol class="steps">${easier.steps.map((line) => html`<li>${line}</li>`)}</ol></details>`
      : nothing}
    <button type="button" class="btn btn-primary btn-lg" data-big @click=${() => on.easier("step", easier.id)}>Do this one instead</button>
  </section>`;
}

/** "Fewer: 7 instead of 10"; nothing where nothing is counted. */
function lessWords(item, shown) {
  const [amount] = countable(item);
  if (!amount) return [];
  const now = shown[amount.name] ?? amount.hint;
  const less = fewer(amount, shown[amount.name]);
  if (less === shown[amount.name]) return [];
  const word = { reps: "Fewer", seconds: "Shorter", distance_m: "Less far" }[amount.name];
  const unit = { reps: "", seconds: amount.per === 60 ? " min" : " s", distance_m: " m" }[amount.name];
  return [`${word}: ${less}${unit} instead of ${now}`];
}

export function skipScreen({ table, on }) {
  return html`
    <h1 tabindex="-1">Skip ${table.item().name}</h1>
    <p>What is in the way? It helps your physio to know.</p>
    <div class="reasons">${SKIPS.map(([code, words]) => choice(words, false, () => on.skip(code)))}</div>
    ${back(on)}`;
}

export function stopScreen({ on }) {
  return html`
    <h1 tabindex="-1">Stop here</h1>
    <p>What you have done is kept. What is the reason?</p>
    <div class="reasons">${STOPS.map(([code, words]) => choice(words, false, () => on.stop(code)))}</div>
    ${back(on)}`;
}

/** "The pain got worse": first whether it is urgent, then what eases it. */
export function painScreen({ pack, on }) {
  const { emergency, phone } = pack?.clinic ?? {};
  return html`
    <h1 tabindex="-1">Stop, and let it settle</h1>
    <p>It was right to stop. Everything you did so far is kept.</p>
    <section class="help-now">
      <h2>Is it one of these?</h2>
      <ul>
        <li>Sudden, severe pain, 8 or more out of 10, or something giving way</li>
        <li>New numbness or weakness, or pain that runs further down the leg and stays there</li>
        <li>New numbness between the legs, or new trouble with bladder or bowels</li>
        <li>Chest pain, faintness, or short of breath more than the effort explains</li>
      </ul>
      <a class="btn btn-danger btn-lg" href="/my/alarm/">Yes, or I am not sure</a>
      ${emergency ? html`<a class="btn btn-quiet btn-lg" href=${emergency.href}>Emergency: call ${emergency.text}</a>` : nothing}
    </section>
    <section class="stack">
      <h2>If it is not</h2>
      <ul>
        <li>Change position, or walk a few easy steps.</li>
        <li>Breathe slowly for a minute or two. Warmth may help.</li>
        <li>A sore spell after exercise mostly settles within a day or two. Hurt does not have to mean harm.</li>
      </ul>
      <p>Your physio will see that you stopped because of pain.${phone ? html` To talk to somebody: <a href=${phone.href}>${phone.text}</a>.` : nothing}</p>
    </section>
    <div class="actions">
      <button type="button" class="btn btn-primary btn-lg" @click=${on.finish}>Finish for today</button>
      <button type="button" class="btn btn-quiet btn-lg" @click=${on.back}>It has eased: go on training</button>
    </div>`;
}

const choice = (words, isChosen, act) =>
  html`<button type="button" class="btn btn-quiet btn-lg${isChosen ? " chosen" : ""}" aria-pressed=${isChosen ? "true" : nothing} @click=${act}>${words}</button>`;

const back = (on) => html`<p><button type="button" class="btn btn-link train-back" @click=${on.close}>‹ Back, nothing changed</button></p>`;
