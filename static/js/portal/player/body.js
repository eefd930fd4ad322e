// What is sent of a session: the wire's shape, in stored units. Pure.
import { stored } from "./amounts.js";
import { itemsOf } from "./order.js";

const SCORES = ["pain_now", "pain_highest", "effort", "confidence"];

export function bodyOf(state, session, now) {
  const ended = Math.max(state.ended_at ?? now, state.started_at); // a clock put back must not refuse the session
  return {
    uuid: state.uuid,
    session: state.session,
    local_date: state.day,
    items: itemsOf(session, state.is_short).flatMap((item) => itemOf(item, state.said[item.id])),
    as_prescribed: false,
    ...Object.fromEntries(SCORES.map((name) => [name, state.felt[name] ?? null])),
    note: (state.felt.note ?? "").trim(),
    started_at: new Date(state.started_at).toISOString(),
    ended_at: new Date(ended).toISOString(),
    is_short: state.is_short,
    stopped: state.stopped,
  };
}

/** Everything of a session as it was prescribed, in one tap. */
export function asPrescribed(session, day, uuid) {
  return { uuid, session: session.id, local_date: day, items: [], as_prescribed: true };
}

function itemOf(item, said) {
  const sets = Object.values(said?.sets ?? {}).sort(inOrder).map((set) => setOf(item, set));
  if (!sets.length && !said?.skipped) return [];
  return [{ item: item.id, sets, skipped: said.skipped, easier: said.easier, done_as: said.done_as }];
}

function setOf(item, set) {
  const amounts = (item.amounts ?? []).map((amount) => [amount.name, stored(amount, set.amounts[amount.name])]);
  return { number: set.number, side: set.side, ...Object.fromEntries(amounts.filter(([, value]) => value !== undefined)) };
}

const inOrder = (one, other) => one.number - other.number || one.side.localeCompare(other.side);
