// Train: one exercise a screen, from what the device keeps, with or without a network.
import { html, nothing, render } from "../../../vendor/lit-html.js";
import * as drafts from "../player/drafts.js";
import { startScreen } from "../player/screens/start.js";
import { Sound } from "../player/sound.js";
import { begin, isBegun } from "../player/state.js";
import { numberOf, todayIn } from "../schedule.js";
import { NoStore, openStore } from "../store.js";
import { getPack, refreshPack, waiting } from "../sync.js";

const SOUND = "sound";
const LATE_DAYS = 7;
const NOT_HERE = "The exercises did not come through. Try again when you have a network.";

export async function show(stage, found) {
  const place = { session: Number(found), day: null };
  try {
    await new Doorway(stage, place).open();
  } catch (error) {
    if (!(error instanceof NoStore)) throw error;
    render(withoutStore(place), stage);
  }
}

// What the start screen does without, fetched while it is read.
async function rest() {
  const [{ Training }, { Ending }] = await Promise.all([import("../player/training.js"), import("../player/ending.js")]);
  return { Training, Ending };
}

/** From the address to the start screen, and from there into the session. */
class Doorway {
  #rest = null;
  #isEntering = false;
  fault = "";

  constructor(stage, place) {
    Object.assign(this, { stage, place });
  }

  async open() {
    this.pack = (await getPack()) ?? (await refreshPack());
    const store = await openStore();
    this.today = todayIn(this.pack?.patient.zone);
    this.place.day = dayAsked(this.today) ?? this.today;
    this.draft = await this.#running();
    this.session = this.pack?.sessions.find(({ id }) => id === this.place.session) ?? this.draft?.session;
    if (!this.session) return render(unknown(this.pack, this.place), this.stage);
    this.sound = new Sound((await store.read(SOUND)) ?? true);
    if (this.draft && location.hash === "#on") return this.#enter(() => this.draft);
    this.draw();
    this.stage.querySelector("h1").focus({ preventScroll: true });
    this.#fetchRest().catch(() => {}); // asked again by who starts
  }

  #fetchRest() {
    this.#rest ??= rest().catch((error) => {
      this.#rest = null;
      throw error;
    });
    return this.#rest;
  }

  /** The draft of this session and day, unless nothing is in it or it has been sent since. */
  async #running() {
    const draft = await drafts.find(this.place);
    if (!draft) return null;
    const { entries } = await waiting();
    const isSent = [...(this.pack?.done ?? []), ...entries].some(({ uuid }) => uuid === draft.state.uuid);
    if (isSent) await drafts.forget(this.place);
    return isSent || !isBegun(draft.state) ? null : draft;
  }

  draw() {
    const { session, today, draft, place, fault } = this;
    document.title = document.title.replace(/^[^·]*/, `${session.title} `);
    const starts = this.pack?.plan?.starts_on ?? "";
    const startsOn = starts > place.day ? starts : "";
    render(startScreen({ session, day: place.day, today, startsOn, draft, fault, on: this.#on }), this.stage);
  }

  #on = {
    start: (isShort) => this.#enter(() => this.#begun(isShort)),
    carryOn: () => this.#enter(() => this.draft),
    anew: async () => {
      await drafts.forget(this.place);
      this.draft = null;
      this.draw();
    },
  };

  #begun(isShort) {
    const { session, pack, place } = this;
    const share = pack?.share ?? 100;
    const state = begin({ session, day: place.day, uuid: crypto.randomUUID(), now: Date.now(), isShort, share });
    return { state, session, kept: drafts.start(state, session) };
  }

  /** Into the session of `draft()`, as soon as all of the player is there. */
  async #enter(draft) {
    if (this.#isEntering) return;
    this.#isEntering = true;
    this.sound.wake();
    try {
      this.modules = await this.#fetchRest();
    } catch {
      this.fault = NOT_HERE;
      return this.draw();
    } finally {
      this.#isEntering = false;
    }
    this.#train(draft());
  }

  #train({ state, session, kept = null }) {
    render(nothing, this.stage);
    const { stage, pack, sound } = this;
    const { Training } = this.modules;
    const onSound = (isOn) => openStore().then((store) => store.write(SOUND, isOn)).catch(() => {});
    const onEnd = (training) => this.#end(training);
    const training = new Training({ stage, pack, session, state, sound, onSound, onEnd });
    training.keeper.after(kept);
    training.begin();
  }

  #end({ state, session, keeper }) {
    const { stage, pack } = this;
    const onBack = (back) => this.#train({ state: back, session });
    new this.modules.Ending({ stage, pack, session, state, keeper, onBack }).begin();
  }
}

/** The day the address names, if a session can still be stored for it. */
function dayAsked(today) {
  const day = new URLSearchParams(location.search).get("day");
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day ?? "")) return null;
  const ago = numberOf(today) - numberOf(day);
  return ago >= 0 && ago <= LATE_DAYS ? day : null;
}

const unknown = (pack, { session }) => html`
  <h1 tabindex="-1">${pack ? "This session is not here" : "Not on this phone yet"}</h1>
  <p>${pack ? "Your programme has changed, or it is another person’s." : "The exercises come to this phone the first time you open them with a network."}</p>
  <div class="actions">
    <a class="btn btn-primary btn-lg" href="/my/">Today</a>
    ${pack ? nothing : html`<a class="btn btn-quiet btn-lg" href="/my/session/${session}/">Try the exercise pages</a>`}
  </div>`;

const withoutStore = ({ session }) => html`
  <h1 tabindex="-1">This browser keeps nothing</h1>
  <p>Perhaps it is in private mode. What you tick could be lost here, so use the exercise pages instead: they keep it with your clinic.</p>
  <p><a class="btn btn-primary btn-lg" href="/my/session/${session}/">To the exercises</a></p>`;
