// What today asks for, from what the device keeps: the same answers as patients/schedule.py. Pure.
// Days are counted as numbers since 1970, so that no clock change adds or takes an hour.
const DAY_MS = 86_400_000;

export const numberOf = (day) => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
export const dayOf = (number) => new Date(number * DAY_MS).toISOString().slice(0, 10);
/** 1 for Monday to 7 for Sunday; 1 January 1970 was a Thursday. */
export const weekdayOf = (day) => ((((numberOf(day) + 3) % 7) + 7) % 7) + 1;
export const weekStart = (day) => dayOf(numberOf(day) - weekdayOf(day) + 1);

/** The calendar day in that zone at this moment. */
export function todayIn(zone, now = Date.now()) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  const { year, month, day } = Object.fromEntries(parts.formatToParts(now).map(({ type, value }) => [type, value]));
  return `${year}-${month}-${day}`;
}

/** {today, turn, nextOn, doneThisWeek}; `trained` are training sessions, oldest first: [{date, session}]. */
export function due(day, pack, trained = []) {
  const plan = pack.plan;
  if (!plan) return { today: "nothing", turn: null, nextOn: null, doneThisWeek: 0 };
  const doneThisWeek = trained.filter((one) => weekStart(one.date) === weekStart(day)).length;
  const today = stateOf(day, plan, doneThisWeek, trained.some((one) => one.date === day));
  return { today, turn: turnOf(pack), nextOn: nextOn(day, plan, today, doneThisWeek), doneThisWeek };
}

const mostOf = (plan) => Math.max(plan.per_week[1], plan.days.length);

function stateOf(day, plan, done, doneToday) {
  if (plan.state === "ended") return "ended";
  if (plan.state === "paused" && !(plan.resume_on && plan.resume_on <= day)) return "paused";
  if (day < plan.starts_on) return "not_started";
  if (doneToday) return "done";
  if (done >= mostOf(plan)) return "met";
  if (plan.days.length) return plan.days.includes(weekdayOf(day)) ? "due" : "rest";
  return done < plan.per_week[0] ? "due" : "optional";
}

function nextOn(day, plan, today, done) {
  if (today === "ended" || today === "paused") return null;
  if (today === "due" || today === "optional") return day;
  let next = Math.max(numberOf(day) + 1, numberOf(plan.starts_on));
  if (done >= mostOf(plan)) next = Math.max(next, numberOf(weekStart(day)) + 7);
  while (plan.days.length && !plan.days.includes(weekdayOf(dayOf(next)))) next += 1;
  return dayOf(next);
}

/** Whose turn it is once what waits on the device has arrived. */
function turnOf(pack) {
  return pack.turns.includes(pack.next_turn) ? pack.next_turn : (pack.turns[0] ?? null);
}

/** The pack as it will be when these sessions have arrived: counted as done, the turn handed on. */
export function withWaiting(pack, waiting) {
  const known = new Set(pack.done.map(({ uuid }) => uuid));
  const fresh = waiting.filter(({ uuid }) => !known.has(uuid)).sort((one, other) => (one.date < other.date ? -1 : 1));
  const added = fresh.map((one) => ({ ...one, is_training: counts(pack, one.session) }));
  const last = added.filter(({ session }) => pack.turns.includes(session)).at(-1);
  const next = last ? pack.turns[(pack.turns.indexOf(last.session) + 1) % pack.turns.length] : pack.next_turn;
  return { ...pack, done: [...pack.done, ...added], next_turn: next };
}

/** Sessions alongside do not count towards the week; the easy one of a flare-up does. */
function counts(pack, session) {
  const kind = pack.sessions.find(({ id }) => id === session)?.kind;
  return pack.turns.includes(session) || kind === "easy";
}

/** The flare-up that lasts, {began_on, uuid}: as the pack knows it, or begun here and not sent yet; else null. */
export function flareNow(pack, entries) {
  const told = entries.filter(({ kind }) => kind === "flare");
  const begun = told.filter(({ body }) => !body.ends).at(-1);
  const zone = pack.patient.zone;
  const flare = begun ? { uuid: begun.body.uuid, began_on: todayIn(zone, Date.parse(begun.at)) } : pack.flare;
  return flare && !told.some(({ body }) => body.ends === flare.uuid) ? flare : null;
}

/** In a flare-up one easy session a week is asked for, on any day; what was trained before it does not count. */
export function dueInFlare(day, pack, trained, flare) {
  const plan = pack.plan && { ...pack.plan, per_week: [1, 1], days: [] };
  const easy = pack.sessions.find(({ kind }) => kind === "easy");
  const answer = due(day, { ...pack, plan }, trained.filter(({ date }) => date >= flare.began_on));
  // Only the server knows what of a session suits a flare-up; where it does not know of this one yet, nothing is asked.
  return { ...answer, turn: easy?.id ?? (pack.flare ? answer.turn : null) };
}

/** Yesterday's session that nobody was asked about yet, or null. */
export function morningAfter(day, pack, entries) {
  const yesterday = dayOf(numberOf(day) - 1);
  const unsent = entries.find(({ kind, body }) => kind === "session" && body.local_date === yesterday);
  const known = pack.morning?.date === yesterday ? pack.morning.log : null;
  const log = unsent?.uuid ?? known;
  return log && !entries.some(({ kind, body }) => kind === "morning" && body.log === log) ? log : null;
}

/** Monday to Sunday of that day's week: what was done, what is planned. */
export function weekOf(day, pack) {
  const monday = numberOf(weekStart(day));
  const trained = new Set(pack.done.filter(({ is_training }) => is_training).map(({ date }) => date));
  return [0, 1, 2, 3, 4, 5, 6].map((n) => {
    const date = dayOf(monday + n);
    const from = pack.plan.starts_on > day ? pack.plan.starts_on : day;
    return { date, isToday: date === day, isDone: trained.has(date), isPlanned: date >= from && pack.plan.days.includes(n + 1) };
  });
}
