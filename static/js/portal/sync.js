// The pack, and the queue of what is to be sent: kept first, sent one after another under a lock, each exactly once.
// The server knows each entry by its UUID; an entry leaves the queue only when the server has named it.
import { cookie, readCookies } from "./cookies.js";
import { askToPersist, clockAhead, clockWords, dayIn, keepFigures, seenOwner, storeOfOwner, tellKept, whenKept } from "./device.js";
import { NoStore, StoreFull } from "./store.js";

const ADDRESSES = {
  session: "/my/log/",
  check_in: "/my/check-in/",
  morning: "/my/morning/",
  flare: "/my/flare/",
  alarm: "/my/alarm/",
};
const URGENT = ["alarm", "flare"]; // these go before what has waited longer
const ABOUT_OTHERS = ["morning"]; // and these after: their session may wait as well
const PACK = "/my/pack.json";
const ANSWER_WITHIN_MS = 20_000;
const TELL_AFTER_MS = 8_000; // by then a page says "kept", while sending goes on
const MOST_TOGETHER = 10; // sessions in one request; the server takes no more
const FAULTS_IN_A_ROW = 3; // then the server is left alone for a while
const SPREAD_MS = 60_000; // the devices of a clinic are back online together, but do not all send in the same second
const WAITS_MS = [5_000, 15_000, 60_000, 300_000];

let inMemory = null; // the pack of this page, where the browser keeps nothing
let signedOut = false;
let aheadMs = 0;
let waits = 0;
let timer = 0;
let isFull = false;
let together = MOST_TOGETHER;
const stuck = new Set(); // no answer came to these; the others go first next time

// ---- the pack

// What the device keeps for its owner, or null: nobody, nothing yet, or too old to go by.
export async function getPack() {
  try {
    const pack = await (await storeOfOwner()).read("pack");
    return pack && pack.good_until >= dayIn(pack.patient.zone) ? pack : held();
  } catch (error) {
    if (error instanceof NoStore || error instanceof StoreFull) return held();
    throw error;
  }
}

const held = () => (inMemory?.owner === seenOwner() ? inMemory : null);

// Fetch the pack anew and keep it; null where there is no network or nobody is signed in.
export async function refreshPack() {
  const response = await ask(PACK, {});
  if (response?.status === 401) signedOut = true;
  const pack = response?.status === 200 ? await jsonOf(response) : null;
  if (!pack?.owner || !pack.key) return null;
  await readCookies();
  signedOut = false;
  aheadMs = clockAhead(response);
  const { key, ...rest } = pack; // the key is not kept a second time where it could be read
  inMemory = rest;
  try {
    const store = await storeOfOwner();
    await store.setOwner(pack.owner, key);
    await store.write("pack", rest);
    isFull = false;
  } catch (error) {
    if (!(error instanceof NoStore) && !(error instanceof StoreFull)) throw error;
    isFull = error instanceof StoreFull;
  }
  keepFigures(rest);
  await announce();
  return rest;
}

// ---- the queue

// Keep it, then send it. Throws NoStore or StoreFull only where it could neither be kept nor sent.
export async function send(kind, body) {
  const uuid = body.uuid ?? crypto.randomUUID();
  const at = new Date().toISOString();
  const entry = { uuid, kind, body: { ...body, uuid }, owner: seenOwner(), at, state: "waiting" };
  try {
    await keep(entry);
  } catch (error) {
    return sendUnkept(entry, error);
  }
  await announce();
  const sending = flush({ also: entry.uuid });
  const told = await Promise.race([sending, wait(TELL_AFTER_MS).then(() => null)]);
  return told?.get(entry.uuid) ?? { state: signedOut ? "signed_out" : "waiting", uuid: entry.uuid };
}

// Send all that waits; `also` names an entry whose outcome is wanted even if another tab has sent it meanwhile.
export async function flush({ also } = {}) {
  clearTimeout(timer);
  const asked = also ? (await entriesOf()).find((entry) => entry.uuid === also) : null;
  return alone(async () => {
    const outcomes = await sendAll(also);
    if (asked && !outcomes.has(also) && !(await entriesOf()).some((entry) => entry.uuid === also)) {
      outcomes.set(also, outcomeOf(asked, await post(asked))); // sent by another tab; the server knows it and answers again
    }
    await announce();
    return outcomes;
  });
}

