// The numbers of a set: what is shown before it is done, and what is stored of it. Pure.
import { keyOf } from "./order.js";

/** The numbers shown for a step, in the unit people see; null stands for the range that was prescribed. */
export function shownFor(item, said, step, share = 100) {
  const done = said?.sets[keyOf(step)];
  const shown = {};
  for (const amount of item.amounts ?? []) shown[amount.name] = shownOne(amount, item, said, step, done, share);
  return shown;
}

function shownOne(amount, item, said, step, done, share) {
  if (done) return done.amounts[amount.name] ?? amount.usual ?? null;
  if (said?.wished && amount.name in said.wished) return said.wished[amount.name];
  // A dose cut for kinder weeks is meant; what was done before it does not bring the old one back.
  const last = share < 100 ? null : lastOf(amount, item, step);
  return last ?? amount.usual ?? null;
}

/** Last time's number for this set; for a set that was not done then, the last one on that side. */
export function lastOf(amount, item, step) {
  const sets = (item.last ?? []).filter((set) => (set.side || "") === step.side);
  const same = sets.find((set) => set.number === step.number) ?? sets.at(-1);
  const stored = same?.[amount.name];
  return stored == null ? null : rounded(Number(stored) / amount.per, 2);
}

/** The number after a tap on plus or minus; a range is entered at the end one taps towards. */
export function stepped(amount, value, direction) {
  if (value === null) return clamped(amount, rangeOf(amount)[direction > 0 ? 1 : 0] ?? amount.lo);
  return clamped(amount, rounded(value + direction * amount.step, 2));
}

/** A number somebody typed, brought inside the limits; undefined if it is none. */
export function typed(amount, text) {
  const number = Number.parseFloat(String(text).replace(",", "."));
  return Number.isFinite(number) ? clamped(amount, rounded(number, isCounted(amount) ? 0 : 2)) : undefined;
}

/** The ends of a prescribed range, from "8 to 10". */
export function rangeOf(amount) {
  return (amount.hint?.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
}

/** A third less, at least one: what "fewer" means. */
export function fewer(amount, value) {
  const from = value ?? rangeOf(amount)[0] ?? amount.lo;
  return clamped(amount, Math.max(1, Math.round((from * 2) / 3)));
}

/** What is stored of one number: left out where it is as prescribed. */
export function stored(amount, shown) {
  if (shown == null || shown === amount.usual) return undefined;
  const number = shown * amount.per;
  return amount.name === "reps" || amount.name === "seconds" ? Math.round(number) : rounded(number, 3);
}

/** What less of this exercise can be asked for: its times, its seconds, its metres; never its weight alone. */
export const countable = (item) => (item.amounts ?? []).filter((amount) => amount.name !== "load_kg");

const isCounted = (amount) => amount.name === "reps" || (amount.name === "seconds" && amount.per === 1);
const clamped = (amount, number) => Math.min(Math.max(number, amount.lo), amount.hi);

export function rounded(number, places) {
  return Number(number.toFixed(places));
}
