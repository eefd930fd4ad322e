// "Tell me on this device": asks for permission only after a tap, and says plainly why it cannot be.
import { cookie } from "./cookies.js";
import { seenOwner, subscription } from "./device.js";

const IS_APPLE_PHONE = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
const WORDS = {
  homeScreen: "On an iPhone or iPad this works from the home screen: tap Share, then “Add to Home Screen”, and open this page from there.",
  unable: "This browser cannot show messages. Reminders come another way.",
  blocked: "Messages from here are blocked in this browser. Allow notifications for this page in the browser’s settings, then come back.",
  offer: "This device gets no messages yet.",
  told: "This device gets your messages.",
  notNow: "Nothing was changed. Tap again whenever you like.",
  silent: "This browser’s message service did not answer. Try again later, or in another browser.",
  offline: "This needs a network. Try again when there is one.",
};

export async function offerTelling(place) {
  const words = place.querySelector("[data-telling-words]");
  const tell = place.querySelector("[data-tell]");
  const untell = place.querySelector("[data-untell]");
  const say = (what, shown = null) => {
    words.textContent = WORDS[what] ?? what;
    tell.hidden = shown !== tell;
    untell.hidden = shown !== untell;
  };

  async function look() {
    if (!isAble()) return say(IS_APPLE_PHONE && !isOnHomeScreen() ? "homeScreen" : "unable");
    const mark = await markOf(await subscription());
    const listed = mark ? document.querySelector(`[data-device="${mark}"]`) : null;
    listed?.querySelector("strong")?.setAttribute("data-this-device", "");
    if (listed && Notification.permission === "granted") return say("told", untell);
    return Notification.permission === "denied" ? say("blocked") : say("offer", tell);
  }

  tell.addEventListener("click", async () => {
    tell.disabled = true;
    const permission = await Notification.requestPermission();
    const trouble = permission === "granted" ? await subscribe(place) : permission === "denied" ? "blocked" : "notNow";
    tell.disabled = false;
    if (!trouble) return location.reload();
    say(trouble, trouble === "blocked" ? null : tell);
  });
  untell.addEventListener("click", async () => {
    untell.disabled = true;
    const isDone = await stopTelling(place.dataset.remove);
    untell.disabled = false;
    return isDone ? location.reload() : say("offline", untell);
  });
  await look();
}

const isAble = () => Boolean(navigator.serviceWorker && globalThis.PushManager && globalThis.Notification);
const isOnHomeScreen = () => navigator.standalone === true || matchMedia("(display-mode: standalone)").matches;

// Returns what went wrong, or "".
async function subscribe(place) {
  const worker = await navigator.serviceWorker.ready;
  const how = { userVisibleOnly: true, applicationServerKey: bytes(place.dataset.key) };
  await (await worker.pushManager.getSubscription())?.unsubscribe(); // another key, or somebody else's
  const made = await worker.pushManager.subscribe(how).catch(() => null);
  if (!made) return "silent";
  const answer = await post(place.dataset.add, JSON.stringify(made), { "Content-Type": "application/json", Accept: "application/json" });
  if (answer?.status === 201) return "";
  await made.unsubscribe().catch(() => {});
  const said = await answer?.json().catch(() => null);
  return said?.errors?.[0] ?? "offline";
}

// This device is told no more: the server first, then the push service. False where there is no network.
export async function stopTelling(address) {
  const made = await subscription();
  if (!made) return true;
  const answer = await post(address, new URLSearchParams({ endpoint: made.endpoint }));
  if (!answer) return false;
  await made.unsubscribe().catch(() => {});
  return true;
}

function post(address, body, headers = {}) {
  const ours = { "X-CSRFToken": cookie("csrftoken"), "X-Loadwell-Owner": seenOwner(), ...headers };
  return fetch(address, { method: "POST", body, headers: ours, credentials: "same-origin", redirect: "manual" }).catch(() => null);
}

// As the server's list names it.
async function markOf(made) {
  if (!made) return "";
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(made.endpoint));
  return [...new Uint8Array(hash)].slice(0, 8).map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

export function offerCopies() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      await navigator.clipboard.writeText(field.value).then(() => (button.textContent = "Copied"), () => field.select());
    });
  }
}