// What waits, for the screen: entries with `state` and `errors`, and what is locked.
export async function waiting() {
  try {
    const store = await storeOfOwner();
    const [entries, locked] = await Promise.all([store.entries(), store.locked()]);
    return { entries, locked, ...state() };
  } catch (error) {
    if (error instanceof NoStore) return { entries: [], locked: 0, ...state(), keepsNothing: true };
    throw error;
  }
}

const state = () => ({ signedOut, isFull, clock: clockWords(aheadMs), keepsNothing: false });

// The patient has mended a refused entry, or wants it tried again.
export async function mend(entry) {
  await (await storeOfOwner()).change({ ...entry, state: "waiting", errors: [] });
  return (await flush({ also: entry.uuid })).get(entry.uuid) ?? { state: "waiting", uuid: entry.uuid };
}

export async function discard(uuid) {
  await (await storeOfOwner()).drop(uuid);
  await announce();
}

export async function putBack(entry) {
  await (await storeOfOwner()).add(entry);
  await announce();
}

const entriesOf = async () => (await storeOfOwner()).entries();

async function keep(entry) {
  try {
    await (await storeOfOwner()).add(entry);
  } catch (error) {
    if (!(error instanceof NoStore)) throw error;
    if (!(await refreshPack())) throw error; // the key had gone or never came
    await (await storeOfOwner()).add(entry);
  }
}

async function sendUnkept(entry, error) {
  const outcome = outcomeOf(entry, await post(entry));
  if (outcome.state === "stored" || outcome.state === "refused") return outcome;
  throw isFull ? new StoreFull(error.message) : error;
}

// One flush at a time, across tabs; without locks each tab keeps its own order and the server each entry single.
let queueing = Promise.resolve();
function alone(work) {
  if (navigator.locks) return navigator.locks.request("loadwell-send", work);
  queueing = queueing.then(work, work);
  return queueing;
}

async function sendAll(first) {
  const outcomes = new Map();
  let faults = 0;
  const entries = inTurn((await entriesOf()).filter((one) => one.state !== "refused"), first);
  for await (const [entry, outcome] of outcomesOf(entries, first)) {
    outcomes.set(entry.uuid, outcome);
    stuck[outcome.why ? "add" : "delete"](entry.uuid);
    await note(entry, outcome);
    if (outcome.state === "signed_out" || outcome.why === "network") break;
    faults = outcome.state === "waiting" ? faults + 1 : 0;
    if (faults === FAULTS_IN_A_ROW) break;
  }
  const found = [...outcomes.values()].map((outcome) => outcome.state);
  if (found.includes("waiting")) tryLater();
  else waits = 0;
  if (found.includes("stored")) refreshPack().catch(() => {}); // whose turn it is has changed
  return outcomes;
}

function inTurn(entries, first) {
  const rank = ({ uuid, kind }) => {
    if (URGENT.includes(kind)) return 0;
    if (ABOUT_OTHERS.includes(kind)) return 4;
    return uuid === first ? 1 : stuck.has(uuid) ? 3 : 2;
  };
  return entries.sort((a, b) => rank(a) - rank(b)); // a stable sort: within a rank the oldest first
}

// Each entry with what came of it. Sessions that wait go several in one request; where that is not answered one by
// one, each goes alone.
async function* outcomesOf(entries, first) {
  for (const group of inGroups(entries, first)) {
    const answers = group.length > 1 ? await postTogether(group) : null;
    for (const [place, entry] of group.entries()) yield [entry, outcomeOf(entry, answers?.[place] ?? (await post(entry)))];
  }
}

