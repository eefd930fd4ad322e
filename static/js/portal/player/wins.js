// One specific good thing to say at the end where the server cannot be asked: true, and about the person's own doing.
import { setsOf, sidesOf } from "./order.js";
import { plural } from "./words.js";

/** The first of these that is true, rarest first. */
export function win(state, session, pack) {
  const done = session.items.filter((item) => Object.keys(state.said[item.id]?.sets ?? {}).length);
  if (!done.length) return "You listened to your body and stopped in time. That is part of training well.";
  if (pack?.patient?.is_new && !pack.done?.length) {
    return "That was your first session. Starting is the biggest step, and it is taken.";
  }
  return (
    first(done.map((item) => more(item, state.said[item.id]))) ||
    first(done.map((item) => firstTime(item))) ||
    first(done.map((item) => bothSides(item, state.said[item.id]))) ||
    plain(state, session, done)
  );
}

const first = (found) => found.find(Boolean) ?? "";
const MORE = { load_kg: "more weight", reps: "more times", seconds: "longer", distance_m: "further" };

function more(item, said) {
  if (!item.last?.length || said.easier === "step") return "";
  for (const amount of item.amounts ?? []) {
    const now = most(Object.values(said.sets).map((set) => (set.amounts[amount.name] ?? 0) * amount.per));
    const before = most(item.last.map((set) => Number(set[amount.name] ?? (amount.usual ?? 0) * amount.per)));
    // Rounded, because pounds do not come back from kilograms to the last digit.
    if (before > 0 && now - before > 0.01 * before) return `${item.name}: ${MORE[amount.name]} than last time.`;
  }
  return "";
}

const most = (numbers) => Math.max(0, ...numbers);

const firstTime = (item) => (item.last?.length ? "" : `${item.name}: done for the first time.`);

function bothSides(item, said) {
  const sides = sidesOf(item);
  const all = setsOf(item, said) * sides.length;
  if (sides.length < 2 || Object.keys(said.sets).length < all) return "";
  return `${item.name}: every set, on both sides.`;
}

function plain(state, session, done) {
  const asked = state.is_short ? session.short.length : session.items.length;
  if (done.length < asked) return `${done.length} of ${plural(asked, "exercise")} done. Each one of them counts.`;
  return state.is_short ? "The ones that matter most, all done." : "Every exercise of the session, done.";
}
