// Somebody trains: takes the taps, keeps the state at each of them, draws the screen, counts by the clock.
import { html, nothing, render } from "../../../vendor/lit-html.js";
import { Awake } from "./awake.js";
import * as drafts from "./drafts.js";
import { Figures } from "./figures.js";
import { Keeper } from "./keeper.js";
import { easierScreen, painScreen, skipScreen, stopScreen } from "./screens/choices.js";
import { doing, exerciseScreen } from "./screens/exercise.js";
import { listScreen } from "./screens/list.js";
import { reduce, Table } from "./state.js";
import { cues, isLead, isPause, isTimed } from "./timing.js";
import { stepWords, upper } from "./words.js";

const LOOK_EVERY_MS = 200;
const ONE_TAP_MS = 350; // a second tap so soon is the same one
const SLEPT_MS = 2000; // tones of a time when nobody could hear them are not played afterwards
const FULL = "There is no room left on this phone. What you tick stays as long as this page is open: finish while you have a network, or free some space.";

export class Training {
  #sheet = null;
  #said = "";
  #fault = "";
  #looked = Date.now();
  #tapped = 0;
  #screen = "";
  #drawn = null; // the figure on the screen

  /** `onEnd(state)` draws what comes after the last set. */
  constructor({ stage, pack, session, state, sound, onSound, onEnd }) {
    Object.assign(this, { stage, pack, session, state, sound, onSound, onEnd });
    this.figures = new Figures();
    this.awake = new Awake();
    this.keeper = new Keeper(drafts.keep, () => this.#fail());
  }

  begin() {
    document.body.classList.add("training");
    addEventListener("popstate", this.#onPop);
    document.addEventListener("keydown", this.#onKey);
    document.addEventListener("visibilitychange", this.#onSeen);
    this.clock = setInterval(this.#look, LOOK_EVERY_MS);
    const items = this.table.items;
    this.figures.preload(items.flatMap((item) => [item.figure, item.easier?.figure]));
    this.act({ type: "tick" });
    this.draw();
  }

  get table() {
    return new Table(this.state, this.session);
  }

  /** A tap, or a moment of the clock: new state, kept, drawn. */
  act(action) {
    const before = this.state;
    this.state = reduce(before, { now: Date.now(), ...action }, this.session);
    if (this.state === before) return;
    this.keeper.keep(this.state);
    this.#tell(before);
    this.draw();
  }

  #look = () => {
    const now = Date.now();
    const { timer, phase } = this.state;
    if (phase !== "training" || !timer) {
      this.#looked = now;
      return;
    }
    const isAwake = now - this.#looked < SLEPT_MS;
    for (const cue of cues(timer, this.#looked, now)) {
      if (cue.tone && (isAwake || cue.tone === "end")) this.sound.play(cue.tone);
      if (cue.said) this.#said = cue.said;
    }
    this.#looked = now;
    const before = this.state;
    this.act({ type: "tick", now });
    if (this.state === before) this.draw();
  };

  /** Looked at again: it may have gone on in another tab meanwhile, or been finished there. */
  #onSeen = async () => {
    this.#look();
    if (document.visibilityState !== "visible" || this.#fault) return;
    await this.keeper.idle();
    const kept = await drafts.find(this.state).catch(() => ({ state: this.state }));
    if (kept?.state.uuid !== this.state.uuid) return location.reload();
    if (kept.state.taps <= this.state.taps) return;
    this.state = kept.state;
    this.draw();
  };

  /** For who does not see the screen: where one is now. */
  #tell(before) {
    const { place, phase, said } = this.state;
    if (phase !== "training" || before.place === place || JSON.stringify(before.place) === JSON.stringify(place)) return;
    const item = this.table.item();
    const where = stepWords(item, said[item.id], place);
    const isNew = before.place?.item !== place.item;
    this.#said = isNew ? `Next: ${[doing(item, said[item.id]).name, item.dose, where].filter(Boolean).join(". ")}` : upper(where);
  }

  #fail() {
    this.#fault = FULL;
    this.draw();
  }

  // ---- taps

  on = {
    big: () => this.#big(),
    done: () => this.act({ type: "done" }),
    undo: () => this.act({ type: "undo" }),
    dropTimer: () => this.act({ type: "drop_timer" }),
    moreRest: () => this.act({ type: "more_rest" }),
    addSet: () => this.act({ type: "add_set" }),
    amount: (name, value) => this.act({ type: "amount", name, value }),
    go: (step) => this.act({ type: "go", ...step }),
    goTo: (item) => this.#choose({ type: "go", item }),
    easier: (way, doneAs) => this.#choose({ type: "easier", way, doneAs }),
    asBefore: () => this.act({ type: "as_before" }),
    asBeforeAndClose: () => this.#choose({ type: "as_before" }),
    skip: (reason) => this.#choose({ type: "skip", reason }),
    stop: (reason) => this.#choose({ type: "stop", reason }),
    finish: () => this.#choose({ type: "finish" }),
    back: () => this.act({ type: "back" }),
    open: (sheet) => this.#open(sheet),
    close: () => history.back(),
  };

  /** The big button does the one thing that comes next. */
  #big() {
    const now = Date.now();
    if (now - this.#tapped < ONE_TAP_MS) return;
    this.#tapped = now;
    this.sound.wake();
    const { timer, place } = this.state;
    if (isPause(timer)) this.act({ type: "skip_pause", now });
    else if (this.table.isDone(place)) this.act({ type: "go_on", now });
    else if (isTimed(this.table.item()) && !timer) this.act({ type: "start_set", now });
    else if (!timer || !isLead(timer, now)) this.act({ type: "done", now });
  }

  /** A choice on a screen of its own: made, and back to the exercise. */
  #choose(action) {
    const wasOpen = this.#sheet;
    const before = this.state;
    this.#sheet = null;
    this.act(action);
    if (this.state === before) this.draw();
    if (wasOpen) history.back();
  }

  #open(sheet) {
    history.pushState({ sheet }, "");
    this.#sheet = sheet;
    this.draw();
  }

  #onPop = () => {
    if (!this.#sheet) return;
    this.#sheet = null;
    this.draw();
  };

  /** Space and return are the big button wherever nothing else wants them. */
  #onKey = (event) => {
    if ((event.key !== " " && event.key !== "Enter") || event.repeat) return;
    if (event.target.closest("a, button, input, textarea, select, summary, label")) return;
    const big = this.stage.querySelector("[data-big]");
    if (!big) return;
    event.preventDefault();
    big.click();
  };

