// On every page of a patient: let the worker in, then start what keeps and sends. At the first visit the worker fetches
// all of that in the background, so that the page itself asks for nothing more than it shows.
const PATIENCE_MS = 4_000;

async function workerReady() {
  if (!navigator.serviceWorker) return;
  const isHere = navigator.serviceWorker.controller;
  if (!isHere) await loaded();
  const registering = register();
  if (isHere) return void registering.catch(() => {});
  await Promise.race([registering.then(() => navigator.serviceWorker.ready), wait(PATIENCE_MS)]);
}

// Browsers that wake a worker when the network is back have one that can send; see background.js.
function register() {
  const how = { scope: "/my/", updateViaCache: "none" };
  return "sync" in ServiceWorkerRegistration.prototype
    ? navigator.serviceWorker.register("/my/sw.js?sends", { ...how, type: "module" })
    : navigator.serviceWorker.register("/my/sw.js", how);
}

const loaded = () =>
  document.readyState === "complete" ? Promise.resolve() : new Promise((done) => addEventListener("load", done, { once: true }));
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

async function start() {
  await workerReady().catch(() => {}); // without a worker pages still keep and send
  const { work } = await import("./working.js");
  work();
}

// With scripts the player takes the place of the exercise pages.
for (const link of document.querySelectorAll("a[data-train]")) link.href = link.dataset.train;

start();
