// The network is back: what waits is sent although no page is open. Only some browsers wake the worker for that.
import { readCookies } from "./cookies.js";
import { flush, waiting } from "./sync.js";

const SPREAD_MS = 20_000; // the devices of a clinic do not all send in the same second

self.addEventListener("sync", (event) => {
  if (event.tag === "loadwell-send") event.waitUntil(send());
});

async function send() {
  const pages = await self.clients.matchAll({ type: "window" });
  if (pages.length) return pages.forEach((page) => page.postMessage("send"));
  await new Promise((done) => setTimeout(done, SPREAD_MS * Math.random()));
  await readCookies();
  await flush();
  const { entries, signedOut } = await waiting();
  const isLeft = entries.some((entry) => entry.state === "waiting");
  if (isLeft && !signedOut) throw new Error("not all is sent"); // the browser wakes the worker again later
}
