// Today without a network: what is due, what was begun, what waits, drawn from what the device keeps.
import { html, nothing, render } from "../../../vendor/lit-html.js";
import { unfinished, unsent } from "../player/begun.js";
import { asPrescribed } from "../player/body.js";
import { dayWords, plural } from "../player/words.js";
import { dayOf, due, dueInFlare, flareNow, morningAfter, numberOf, todayIn, weekOf, withWaiting } from "../schedule.js";
import { NoStore } from "../store.js";
import { getPack, send, waiting } from "../sync.js";

export async function show(stage) {
  const page = new Page(stage);
  document.querySelector('.tabs a[href="/my/"]')?.setAttribute("aria-current", "page");
  try {
    await page.load();
  } catch (error) {
    if (!(error instanceof NoStore)) throw error;
  }
  page.draw();
  stage.querySelector("h1").focus({ preventScroll: true });
}

class Page {
  pack = null;
  drafts = [];
  noted = "";

  constructor(stage) {
    this.stage = stage;
  }

  async load() {
    const pack = await getPack();
    if (!pack) return;
    this.day = todayIn(pack.patient.zone);
    const { entries } = await waiting();
    this.flare = flareNow(pack, entries);
    this.morning = morningAfter(this.day, pack, entries);
    this.asksWeek = pack.check_in?.is_due && !entries.some(({ kind }) => kind === "check_in");
    const sent = entries.filter(({ kind }) => kind === "session").map(({ body }) => ({ ...body, date: body.local_date }));
    this.pack = withWaiting(pack, sent);
    this.drafts = await unsent(this.pack);
  }

  draw() {
    render(this.pack ? this.#page() : nothingKept(), this.stage);
  }

  #page() {
    const { pack, day, drafts: begun } = this;
    const trained = pack.done.filter(({ is_training }) => is_training);
    const answer = this.flare ? dueInFlare(day, pack, trained, this.flare) : due(day, pack, trained);
    const isBegun = begun.some(({ state }) => state.session === answer.turn && state.day === day);
    return html`
      <h1 tabindex="-1">Hello ${pack.patient.first_name}</h1>
      <p class="today-date">${dayWords(day)}${pack.plan ? ` · ${pack.plan.programme}${pack.plan.phase ? `, ${pack.plan.phase}` : ""}` : ""}</p>
      <p class="note-look">There is no network just now. This is from ${madeAt(pack)}; what you do is kept on this phone and sent by itself later.</p>
      ${this.noted ? html`<p class="note-look" role="status">${this.noted}</p>` : nothing}
      ${this.morning ? asking("How is it this morning?", "One tap about the day after your session.", "/my/morning/") : nothing}
      ${begun.map(unfinished)}
      ${isBegun ? nothing : this.#due(answer)}
      ${this.asksWeek ? asking("How was your week?", "A few taps, less than a minute.", "/my/check-in/") : nothing}
      ${pack.plan && !["ended", "paused", "not_started"].includes(answer.today) ? week(pack, day, answer, this.flare) : nothing}
      ${this.#others(answer)}
      ${pack.plan && !this.flare ? html`<p><a class="tap" href="/my/flare/">I am having a flare-up</a></p>` : nothing}`;
  }

  #due(answer) {
    const session = this.pack.sessions.find(({ id }) => id === answer.turn);
    const words = { session, pack: this.pack, day: this.day, ...answer };
    if (this.flare) return flareCard(words, (one) => this.#quick(one));
    const cards = { due: dueCard, optional: dueCard, done: doneCard, met: doneCard, rest: doneCard };
    return (cards[answer.today] ?? stillCard)(words, (one) => this.#quick(one));
  }

  #others({ turn, today: state }) {
    const fits = ({ kind }) => (this.flare ? kind === "extra" : kind !== "easy");
    const others = this.pack.sessions.filter((one) => one.id !== turn && fits(one));
    if (!others.length || state === "ended" || state === "not_started") return nothing;
    return html`<section class="stack">
      <h2>Other sessions</h2>
      <ul class="plain links">
        ${others.map(({ id, title, how_often: often }) => html`<li><a class="tap" href="/my/train/${id}/">${title}${often ? `, ${often}` : ""}</a></li>`)}
      </ul>
    </section>`;
  }

  /** Everything as it was prescribed, in one tap; kept like any other session. */
  async #quick(session) {
    try {
      await send("session", asPrescribed(session, this.day, crypto.randomUUID()));
      this.noted = `${session.title} is noted as prescribed.`;
    } catch {
      this.noted = "There is no room on this phone to keep that. Free some space, or enter it when there is a network.";
    }
    await this.load();
    this.draw();
  }
}

const nothingKept = () => html`
  <h1 tabindex="-1">No network just now</h1>
  <p>Your programme is not on this phone, or what is here is more than two weeks old. Open this page once with a network and you can train anywhere.</p>
  <p><a href="/my/help/">When to get help</a> works without.</p>`;

function madeAt(pack) {
  const when = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: pack.patient.zone };
  return new Intl.DateTimeFormat("en-GB", when).format(new Date(pack.made_at));
}

