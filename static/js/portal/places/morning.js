// The morning after a session without a network: about yesterday's session, sent or not.
import { listenBetween } from "../between.js";
import { dayIn } from "../device.js";
import { getPack, waiting } from "../sync.js";
import { fill } from "./shared.js";

export async function show(stage) {
  listenBetween();
  const about = await sessionAskedAbout().catch(() => null);
  fill(stage, about ? "morning" : "morning-none");
  if (!about) return;
  const form = stage.querySelector("form");
  form.elements.log.value = about.log;
  form.elements.local_date.value = about.today;
}

async function sessionAskedAbout() {
  const pack = await getPack();
  const { entries } = await waiting();
  const today = dayIn(pack?.patient.zone);
  const yesterday = dayBefore(today);
  const unsent = entries.find(({ kind, body }) => kind === "session" && body.local_date === yesterday);
  const log = unsent?.uuid ?? (pack?.morning?.date === yesterday ? pack.morning.log : null);
  const isAnswered = entries.some(({ kind, body }) => kind === "morning" && body.log === log);
  return log && !isAnswered ? { log, today } : null;
}

// A date as text, counted in UTC so that no clock change moves it.
function dayBefore(day) {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