  // ---- the screen

  draw() {
    if (this.state.phase === "ending") return this.#leave();
    const view = this.#view();
    const screen = this.#sheet ?? this.state.phase;
    render(html`${screen === "training" ? this.#top() : nothing}
      ${this.#fault ? html`<p class="note-look" role="alert">${this.#fault}</p>` : nothing}
      <div class="train" data-screen=${screen}>${SCREENS[screen](view)}</div>
      <p class="visually-hidden" role="status">${this.#said}</p>`, this.stage);
    this.awake.want(this.state.phase === "training");
    this.#settle(screen);
  }

  #view() {
    const { table, state, session, pack, on } = this;
    const item = table.item();
    const shows = this.#sheet === "easier" ? item.easier : doing(item, state.said[item.id]);
    const figure = shows ? this.#figure(shows) : nothing;
    return { table, state, session, pack, on, figure, now: Date.now(), shown: table.shown() };
  }

  #figure({ figure, picture, name }) {
    if (picture) {
      return html`<div class="train-figure"><div class="figure-place figure-picture"><img src=${picture.url} alt=${picture.alt}></div></div>`;
    }
    if (!figure) return nothing;
    const element = this.figures.of(figure, name);
    if (this.#drawn !== figure) {
      this.#drawn = figure;
      this.figures.show(figure);
    }
    return element;
  }

  #top() {
    const { table, state } = this;
    const number = table.items.findIndex((item) => item.id === state.place.item) + 1;
    const steps = table.steps;
    const done = steps.filter((step) => !table.isOpen(step)).length;
    return html`<div class="train-top">
        <a class="btn btn-link" href="/my/">‹ Today<span class="visually-hidden">, carry on later</span></a>
        <button type="button" class="btn btn-quiet" @click=${() => this.#open("list")}>${number} of ${table.items.length}<span class="visually-hidden"> exercises. Show all</span> <span aria-hidden="true">☰</span></button>
        <button type="button" class="btn btn-link" aria-pressed=${String(this.sound.isOn)} @click=${this.#toggleSound}>Sound ${this.sound.isOn ? "on" : "off"}</button>
      </div>
      <progress class="bar" value=${done} max=${steps.length} aria-label="Sets done: ${done} of ${steps.length}"></progress>`;
  }

  #toggleSound = () => {
    this.sound.isOn = !this.sound.isOn;
    this.sound.wake();
    this.onSound(this.sound.isOn);
    this.draw();
  };

  /** A new screen begins at its top; the focus goes there too unless it is on the big button, which stays. */
  #settle(screen) {
    const exercise = `${screen} ${this.state.place.item}`;
    if (exercise === this.#screen) return;
    const isSameScreen = this.#screen.split(" ")[0] === screen;
    this.#screen = exercise;
    document.title = document.title.replace(/^[^·]*/, `${this.stage.querySelector("h1").textContent} `);
    const how = this.stage.querySelector("details");
    if (how) how.open = !this.table.item().last?.length; // who never did it sees how without asking
    if (!isSameScreen) this.stage.querySelector("h1").focus({ preventScroll: true });
    requestAnimationFrame(() => scrollTo(0, 0)); // with the frame: asked earlier, the page would be laid out twice
  }

  #leave() {
    this.end();
    this.onEnd(this);
  }

  end() {
    clearInterval(this.clock);
    removeEventListener("popstate", this.#onPop);
    document.removeEventListener("keydown", this.#onKey);
    document.removeEventListener("visibilitychange", this.#onSeen);
    this.awake.want(false);
    this.figures.pauseAll();
    document.body.classList.remove("training");
    render(nothing, this.stage);
  }
}

const SCREENS = {
  training: exerciseScreen,
  stopped: painScreen,
  list: listScreen,
  easier: easierScreen,
  skip: skipScreen,
  stop: stopScreen,
};