function dueCard({ session, today: state, pack }, quick) {
  if (!session) return html`<section class="card-big"><h2>Nothing to train today</h2></section>`;
  const when = state === "optional" ? "If you like" : pack.plan.days.length ? "Today" : "Any day this week";
  return html`<section class="card-big card-due">
    <p class="eyebrow">${when}</p>
    <h2>${session.title}</h2>
    ${state === "optional" ? html`<p>This week’s target is met. One more is welcome, and so is a rest.</p>` : nothing}
    <p class="muted">${plural(session.items.length, "exercise")}${session.minutes ? `, about ${plural(session.minutes, "minute")}` : ""}</p>
    <a class="btn btn-primary btn-lg" href="/my/train/${session.id}/">Start</a>
    <button type="button" class="btn btn-quiet btn-lg" @click=${() => quick(session)}>Done as prescribed</button>
  </section>`;
}

const asking = (heading, words, address) => html`<section class="card-big">
  <h2>${heading}</h2>
  <p>${words}</p>
  <a class="btn btn-quiet btn-lg" href=${address}>Answer</a>
</section>`;

function flareCard({ session, today: state }, quick) {
  const isDone = state === "done" || state === "met";
  const isAsked = session && (state === "due" || state === "optional");
  const heading = isDone ? "That is enough for this week" : isAsked ? "Your easy plan" : "Take it easy for now";
  const words = isDone
    ? "One easy session a week is all that is asked now, and it is done. Gentle moving through the day does the rest."
    : isAsked
      ? "A flare-up is not a step back, and it passes. Do what feels possible; one easy session this week is enough."
      : "Nothing is expected of you. Keep moving gently through the day.";
  return html`<section class="card-big card-due">
    <p class="eyebrow">In a flare-up</p>
    <h2>${heading}</h2>
    <p>${words}</p>
    ${isAsked
      ? html`<a class="btn btn-primary btn-lg" href="/my/train/${session.id}/">Start</a>
          <button type="button" class="btn btn-quiet btn-lg" @click=${() => quick(session)}>Done as prescribed</button>`
      : nothing}
    <p><a class="tap" href="/my/flare/">It is better now, or it changes</a></p>
  </section>`;
}

const DONE = {
  done: ["Done for today", "Well done", "card-good"],
  met: ["This week", "All done for this week", "card-good"],
  rest: ["Today", "A rest day", ""],
};

function doneCard({ session, today: state, nextOn, day, pack, doneThisWeek }) {
  const [eyebrow, heading, look] = DONE[state];
  return html`<section class="card-big ${look}">
    <p class="eyebrow">${eyebrow}</p>
    <h2>${heading}</h2>
    ${nextOn && session ? html`<p>Next: ${session.title}, ${whenWords(nextOn, day, pack, doneThisWeek)}.</p>` : nothing}
    ${state !== "done" && session ? html`<a class="btn btn-quiet btn-lg" href="/my/train/${session.id}/">Train today instead</a>` : nothing}
  </section>`;
}

function whenWords(nextOn, day, pack, doneThisWeek) {
  if (pack.plan.days.length) return nextOn === dayOf(numberOf(day) + 1) ? "tomorrow" : `on ${dayWords(nextOn, { weekday: "long" })}`;
  return doneThisWeek < pack.plan.per_week[1] ? "any day you like" : `any day from ${dayWords(nextOn, { weekday: "long" })}`;
}

function stillCard({ today: state, session, pack }) {
  const words = {
    paused: ["Your programme is resting", "Nothing is expected of you. Start again whenever you are ready; that needs a network."],
    not_started: [`Your programme starts on ${pack.plan ? dayWords(pack.plan.starts_on) : ""}`, "Until then there is nothing to do."],
    ended: ["This programme has come to its end", `For what comes next, ask ${pack.clinic.name}.`],
    nothing: ["Nothing here yet", "Your physio has not set up a programme for you so far."],
  }[state];
  return html`<section class="card-big">
    <h2>${words[0]}</h2>
    <p>${words[1]}</p>
    ${state === "not_started" && session ? html`<a class="btn btn-quiet btn-lg" href="/my/train/${session.id}/">Look at ${session.title}</a>` : nothing}
  </section>`;
}

function week(pack, day, { doneThisWeek }, flare) {
  const [lo, hi] = flare ? [1, 1] : pack.plan.per_week;
  return html`<section class="week" aria-label="This week">
    <ol class="week-days">${weekOf(day, pack).map(weekDay)}</ol>
    <p class="week-count"><strong>${doneThisWeek}</strong> of ${lo}${hi !== lo ? ` to ${hi}` : ""} session${hi === 1 ? "" : "s"} this week</p>
  </section>`;
}

function weekDay({ date, isToday, isDone, isPlanned }) {
  const state = isDone ? "done" : isPlanned ? "planned" : "free";
  const said = `${dayWords(date, { weekday: "long" })}${isToday ? ", today" : ""}${isDone ? ": trained" : isPlanned ? ": training day" : ""}`;
  return html`<li class="day day-${state}${isToday ? " day-today" : ""}">
    <span aria-hidden="true">${dayWords(date, { weekday: "short" }).slice(0, 2)}</span><span class="dot" aria-hidden="true">${isDone ? "✓" : Number(date.slice(8))}</span><span class="visually-hidden">${said}</span>
  </li>`;
}
