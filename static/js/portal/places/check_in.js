// The weekly questions without a network.
import { listenBetween } from "../between.js";
import { fill } from "./shared.js";

export const checkIn = {
  fits: (path) => (path === "/my/check-in/" ? {} : null),
  show(stage) {
    listenBetween();
    fill(stage, "check_in");
  },
};
