// What the device keeps, encrypted with a key that comes with the pack and goes at sign-out: without it all is noise.
// What waits to be sent is tagged with its owner and stays, unreadable, until that owner signs in here again.
import { openDB } from "../../vendor/idb.js";

// This browser cannot keep anything: private mode of some, no IndexedDB, a page that is not secure.
export class NoStore extends Error {}
// The device has no room left.
export class StoreFull extends Error {}

const NAME = "loadwell";
const FLAG = "loadwell-owner"; // tells other pages, without opening anything, that there is something to forget
const SURE = { durability: "strict" }; // on the disk before it counts as kept; a killed browser has it

let opening = null;

export function openStore() {
  opening ??= open().catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

async function open() {
  if (!globalThis.indexedDB || !globalThis.crypto?.subtle) throw new NoStore("This browser keeps nothing here.");
  const db = await openDB(NAME, 1, {
    upgrade(made) {
      made.createObjectStore("kept");
      made.createObjectStore("queue", { keyPath: "uuid" });
      made.createObjectStore("owner");
    },
    blocking: forget,
    terminated: forget,
  }).catch((error) => {
    throw error.name === "QuotaExceededError" ? new StoreFull(error.message) : new NoStore(error.message);
  });
  function forget() {
    db.close();
    opening = null;
  }
  return verbs(db);
}

function verbs(db) {
  const holder = async () => (await db.get("owner", "now")) ?? null;

  // Write in one transaction, and say in our words when there is no room.
  async function write(stores, change, how) {
    try {
      const tx = db.transaction(stores, "readwrite", how);
      await Promise.all([...change(tx), tx.done]);
    } catch (error) {
      if (error.name === "QuotaExceededError") throw new StoreFull(error.message);
      throw error;
    }
  }

  async function keyed() {
    const now = await holder();
    if (!now) throw new NoStore("Nobody is signed in on this device.");
    return now;
  }

  async function queueUp(entry) {
    const now = await keyed();
    const row = { uuid: entry.uuid, owner: now.owner, ...(await sealed(now.key, entry.uuid, entry)) };
    await write(["queue", "owner"], (tx) => [putIfOwner(tx, now.owner, row)], SURE);
  }

  // Another tab may have signed somebody else in while this one was busy.
  async function putIfOwner(tx, owner, row) {
    const now = await tx.objectStore("owner").get("now");
    if (now?.owner !== owner) throw new NoStore("Somebody else is signed in on this device.");
    await tx.objectStore("queue").put(row);
  }

  const store = {
    // Whose things these are: an opaque name, or null.
    owner: async () => (await holder())?.owner ?? null,

    async read(name) {
      const [now, row] = await Promise.all([holder(), db.get("kept", name)]);
      return now && row ? opened(now.key, name, row) : null;
    },
    async write(name, value) {
      const now = await keyed();
      const row = await sealed(now.key, name, value);
      await write(["kept", "owner"], (tx) => [keepIfOwner(tx, now.owner, name, row)]);
    },
    remove: (name) => db.delete("kept", name),

    // What waits of whoever is signed in, oldest first.
    async entries() {
      const now = await holder();
      if (!now) return [];
      const rows = (await db.getAll("queue")).filter((row) => row.owner === now.owner);
      const entries = await Promise.all(rows.map((row) => opened(now.key, row.uuid, row)));
      return entries.filter(Boolean).sort((a, b) => a.at.localeCompare(b.at));
    },
    // How many wait that cannot be read now: of somebody who is not signed in on this device.
    async locked() {
      const now = await holder();
      return (await db.getAll("queue")).filter((row) => row.owner !== now?.owner).length;
    },
    add: queueUp,
    change: queueUp,
    drop: (uuid) => write(["queue"], (tx) => [tx.objectStore("queue").delete(uuid)], SURE),

    // From now on this is whose device it is; what another one left readable goes first.
    async setOwner(owner, key) {
      const before = await holder();
      const mark = await markOf(key);
      if (before?.owner === owner && before.mark === mark) return;
      const waiting = before?.owner === owner ? await store.entries() : [];
      const now = { owner, mark, key: await keyFrom(key) };
      const rows = await Promise.all(
        waiting.map(async (entry) => ({ uuid: entry.uuid, owner, ...(await sealed(now.key, entry.uuid, entry)) })),
      );
      await write(["kept", "owner", "queue"], (tx) => [
        tx.objectStore("kept").clear(),
        tx.objectStore("owner").put(now, "now"),
        ...rows.map((row) => tx.objectStore("queue").put(row)),
      ]);
      flag(owner);
    },

    // Forget all that can be read; what waits stays locked unless `everything` goes.
    async wipe({ everything = false } = {}) {
      await write(["kept", "owner", "queue"], (tx) => [
        tx.objectStore("kept").clear(),
        tx.objectStore("owner").clear(),
        ...(everything ? [tx.objectStore("queue").clear()] : []),
      ]);
      flag(null);
    },
  };

  async function keepIfOwner(tx, owner, name, row) {
    const now = await tx.objectStore("owner").get("now");
    if (now?.owner !== owner) throw new NoStore("Somebody else is signed in on this device.");
    await tx.objectStore("kept").put(row, name);
  }

  return store;
}

function flag(owner) {
  try {
    if (owner) localStorage.setItem(FLAG, "1");
    else localStorage.removeItem(FLAG);
  } catch {
    // No local storage: nobody is told in advance, the pages still look.
  }
}

// Encryption: AES-GCM, a new nonce for each value, bound to the name it is kept under

const bytesOf = (base64) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));

// The browser holds the key without ever showing it again.
const keyFrom = (base64) => crypto.subtle.importKey("raw", bytesOf(base64), "AES-GCM", false, ["encrypt", "decrypt"]);

async function markOf(base64) {
  const digest = await crypto.subtle.digest("SHA-256", bytesOf(base64));
  return btoa(String.fromCharCode(...new Uint8Array(digest).slice(0, 6)));
}

const bound = (name) => new TextEncoder().encode(name);

async function sealed(key, name, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: bound(name) };
  return { iv, data: await crypto.subtle.encrypt(how, key, new TextEncoder().encode(JSON.stringify(value))) };
}

// The value, or null where it was sealed with another key.
async function opened(key, name, row) {
  try {
    const how = { name: "AES-GCM", iv: row.iv, additionalData: bound(name) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, row.data)));
  } catch {
    return null;
  }
}
