// Timers by the wall clock: each has moments in milliseconds since 1970, so that no sleep, restart or change of the
// local hour matters. Pure.
export const LEAD_MS = 3000; // 3-2-1 before a set
export const LET_GO_MS = 3000; // between two holds of a set
export const LATE_MS = 5000; // a timer seen later than this ran out while nobody was here

/** Whether a set of it is counted by a timer. */
export const isTimed = (item) => Boolean(item.work_seconds || item.hold_seconds || item.minutes_seconds);

/** The timer of one set, with 3-2-1 in front; `shown` are the numbers on the screen. */
export function setTimer(item, step, shown, now, leadMs = LEAD_MS) {
  const started_at = now + leadMs;
  const base = { ...step, set_at: now, started_at };
  if (item.minutes_seconds) return { ...base, what: "minutes", ends_at: started_at + lengthMs(item, shown, "minutes_seconds") };
  if (item.work_seconds) return { ...base, what: "work", ends_at: started_at + lengthMs(item, shown, "work_seconds") };
  const reps = shown.reps ?? firstNumber(item) ?? 1;
  const hold_ms = item.hold_seconds * 1000;
  const ends_at = started_at + reps * hold_ms + (reps - 1) * LET_GO_MS;
  return { ...base, what: "hold", reps, hold_ms, ends_at };
}

function lengthMs(item, shown, prescribed) {
  const amount = (item.amounts ?? []).find(({ name }) => name === "seconds");
  const wanted = amount && shown.seconds != null ? shown.seconds * amount.per : item[prescribed];
  return Math.round(wanted) * 1000;
}

function firstNumber(item) {
  const reps = (item.amounts ?? []).find(({ name }) => name === "reps");
  const found = reps?.hint?.match(/\d+/);
  return found ? Number(found[0]) : null;
}

export const pauseTimer = (gap, next, now) => ({
  what: gap.what,
  ...next,
  starts: gap.starts,
  set_at: now,
  started_at: now,
  ends_at: now + gap.seconds * 1000,
});

export const isPause = (timer) => timer?.what === "rest" || timer?.what === "change";
export const isLead = (timer, now) => now < timer.started_at;
export const isOver = (timer, now) => now >= timer.ends_at;

/** Whole seconds still to go, 0 when it is over; before the start, the 3-2-1. */
export function secondsLeft(timer, now) {
  const until = isLead(timer, now) ? timer.started_at : timer.ends_at;
  return Math.max(0, Math.ceil((until - now) / 1000));
}

export const secondsGone = (timer, now) => Math.max(0, Math.floor((now - timer.started_at) / 1000));

/** Where a set of holds is: which one, whether it is held or let go, and the seconds of that. */
export function holdAt(timer, now) {
  const gone = Math.max(0, Math.min(now, timer.ends_at - 1) - timer.started_at);
  const round = timer.hold_ms + LET_GO_MS;
  const number = Math.min(timer.reps, Math.floor(gone / round) + 1);
  const within = gone - (number - 1) * round;
  const isHeld = within < timer.hold_ms;
  return { number, isHeld, seconds: Math.ceil(((isHeld ? timer.hold_ms : round) - within) / 1000) };
}

/** What is to be heard and said between two looks at the clock: {at, tone?, said?}, in order. */
export function cues(timer, from, to) {
  return all(timer).filter(({ at }) => at > from && at <= to);
}

function all(timer) {
  const found = [];
  if (timer.started_at > timer.set_at) found.push(...countdown(timer.started_at), { at: timer.started_at, tone: "go" });
  found.push(...countdown(timer.ends_at, timer.started_at), { at: timer.ends_at, tone: "end", said: ENDS[timer.what] });
  for (const seconds of [30, 10]) {
    const at = timer.ends_at - seconds * 1000;
    if (at > timer.started_at) found.push({ at, said: `${seconds} seconds` });
  }
  if (timer.what === "hold") found.push(...holds(timer));
  return found.sort((one, other) => one.at - other.at);
}

const ENDS = { rest: "Rest is over", change: "Go", work: "Time", hold: "Time", minutes: "Time is up" };

function countdown(at, notBefore = -Infinity) {
  return [3, 2, 1].map((n) => ({ at: at - n * 1000, tone: "count" })).filter((cue) => cue.at > notBefore);
}

function holds(timer) {
  const found = [];
  for (let number = 1; number < timer.reps; number += 1) {
    const letGo = timer.started_at + number * timer.hold_ms + (number - 1) * LET_GO_MS;
    found.push({ at: letGo, tone: "end" }, { at: letGo + LET_GO_MS, tone: "go" });
  }
  return found;
}

/** "1:05", "0:09". */
export function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
