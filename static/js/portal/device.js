// Whose device it is and what it is like: the owner the server last saw, the clock, the figures it keeps.
import { cookie } from "./cookies.js";
import { openStore } from "./store.js";

const FIGURES = "loadwell-figures"; // also tells the worker that there is something kept to show
const OWN_PICTURE = /^\/exercises\/media\//;
const CLOCK_OFF_MS = 6 * 3_600_000;
const channel = globalThis.BroadcastChannel ? new BroadcastChannel("loadwell") : null;

// Who the server last knew in this browser, "" for nobody: a cookie that goes at sign-out and changes with the person.
export const seenOwner = () => cookie("loadwell_owner");

// The store, after whatever belonged to somebody else is gone from it; null owner where nobody is signed in.
export async function storeOfOwner() {
  const store = await openStore();
  const owner = await store.owner();
  if (owner && owner !== seenOwner()) await forget();
  return store;
}

// Sign-out, somebody else, or "remove this device": nothing readable stays. What waits stays locked unless `everything`.
export async function forget(how = {}) {
  await globalThis.caches?.delete(FIGURES).catch(() => {});
  await (await subscription())?.unsubscribe().catch(() => {}); // the next message finds the device gone, and the server forgets it
  try {
    await (await openStore()).wipe(how);
  } finally {
    channel?.postMessage("forgotten");
  }
}

// By what the push service knows this device, or null.
export async function subscription() {
  try {
    const worker = await navigator.serviceWorker?.getRegistration("/my/");
    return (await worker?.pushManager?.getSubscription()) ?? null;
  } catch {
    return null;
  }
}

// Call when another tab has forgotten this owner.
export function whenForgotten(call) {
  channel?.addEventListener("message", (event) => event.data === "forgotten" && call());
}

export function whenKept(call) {
  channel?.addEventListener("message", (event) => event.data === "kept" && call());
}
export const tellKept = () => channel?.postMessage("kept");

// How far this clock is ahead of the server's, in milliseconds; 0 where the answer does not say.
export function clockAhead(response) {
  const said = Date.parse(response.headers.get("Date") ?? "");
  return Number.isNaN(said) ? 0 : Date.now() - said;
}

// What is wrong with the clock, in words, or "".
export function clockWords(aheadMs) {
  if (Math.abs(aheadMs) < CLOCK_OFF_MS) return "";
  const hours = Math.round(Math.abs(aheadMs) / 3_600_000);
  const days = Math.round(hours / 24);
  const off = hours < 24 ? `${hours} hours` : days === 1 ? "a day" : `${days} days`;
  return `The clock of this device is ${off} ${aheadMs > 0 ? "ahead" : "behind"}. Set it right in the settings of the device, so that your sessions get the right day.`;
}

// The day it is in a time zone, as "2026-03-04".
export function dayIn(zone, at = new Date()) {
  try {
    return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(at);
  } catch {
    return new Intl.DateTimeFormat("en-CA", { dateStyle: "short" }).format(at);
  }
}

// Ask once, after the first session was stored, that the browser does not clear away what is kept.
export async function askToPersist(store) {
  if (!navigator.storage?.persist || (await store.read("asked-to-persist"))) return;
  await store.write("asked-to-persist", true);
  if (!(await navigator.storage.persisted())) await navigator.storage.persist();
}

// Everything drawn or coloured that the pack's pages show; a clinic's own pictures are the only ones that ask who looks.
function drawingsOf(pack) {
  const found = new Set([`/brand/${pack.clinic.brand}.css`]);
  for (const session of pack.sessions ?? []) {
    for (const item of session.items) {
      if (item.picture) found.add(item.picture.url);
      for (const figure of [item.figure, item.easier?.figure]) {
        if (figure?.still) found.add(figure.still);
        if (figure?.moving) found.add(figure.moving);
      }
    }
  }
  return found;
}

// Fetch the figures that are missing, and let go of those the pack no longer shows.
export async function keepFigures(pack) {
  if (!globalThis.caches || !navigator.serviceWorker) return;
  const wanted = new Set([...drawingsOf(pack)].map((path) => new URL(path, location.origin).href));
  const cache = await caches.open(FIGURES);
  const had = await cache.keys();
  await Promise.all(had.filter(({ url }) => !wanted.has(url)).map((kept) => cache.delete(kept)));
  const here = new Set(had.map((kept) => kept.url));
  for (const url of wanted) {
    if (!here.has(url)) await keepOne(cache, url);
  }
  if (pack.owner !== seenOwner()) await caches.delete(FIGURES); // the patient has left meanwhile
}

async function keepOne(cache, url) {
  const credentials = OWN_PICTURE.test(new URL(url).pathname) ? "same-origin" : "omit";
  const response = await fetch(url, { credentials }).catch(() => null);
  const type = response?.headers.get("Content-Type") ?? "";
  if (response?.ok && /css|^image\//.test(type)) await cache.put(url, response).catch(() => {}); // no room: shown when online
}
