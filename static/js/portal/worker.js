// The service worker of the patient's pages: keeps one release of shell, styles and scripts, and answers with the
// shell where the network does not. /my/sw.js names the release and loads this. Nothing personal is kept here.
/* global LOADWELL */
const own = () => `loadwell-release-${LOADWELL.release}`; // named only after this file has been read
const RELEASES = /^loadwell-release-/;
const KEPT_RELEASES = 3; // pages that are open go on with the files they began with
const FIGURES = "loadwell-figures"; // filled by the pages, see device.js; gone when they forget
const SHOWN = /^\/(exercises\/(figures|media)|brand)\//; // another address when another content
// The player and what waits are always the shell. The others the server answers while it answers soon.
const ALWAYS_SHELL = /^\/my\/(train\/\d+|waiting|shell)\/$/;
const KNOWN_TO_SHELL = /^\/my\/($|help\/$|check-in\/$|morning\/|flare\/|alarm\/)/;
const SOON_MS = 3_000;
const LATE_MS = 12_000; // where the shell could only say that there is no network

self.addEventListener("install", (event) => {
  event.waitUntil(keepRelease());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([dropOldReleases(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname.startsWith("/my/")) event.respondWith(page(request, url.pathname));
  } else if (url.pathname.startsWith(LOADWELL.static) || SHOWN.test(url.pathname)) {
    event.respondWith(kept(request));
  }
});

async function keepRelease() {
  const cache = await caches.open(own());
  await Promise.all([keep(cache, LOADWELL.shell, isOurs, "no-cache"), ...LOADWELL.files.map((file) => keep(cache, file, isFile))]);
  await self.skipWaiting(); // it takes over at the next navigation; open pages find their own files below
}

async function keep(cache, address, isRight, how = "default") {
  const response = await fetch(address, { credentials: "omit", cache: how });
  if (!isRight(response)) throw new Error(`not ours: ${address}`); // a hotel's sign-in page, say: installed another time
  await cache.put(address, response);
}

// Ours say so; what a network in between answers with does not.
const isOurs = (response) => response.ok && response.headers.has("X-Loadwell");
const isFile = (response) =>
  response.ok && !response.redirected && !/text\/html/.test(response.headers.get("Content-Type") ?? "");

async function dropOldReleases() {
  const releases = (await caches.keys()).filter((name) => RELEASES.test(name) && name !== own()); // oldest first
  await Promise.all(releases.slice(0, Math.max(0, releases.length - KEPT_RELEASES + 1)).map((name) => caches.delete(name)));
}

async function page(request, path) {
  const shell = await (await caches.open(own())).match(LOADWELL.shell);
  if (!shell) return fetch(request);
  if (ALWAYS_SHELL.test(path)) return shell;
  const hasPack = await caches.has(FIGURES);
  const answer = await answerWithin(request, hasPack && KNOWN_TO_SHELL.test(path) ? SOON_MS : LATE_MS);
  return answer ?? shell;
}

// The server's own answer, or null: none in time, a fault, or somebody else's page.
async function answerWithin(request, ms) {
  const late = new Promise((done) => setTimeout(done, ms, null));
  const response = await Promise.race([fetch(request).catch(() => null), late]);
  if (response?.type === "opaqueredirect") return response; // to sign in, for instance
  return response && response.status < 500 && response.headers.has("X-Loadwell") ? response : null;
}

// A file of this release, of an earlier one whose page is still open, or a figure the pack shows.
async function kept(request) {
  const names = (await caches.keys()).filter((name) => RELEASES.test(name) && name !== own());
  for (const name of [own(), FIGURES, ...names]) {
    const found = await caches.match(request, { cacheName: name, ignoreVary: true });
    if (found) return found;
  }
  return fetch(request);
}

// ---- messages

const NOTHING_TO_READ = { short: "You have a message" };
const HOME = "/my/";

// One neutral line for whoever looks at the screen, signed in or not; nothing is asked of the network to show it.
self.addEventListener("push", (event) => {
  const told = read(event.data);
  const actions = told.actions ?? [];
  const shown = {
    tag: told.tag ?? "loadwell", // sent twice, shown once
    data: { urls: [told.url, ...actions.map((action) => action.url)] },
    actions: actions.map((action, number) => ({ action: String(number + 1), title: action.words })),
  };
  event.waitUntil(self.registration.showNotification(told.short, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { urls } = event.notification.data ?? {};
  event.waitUntil(show(ours(urls?.[Number(event.action) || 0])));
});

function read(data) {
  try {
    const told = data.json();
    return typeof told.short === "string" ? told : NOTHING_TO_READ;
  } catch {
    return NOTHING_TO_READ;
  }
}

// Whatever the address says, it is opened here and nowhere else.
function ours(address) {
  try {
    const { pathname, search } = new URL(address ?? HOME, location.origin);
    return pathname + search;
  } catch {
    return HOME;
  }
}

async function show(path) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find((page) => new URL(page.url).pathname === path);
  return open ? open.focus().catch(() => self.clients.openWindow(path)) : self.clients.openWindow(path);
}
