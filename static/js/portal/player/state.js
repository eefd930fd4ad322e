// A session while it is done, as one plain value: every tap makes a new one, which is kept on the device and drawn.
// Pure: no clock, no screen, no storage. Moments are milliseconds since 1970.
import { countable, fewer, rounded, shownFor } from "./amounts.js";
import { between, isSame, itemsOf, keyOf, mostSets, setsOf, sidesOf, stepsOf } from "./order.js";
import { isOver, isPause, isTimed, LATE_MS, pauseTimer, setTimer } from "./timing.js";

const MOST_UNDO = 30;

/** The state at the first tap on Start. */
export function begin({ session, day, uuid, now, isShort = false, share = 100 }) {
  const state = { shape: 1, session: session.id, day, uuid, started_at: now, is_short: isShort, share };
  const [first] = stepsOf(itemsOf(session, isShort), {});
  return { ...state, phase: "training", taps: 0, place: first, said: {}, timer: null, undo: [], stopped: "", felt: {}, ended_at: null };
}

/** The state after an action; the same object where nothing changes. */
export function reduce(state, action, session) {
  const act = ACTIONS[action.type];
  if (!act) throw new Error(`unknown action ${action.type}`);
  const next = copied(state);
  next.taps += 1;
  return act(next, action, new Table(next, session)) === SAME ? state : next;
}

const SAME = Symbol("nothing changed");

/** A state to change; what can be taken back is never changed, only taken. */
function copied({ undo, ...rest }) {
  return { ...structuredClone(rest), undo: [...undo] };
}

/** The session's exercises beside what was said of them. */
export class Table {
  constructor(state, session) {
    this.state = state;
    this.items = itemsOf(session, state.is_short);
  }

  item(id = this.state.place?.item) {
    return this.items.find((item) => item.id === id);
  }

  get steps() {
    return stepsOf(this.items, this.state.said);
  }

  isDone(step) {
    return Boolean(this.state.said[step.item]?.sets[keyOf(step)]);
  }

  isOpen(step) {
    return !this.isDone(step) && !this.state.said[step.item]?.skipped;
  }

  /** The next step nothing was said of, from this one on and then from the start; null where all is said. */
  after(step) {
    const steps = this.steps;
    const at = steps.findIndex((one) => isSame(one, step));
    const wrapped = [...steps.slice(at + 1), ...steps.slice(0, at + 1)];
    return wrapped.find((one) => this.isOpen(one) && !isSame(one, step)) ?? null;
  }

  shown(step = this.state.place) {
    return shownFor(this.item(step.item), this.state.said[step.item], step, this.state.share);
  }

  /** How far an exercise is: sets done, sets asked. */
  progress(item) {
    const said = this.state.said[item.id];
    const asked = setsOf(item, said) * sidesOf(item).length;
    return { done: Object.keys(said?.sets ?? {}).length, asked };
  }
}

function entry(state, id) {
  state.said[id] ??= { sets: {}, easier: "", done_as: null, skipped: "", wished: {}, extra: 0 };
  return state.said[id];
}

/** Put down what can be taken back: this exercise as it was, and where one stood. */
function remember(state, id) {
  const said = state.said[id];
  state.undo.push({ item: id, said: said ? structuredClone(said) : null, place: state.place });
  state.undo = state.undo.slice(-MOST_UNDO);
}

function goOn(state, table, from, now, gap = true) {
  const next = table.after(from);
  state.timer = null;
  if (!next) {
    state.phase = "ending";
    state.ended_at = now;
    return;
  }
  state.place = next;
  const pause = gap ? between(table.items, from, next, isTimed(table.item(next.item))) : null;
  if (pause) state.timer = pauseTimer(pause, next, now);
}

/** What a set was cut short to, if its timer was stopped before its end. */
function countedBy(timer, item, now) {
  const isCounting = timer && (timer.what === "work" || timer.what === "minutes");
  const amount = (item.amounts ?? []).find(({ name }) => name === "seconds");
  const gone = isCounting ? Math.round((now - timer.started_at) / 1000) : 0;
  if (!amount || gone < 1 || isOver(timer, now)) return {};
  return { seconds: Math.max(amount.lo, rounded(gone / amount.per, amount.per === 1 ? 0 : 1)) };
}

function done(state, { now }, table) {
  const { place } = state;
  const item = table.item();
  const timer = isSame(state.timer, place) && !isPause(state.timer) ? state.timer : null;
  const amounts = { ...table.shown(), ...countedBy(timer, item, now) };
  remember(state, place.item);
  const said = entry(state, place.item);
  said.skipped = "";
  said.sets[keyOf(place)] = { number: place.number, side: place.side, amounts, at: now };
  goOn(state, table, place, now);
}

