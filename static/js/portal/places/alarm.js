// The signs that need help, without a network.
import { listenBetween } from "../between.js";
import { lockNow } from "../emergency.js";
import * as locked from "./locked.js";
import { fill } from "./shared.js";

export async function show(stage) {
  listenBetween();
  const lock = new URLSearchParams(location.search).has("more") ? null : await lockNow().catch(() => null);
  if (lock) return locked.show(lock);
  fill(stage, "alarm");
}