// Neighbours that are sessions, but not the one somebody waits for.
function inGroups(entries, first) {
  const groups = [];
  const mayJoin = (entry) => entry?.kind === "session" && entry.uuid !== first;
  for (const entry of entries) {
    const last = groups.at(-1);
    if (mayJoin(entry) && mayJoin(last?.[0]) && last.length < together) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

async function note(entry, outcome) {
  const store = await storeOfOwner();
  if (outcome.state === "stored") {
    await store.drop(entry.uuid);
    if (entry.kind === "session") askToPersist(store).catch(() => {});
  }
  if (outcome.state === "refused") await store.change({ ...entry, state: "refused", errors: outcome.errors });
}

// What the server's answer means. Only an answer that names the entry takes it off the device.
function outcomeOf(entry, { status, said }) {
  const { uuid } = entry;
  if ((status === 200 || status === 201) && said?.uuid === uuid) return { state: "stored", ...said };
  if (status === 422 && Array.isArray(said?.errors)) return { state: "refused", uuid, errors: said.errors };
  if (status === 401) return { state: "signed_out", uuid };
  return { state: "waiting", uuid, why: status ? "server" : "network" };
}

const post = ({ kind, body, owner }) => exchange(ADDRESSES[kind], owner, JSON.stringify(body));

// The answers in the order of the entries, or null where they must be sent alone.
async function postTogether(entries) {
  const began = Date.now();
  const texts = entries.map(({ body }) => JSON.stringify(body));
  const { status, said } = await exchange(`${ADDRESSES.session}?together`, entries[0].owner, JSON.stringify(texts));
  if (!status && Date.now() - began >= ANSWER_WITHIN_MS) together = 1; // perhaps it was too much for this line
  if (!status || status === 401) return entries.map(() => ({ status }));
  const answers = status === 200 ? said?.answers : null;
  if (!Array.isArray(answers) || answers.length !== entries.length) return null;
  return answers.map(({ status: own, ...about }) => ({ status: own, said: about }));
}

async function exchange(address, owner, body, isSecond = false) {
  const response = await ask(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken"), "X-Loadwell-Owner": owner },
    body,
  });
  if (!response) return { status: 0 };
  if (response.status === 403 && !isSecond && (await refreshPack())) return exchange(address, owner, body, true);
  if (response.headers.has("X-Loadwell")) {
    signedOut = response.status === 401;
    aheadMs = clockAhead(response);
  }
  return { status: response.status, said: await jsonOf(response) };
}

// An answer of anybody, or null where none comes in time.
async function ask(address, how) {
  const headers = { Accept: "application/json", ...how.headers };
  try {
    return await fetch(address, { ...how, headers, credentials: "same-origin", signal: AbortSignal.timeout?.(ANSWER_WITHIN_MS) });
  } catch {
    return null;
  }
}

const jsonOf = (response) => response.json().catch(() => null);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// Again after a while, longer each time; not all devices of a clinic in the same second.
function tryLater() {
  const ms = WAITS_MS[Math.min(waits, WAITS_MS.length - 1)] * (0.7 + 0.6 * Math.random());
  if (!waits) navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("loadwell-send")).catch(() => {});
  waits += 1;
  clearTimeout(timer);
  timer = setTimeout(flushQuietly, ms);
}

function tryWithin(ms) {
  waits = 0;
  clearTimeout(timer);
  timer = setTimeout(flushQuietly, ms * Math.random());
}

export const flushQuietly = () => flush().catch(() => {});

// Send whenever there is a chance: a page is opened or looked at again, the network is back, the worker says so.
export function keepSending() {
  const now = () => {
    waits = 0;
    flushQuietly();
  };
  addEventListener("online", () => tryWithin(SPREAD_MS));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && now());
  navigator.serviceWorker?.addEventListener("message", (event) => event.data === "send" && tryWithin(SPREAD_MS));
  whenKept(announceHere);
  now();
}

// ---- telling the page

async function announce() {
  tellKept();
  await announceHere();
}

async function announceHere() {
  const { entries, ...rest } = await waiting().catch(() => ({ entries: [], locked: 0, ...state() }));
  const refused = entries.filter((entry) => entry.state === "refused");
  const others = entries.filter((entry) => entry.state !== "refused");
  tell({ ...rest, waiting: others.length, refused: refused.length, words: named(others), refusedWords: named(refused) });
}

// "1 session", "3 sessions", "2 entries".
export function named(entries) {
  const [one, many] = entries.every((entry) => entry.kind === "session") ? ["session", "sessions"] : ["entry", "entries"];
  return `${entries.length} ${entries.length === 1 ? one : many}`;
}

const tell = (detail) => globalThis.document?.dispatchEvent(new CustomEvent("loadwell:waiting", { detail }));
