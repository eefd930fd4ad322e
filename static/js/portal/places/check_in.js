// The weekly questions without a network.
import { listenBetween } from "../between.js";
import { fill } from "./shared.js";

export function show(stage) {
  listenBetween();
  fill(stage, "check_in");
}
