// On a page that asks for signs or for the week, beside what every page of a patient does.
import { listenBetween } from "./between.js";

listenBetween();
