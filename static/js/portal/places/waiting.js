// What waits on the device and what was refused, and why: mended here, sent again, or discarded by choice.
import { html, nothing, render } from "../../../vendor/lit-html.js";
import { dayIn } from "../device.js";
import { discard, flush, getPack, mend, putBack, waiting } from "../sync.js";

const SIGN_IN = "/accounts/login/?next=/my/waiting/";
const KINDS = { check_in: "Weekly check-in", morning: "The morning after", flare: "Flare-up", alarm: "Warning sign" };
const DAYS_BACK = 7;
const SCORES = {
  pain_now: "Pain before",
  pain_highest: "Highest pain while training",
  effort: "Effort",
  confidence: "Confidence",
};

let discarded = null; // can be put back until the page is left
let said = "";
let isBusy = false;

export async function show(stage) {
  document.title = document.title.replace(/^[^·]*/, "Waiting to be sent ");
  const draw = async () => render(page(await waiting(), await getPack(), act), stage);
  const act = async (verb) => {
    if (isBusy) return;
    isBusy = true;
    try {
      await verb();
    } finally {
      isBusy = false;
      await draw();
    }
  };
  document.addEventListener("loadwell:waiting", () => isBusy || draw());
  await draw();
}

function page({ entries, locked, signedOut, clock, keepsNothing }, pack, act) {
  const refused = entries.filter((entry) => entry.state === "refused");
  const others = entries.filter((entry) => entry.state !== "refused");
  return html`
    <h1>Waiting to be sent</h1>
    <div role="status">${discarded ? undo(act) : nothing}${said ? html`<p class="message">${said}</p>` : nothing}</div>
    ${clock ? html`<p class="message error">${clock}</p>` : nothing}
    ${keepsNothing ? html`<p>This browser keeps nothing on the device, in a private window for instance. What you enter is stored while there is a network.</p>` : nothing}
    ${refused.length ? html`<section class="stack"><h2>Not stored yet</h2><p>Each of these needs a change first. Nothing is lost.</p>${refused.map((entry) => refusedCard(entry, pack, act))}</section>` : nothing}
    ${others.length ? html`<section class="stack"><h2>Kept on this device</h2>${whyWaiting(signedOut, act)}<ul class="plain lines">${others.map((entry) => keptLine(entry, pack))}</ul></section>` : nothing}
    ${locked ? html`<p>${locked === 1 ? "One more waits" : `${locked} more wait`} here for somebody else, locked until they sign in on this device.</p>` : nothing}
    ${!entries.length && !locked && !keepsNothing ? html`<p>Nothing waits: everything you entered on this device has been stored.</p>` : nothing}
    <p class="actions"><a class="btn btn-quiet btn-lg" href="/my/">Back to Today</a></p>
  `;
}

const keptLine = (entry, pack) => html`<li class="line"><span class="line-text"><strong>${nameOf(entry, pack)}</strong><span class="muted">${dayOf(entry)}</span></span></li>`;

const whyWaiting = (signedOut, act) =>
  signedOut
    ? html`<p>You are signed out. Sign in, and they are sent.</p><p><a class="btn btn-primary btn-lg" href=${SIGN_IN}>Sign in to send them</a></p>`
    : html`<p>They are sent by themselves as soon as there is a network.</p><p><button type="button" class="btn btn-quiet btn-lg" @click=${() => act(tryNow)}>Try now</button></p>`;

async function tryNow() {
  await flush();
  const left = (await waiting()).entries.some((entry) => entry.state !== "refused");
  said = left ? "No answer yet. Everything stays here and is sent later." : "Sent.";
}

const undo = (act) =>
  html`<p class="message message-row">Discarded. <button type="button" class="btn btn-quiet" @click=${() => act(takeBack)}>Undo</button></p>`;

async function takeBack() {
  await putBack(discarded); // as it was, with the reasons
  discarded = null;
}

// A refused entry: the server's reasons, the day and the answers to mend, and the way to let it go.
function refusedCard(entry, pack, act) {
  const again = (event) => {
    event.preventDefault();
    const body = mended(entry.body, new FormData(event.target));
    act(async () => {
      const { state } = await mend({ ...entry, body });
      said = state === "stored" ? "Stored." : "";
    });
  };
  const letGo = () =>
    act(async () => {
      said = "";
      discarded = entry;
      await discard(entry.uuid);
    });
  return html`<form class="card-big" @submit=${again}>
    <h3>${nameOf(entry, pack)}</h3>
    <div class="message error">${entry.errors.map((said) => html`<p>${said}</p>`)}</div>
    ${entry.body.local_date ? dayField(entry, pack) : nothing}
    ${Object.entries(SCORES).map(([name, label]) => (entry.body[name] == null ? nothing : scoreField(entry, name, label)))}
    ${entry.body.note ? html`<div class="note"><label for="note-${entry.uuid}">Note</label><textarea id="note-${entry.uuid}" name="note" rows="3" .value=${entry.body.note}></textarea></div>` : nothing}
    <div class="actions">
      <button class="btn btn-primary btn-lg">Send again</button>
      <button type="button" class="btn btn-quiet btn-lg" @click=${letGo}>Discard it</button>
    </div>
  </form>`;
}

function dayField(entry, pack) {
  const today = dayIn(pack?.patient.zone);
  const first = dayIn("UTC", new Date(Date.parse(today) - DAYS_BACK * 86_400_000));
  return html`<div class="note"><label for="day-${entry.uuid}">Day</label>
    <input type="date" id="day-${entry.uuid}" name="local_date" required min=${first} .value=${entry.body.local_date}></div>`;
}

const scoreField = (entry, name, label) => html`<div class="note"><label for="${name}-${entry.uuid}">${label}, 0 to 10</label>
  <input type="number" id="${name}-${entry.uuid}" name=${name} min="0" max="10" step="1" inputmode="numeric" .value=${String(entry.body[name])}></div>`;

function mended(body, fields) {
  const next = { ...body };
  for (const [name, value] of fields) {
    if (name in SCORES) next[name] = value === "" ? null : Number(value);
    else next[name] = value;
  }
  return next;
}

function nameOf(entry, pack) {
  if (entry.kind !== "session") return KINDS[entry.kind] ?? "Entry";
  return pack?.sessions?.find((session) => session.id === entry.body.session)?.title ?? "Session";
}

function dayOf(entry) {
  const day = entry.body.local_date ? new Date(`${entry.body.local_date}T12:00`) : new Date(entry.at);
  return new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" }).format(day);
}
