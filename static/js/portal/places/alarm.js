// The signs that need help without a network, and the screen that stays while a lock is open.
import { listenBetween } from "../between.js";
import { lockNow, show, told } from "../emergency.js";
import { fill } from "./shared.js";

export const alarm = {
  fits: (path) => (path === "/my/alarm/" ? {} : null),
  async show(stage) {
    listenBetween();
    const lock = new URLSearchParams(location.search).has("more") ? null : await lockNow().catch(() => null);
    if (lock) return locked.show(stage, lock);
    fill(stage, "alarm");
  },
};

// Instead of exercises, as long as a sign has not been looked at.
export const locked = {
  show(_stage, lock) {
    show(lock.urgency);
    told(lock.waits ? "no" : "yes");
    document.addEventListener("loadwell:waiting", async () => {
      const now = await lockNow().catch(() => null);
      if (now) told(now.waits ? "no" : "yes");
    });
  },
};
