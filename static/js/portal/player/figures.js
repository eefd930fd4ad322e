// The drawn figures of a session: fetched before they are needed, so that the next exercise is there at once. It
// moves by itself, with a button to pause it; for who wants less motion it stays still until it is tapped.
import { moving, showPose } from "../../moving.js";
import { painted } from "./painted.js";

const less = matchMedia("(prefers-reduced-motion: reduce)");

export class Figures {
  #held = new Map();
  #shown = null;
  #isPaused = false;

  /** Fetch all of them, in the order of work. */
  async preload(figures) {
    for (const figure of figures.filter(Boolean)) await this.#of(figure).ready; // one after another: the first is needed first
  }

  /** The element that shows it; the same one every time. */
  of(figure, name) {
    return this.#of(figure, name).root;
  }

  /** This one is on the screen now, the others rest: first its still picture, which is quick, then it moves. */
  async show(figure) {
    this.pauseAll();
    const held = (this.#shown = this.#of(figure));
    await painted();
    if (this.#shown !== held) return;
    if (less.matches || this.#isPaused) held.still();
    else held.play();
  }

  /** Nothing moves that is not seen. */
  pauseAll() {
    this.#shown?.rest();
    this.#shown = null;
  }

  #of(figure, name = "") {
    const key = figure.moving || figure.still;
    if (!this.#held.has(key)) this.#held.set(key, new Held(figure, name, (isPaused) => (this.#isPaused = isPaused)));
    return this.#held.get(key);
  }
}

class Held {
  #svg = null;
  #pose = 0;
  #wantsMotion = false;

  constructor(figure, name, onPause) {
    this.root = document.createElement("div");
    this.root.className = "train-figure";
    const place = document.createElement("div");
    place.className = "figure-place figure-drawn";
    this.image = new Image(figure.width, figure.height);
    this.image.alt = figure.alt || name;
    this.image.decoding = "sync";
    this.image.src = figure.still;
    place.append(this.image);
    this.root.append(place);
    this.place = place;
    if (figure.moving) this.#addButton(onPause);
    this.ready = this.#load(figure);
  }

  play() {
    this.#wantsMotion = true;
    this.#move();
  }

  still() {
    this.#wantsMotion = false;
    this.#svg?.pauseAnimations();
    this.#label();
  }

  /** Back to the still picture. */
  rest() {
    this.#wantsMotion = false;
    this.image.hidden = false;
    if (!this.#svg) return;
    this.#svg.pauseAnimations();
    this.#svg.setCurrentTime(0);
    this.#svg.setAttribute("hidden", "");
  }

  async #load(figure) {
    await this.image.decode().catch(() => {}); // no network and not kept: the words stand alone
    if (!figure.moving) return;
    try {
      this.#svg = await moving(this.image, figure.moving);
      this.#move();
    } catch {
      this.button.hidden = true;
    }
  }

  #move() {
    if (this.#svg && this.#wantsMotion) {
      this.#reveal();
      this.#svg.unpauseAnimations();
    }
    this.#label();
  }

  #reveal() {
    this.image.hidden = true;
    this.#svg.removeAttribute("hidden");
  }

  #addButton(onPause) {
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "train-pause";
    this.button.addEventListener("click", () => {
      if (!this.#svg) return;
      if (less.matches) {
        this.#reveal();
        showPose(this.#svg, this.#pose++);
        return;
      }
      this.#wantsMotion = this.#svg.animationsPaused();
      onPause(!this.#wantsMotion);
      if (this.#wantsMotion) this.#move();
      else this.still();
    });
    this.root.append(this.button);
    this.#label();
  }

  #label() {
    if (!this.button) return;
    const words = less.matches ? "Next picture" : this.#wantsMotion ? "Pause" : "Play";
    this.button.textContent = words;
  }
}
