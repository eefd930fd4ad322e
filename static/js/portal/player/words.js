// Words of the player, the same on every screen. Pure.
import { rangeOf } from "./amounts.js";
import { setsOf, sidesOf } from "./order.js";

export const SIDES = { "": "", left: "left side", right: "right side" };

export const SKIPS = [
  ["pain", "It hurt"],
  ["time", "No time"],
  ["unwell", "Not well"],
  ["unsure", "Not sure how"],
  ["no_kit", "No equipment"],
];

export const STOPS = [
  ["pain", "The pain got worse"],
  ["unwell", "Not well"],
  ["time", "No more time"],
  ["other", "Something else"],
];

export const EASIER = { step: "the easier exercise", fewer: "fewer", smaller: "a smaller movement", slower: "slower", some: "easier" };

export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

export const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** "set 2 of 3, right side"; nothing where there is one set and no side. */
export function stepWords(item, said, step) {
  const sets = setsOf(item, said);
  const set = sets > 1 ? `set ${step.number}${step.number > (item.sets || 1) ? ", extra" : ` of ${sets}`}` : "";
  const side = sidesOf(item).length > 1 || step.side ? SIDES[step.side] : "";
  return [set, side].filter(Boolean).join(", ");
}

/** "Done", "2 of 6 sets", "Skipped: no time". */
export function soFar({ done, asked }, said) {
  if (said?.skipped && !done) return `Skipped: ${SKIPS.find(([code]) => code === said.skipped)[1].toLowerCase()}`;
  if (!done) return "";
  return asked === 1 ? "Done" : `${done} of ${asked} sets`;
}

/** "30 seconds", "20 minutes", "10 holds of 5 seconds": what the timer of a set counts. */
export function timerWords(item, shown) {
  if (item.minutes_seconds) {
    const minutes = shown.seconds ?? item.minutes_seconds / 60;
    return plural(minutes, "minute");
  }
  if (item.work_seconds) return plural(shown.seconds ?? item.work_seconds, "second");
  const reps = shown.reps ?? rangeOf(item.amounts?.find(({ name }) => name === "reps") ?? {})[0] ?? 1;
  return `${plural(reps, "hold")} of ${plural(item.hold_seconds, "second")}`;
}

/** "Saturday 21 November" for "2026-11-21", whatever the zone of the phone. */
export function dayWords(day, style = { weekday: "long", day: "numeric", month: "long" }) {
  return new Intl.DateTimeFormat("en-GB", { ...style, timeZone: "UTC" }).format(new Date(`${day}T12:00:00Z`));
}
