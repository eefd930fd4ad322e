// The numbers of the set in hand: large minus and plus, or typed.
import { html, nothing } from "../../../../vendor/lit-html.js";
import { stepped, typed } from "../amounts.js";

export function amountRows({ shown, on }, item) {
  if (!item.amounts?.length) return nothing;
  return html`<div class="train-amounts">${item.amounts.map((amount) => row(amount, shown[amount.name], on))}</div>`;
}

function row(amount, value, on) {
  const id = `amount-${amount.name}`;
  const change = (direction) => on.amount(amount.name, stepped(amount, value, direction));
  const plan = amount.usual ?? amount.hint;
  const differs = value !== null && amount.usual !== null && value !== amount.usual;
  return html`<div class="train-amount">
    <label for=${id}>${amount.label}${differs || (value !== null && amount.hint) ? html`<span class="muted">Plan: ${plan}</span>` : nothing}</label>
    <div class="train-set">
      <button type="button" class="train-step" aria-label="Less: ${amount.label}" @click=${() => change(-1)}>−</button>
      <input id=${id} inputmode="decimal" autocomplete="off" .value=${value === null ? "" : String(value)}
        placeholder=${amount.hint || "–"} @focus=${(event) => event.target.select()} @change=${(event) => type(event, amount, on)}>
      <button type="button" class="train-step" aria-label="More: ${amount.label}" @click=${() => change(1)}>+</button>
    </div>
  </div>`;
}

function type(event, amount, on) {
  const number = typed(amount, event.target.value);
  if (number !== undefined) on.amount(amount.name, number);
  else on.amount(amount.name, null); // emptied: as prescribed
  event.target.value = number === undefined ? "" : String(number);
}
