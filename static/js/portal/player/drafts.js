// Sessions under way on this device: each kept under its session and day, with the exercises as they were at the start,
// so that a new version of the programme does not change a session in the middle of it.
import { openStore } from "../store.js";

const LIST = "drafts";
const LATE_DAYS_MS = 8 * 86_400_000; // what is older can no longer be stored

const nameOf = ({ session, day }) => `draft:${session}:${day}`;
const planOf = ({ session, day }) => `drafted:${session}:${day}`;

/** All drafts that can still be stored: [{state, session}], newest first. */
export async function drafts(now = Date.now()) {
  const store = await openStore();
  const found = [];
  for (const place of (await store.read(LIST)) ?? []) {
    const draft = await findIn(store, place);
    if (draft && Date.parse(place.day) > now - LATE_DAYS_MS) found.push(draft);
    else if (draft) await forget(place);
  }
  return found.sort((one, other) => other.state.started_at - one.state.started_at);
}

/** The draft of that session and day, or null. */
export async function find(place) {
  return findIn(await openStore(), place);
}

async function findIn(store, place) {
  const [state, session] = await Promise.all([store.read(nameOf(place)), store.read(planOf(place))]);
  return state?.shape === 1 && session ? { state, session } : null;
}

/** Put down a session that was just started. */
export async function start(state, session) {
  const store = await openStore();
  await store.write(planOf(state), session);
  await store.write(nameOf(state), state);
  const others = ((await store.read(LIST)) ?? []).filter((place) => nameOf(place) !== nameOf(state));
  await store.write(LIST, [...others, { session: state.session, day: state.day }]);
}

export async function keep(state) {
  await (await openStore()).write(nameOf(state), state);
}

export async function forget(place) {
  const store = await openStore();
  const others = ((await store.read(LIST)) ?? []).filter((other) => nameOf(other) !== nameOf(place));
  await store.write(LIST, others);
  await Promise.all([store.remove(nameOf(place)), store.remove(planOf(place))]);
}