function startSet(state, { now, leadMs }, table) {
  state.timer = setTimer(table.item(), state.place, table.shown(), now, leadMs);
}

/** Let everything happen whose moment has come. */
function tick(state, { now }, table) {
  let changed = false;
  while (state.phase === "training" && state.timer && isOver(state.timer, now)) {
    const { timer } = state;
    const isLate = now - timer.ends_at > LATE_MS;
    if (isPause(timer)) {
      state.timer = null;
      // The other side begins by itself only where somebody is there to do it.
      if (timer.starts && !isLate) startSet(state, { now: timer.ends_at, leadMs: 0 }, table);
    } else if (timer.what === "minutes" || isLate) {
      break; // it says that time is up, and waits for a tap
    } else {
      done(state, { now: timer.ends_at }, table);
    }
    changed = true;
  }
  return changed ? undefined : SAME;
}

function amount(state, { name, value }) {
  const said = entry(state, state.place.item);
  const set = said.sets[keyOf(state.place)];
  if (set) set.amounts[name] = value;
  else said.wished[name] = value;
}

function easier(state, { way, doneAs = null }, table) {
  const item = table.item();
  const shown = table.shown();
  const said = entry(state, item.id);
  if (said.easier === "fewer") forgetFewer(said, item);
  Object.assign(said, { easier: way, done_as: way === "step" ? doneAs : null });
  if (way !== "fewer") return;
  for (const one of countable(item)) said.wished[one.name] = fewer(one, shown[one.name]);
}

function forgetFewer(said, item) {
  for (const one of countable(item)) delete said.wished[one.name];
}

function asBefore(state, _action, table) {
  const said = entry(state, state.place.item);
  if (said.easier === "fewer") forgetFewer(said, table.item());
  Object.assign(said, { easier: "", done_as: null });
}

function skip(state, { reason, now }, table) {
  const { place } = state;
  remember(state, place.item);
  entry(state, place.item).skipped = reason;
  goOn(state, table, place, now, false);
}

function go(state, { item: id, number, side }, table) {
  const own = table.steps.filter((step) => step.item === id);
  if (!own.length) return SAME;
  const wanted = number ? own.find((step) => step.number === number && step.side === side) : null;
  state.place = wanted ?? own.find((step) => !table.isDone(step)) ?? own.at(-1);
  Object.assign(state, { phase: "training", timer: null, stopped: "" });
}

function addSet(state, _action, table) {
  const item = table.item();
  const said = entry(state, item.id);
  if (setsOf(item, said) >= mostSets(item)) return SAME;
  said.extra += 1;
  const number = setsOf(item, said);
  if (table.isDone(state.place)) state.place = { item: item.id, number, side: sidesOf(item)[0] };
}

function undo(state) {
  const last = state.undo.pop();
  if (!last) return SAME;
  if (last.said) state.said[last.item] = structuredClone(last.said);
  else delete state.said[last.item];
  Object.assign(state, { place: last.place, timer: null, phase: "training", ended_at: null });
}

function skipPause(state, { now }, table) {
  const { timer } = state;
  if (!isPause(timer)) return SAME;
  state.timer = null;
  if (timer.starts) startSet(state, { now }, table);
}

const ACTIONS = {
  done,
  start_set: startSet,
  tick,
  amount,
  easier,
  as_before: asBefore,
  skip,
  go,
  add_set: addSet,
  undo,
  skip_pause: skipPause,
  more_rest(state, { now, seconds = 15 }) {
    if (!isPause(state.timer)) return SAME;
    state.timer.ends_at = Math.max(state.timer.ends_at, now) + seconds * 1000;
  },
  drop_timer(state) {
    state.timer = null;
  },
  /** From a set that is done already to the next open one. */
  go_on(state, { now }, table) {
    goOn(state, table, state.place, now, false);
  },
  stop(state, { reason, now }) {
    Object.assign(state, { stopped: reason, timer: null, ended_at: now, phase: reason === "pain" ? "stopped" : "ending" });
  },
  finish(state, { now }) {
    Object.assign(state, { phase: "ending", timer: null, ended_at: state.ended_at ?? now });
  },
  back(state) {
    Object.assign(state, { phase: "training", stopped: "", ended_at: null });
  },
  felt(state, { name, value }) {
    state.felt[name] = value;
  },
};

/** Whether anything was done or said that is worth keeping. */
export const isBegun = (state) => Object.values(state.said).some((said) => Object.keys(said.sets).length || said.skipped);

/** How many exercises something was said of. */
export function exercisesSaid(state) {
  return Object.values(state.said).filter((said) => Object.keys(said.sets).length || said.skipped).length;
}
