// The line above a page that says what waits on the device, what was refused and what is in the way.
import { html, nothing, render } from "../../vendor/lit-html.js";

const SIGN_IN = "/accounts/login/?next=/my/waiting/";

export function waitingLine() {
  const place = document.querySelector("[data-waiting]");
  if (!place) return;
  document.addEventListener("loadwell:waiting", (event) => render(lines(event.detail), place));
}

const isOwnPage = () => location.pathname === "/my/waiting/"; // there it is all said at length

const lines = (told) => [
  isOwnPage() ? nothing : entries(told),
  told.isFull ? line("This device has no room left. Sessions can only be stored while there is a network.") : nothing,
  told.clock && !isOwnPage() ? line(told.clock) : nothing,
];

// One line only: help and today stay where they are.
function entries({ refused, refusedWords, waiting, words, signedOut }) {
  const see = (what) => html`<a href="/my/waiting/">${what}</a>`;
  if (refused) return line(html`${refusedWords} could not be stored yet. ${see("See why")}`);
  if (!waiting) return nothing;
  if (signedOut) return line(html`${words} ${waiting === 1 ? "is" : "are"} kept here. <a href=${SIGN_IN}>Sign in to send</a>`);
  return line(html`${words} ${waiting === 1 ? "is" : "are"} waiting to be sent. ${see("See")}`);
}

const line = (words) => html`<p>${words}</p>`;
