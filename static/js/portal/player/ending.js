// After the last set: how it felt, then the session is sent or kept, and nothing of it is left lying about.
import { nothing, render } from "../../../vendor/lit-html.js";
import { send } from "../sync.js";
import { bodyOf } from "./body.js";
import * as drafts from "./drafts.js";
import { endScreen, isGate, keptScreen, nothingDone } from "./screens/end.js";
import { exercisesSaid, isBegun, reduce } from "./state.js";
import { win } from "./wins.js";

const UNKEPT = "It could neither be kept on this phone nor sent. Nothing is lost while this page is open: find a network, or free some space, and press Save again.";
const WORTH_KNOWING = ["pain", "unwell"]; // why somebody stopped, even before the first set

export class Ending {
  #fault = "";
  #isSending = false;

  /** `onBack(state)` goes back to the exercises. */
  constructor({ stage, pack, session, state, keeper, onBack }) {
    Object.assign(this, { stage, pack, session, state, keeper, onBack });
    this.fields = felt(state.felt, (name, value) => this.#answer(name, value));
  }

  begin() {
    if (!isBegun(this.state) && !WORTH_KNOWING.includes(this.state.stopped)) return this.#drop();
    document.body.classList.add("training");
    this.draw();
    focusTop(this.stage);
  }

  /** Stopped before anything was done: nothing to store, and nothing left lying about. */
  async #drop() {
    render(nothingDone(), this.stage);
    focusTop(this.stage);
    await this.keeper.stop();
    await drafts.forget(this.state).catch(() => {});
  }

  get #gate() {
    return isGate(this.state.felt.pain_highest, this.pack?.patient?.usual_pain);
  }

  #answer(name, value) {
    this.#act({ type: "felt", name, value });
    this.draw();
  }

  #act(action) {
    this.state = reduce(this.state, { now: Date.now(), ...action }, this.session);
    this.keeper.keep(this.state);
  }

  draw() {
    const { session, state, fields } = this;
    const view = { session, state, fields, said: exercisesSaid(state), gate: this.#gate, fault: this.#fault };
    render(endScreen({ ...view, isSending: this.#isSending, on: { save: this.#save, back: this.#back } }), this.stage);
  }

  #back = () => {
    this.#act({ type: "back" });
    render(nothing, this.stage);
    this.onBack(this.state);
  };

  #save = async (event) => {
    event.preventDefault();
    if (this.#isSending) return;
    this.#isSending = true;
    this.#fault = "";
    this.draw();
    try {
      const outcome = await send("session", bodyOf(this.state, this.session, Date.now()));
      await this.keeper.stop();
      await drafts.forget(this.state).catch(() => {}); // sent twice it is stored once
      this.#show(outcome);
    } catch {
      this.#isSending = false;
      this.#fault = UNKEPT;
      this.draw();
    }
  };

  #show(outcome) {
    const { pack, session, state } = this;
    if (outcome.state === "stored" && !this.#gate && outcome.address?.startsWith("/")) {
      location.replace(outcome.address);
      return;
    }
    document.body.classList.remove("training");
    render(keptScreen({ pack, outcome, gate: this.#gate, fact: win(state, session, pack) }), this.stage);
    focusTop(this.stage);
  }
}

function focusTop(stage) {
  scrollTo(0, 0);
  stage.querySelector("h1").focus({ preventScroll: true });
}

/** The questions as every page has them, filled with what was said, telling of each answer. */
function felt(said, tell) {
  const fields = document.createElement("div");
  fields.append(document.querySelector("template[data-felt]").content.cloneNode(true));
  for (const [name, value] of Object.entries(said)) {
    const field = fields.querySelector(`textarea[name="${name}"]`);
    if (field) field.value = value;
    else fields.querySelector(`input[name="${name}"][value="${value ?? ""}"]`)?.setAttribute("checked", "");
  }
  fields.addEventListener("change", ({ target }) => tell(target.name, valueOf(target)));
  return fields;
}

function valueOf(field) {
  if (field.type !== "radio") return field.value;
  return field.value === "" ? null : Number(field.value);
}
