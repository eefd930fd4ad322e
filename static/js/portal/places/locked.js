// Instead of exercises, as long as a sign has not been looked at.
import { lockNow, show as showSign, told } from "../emergency.js";

export function show(lock) {
  showSign(lock.urgency);
  told(lock.waits ? "no" : "yes");
  document.addEventListener("loadwell:waiting", async () => {
    const now = await lockNow().catch(() => null);
    if (now) told(now.waits ? "no" : "yes");
  });
}
