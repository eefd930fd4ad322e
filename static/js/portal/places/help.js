// When to get help, without a network: the words of the server's page, with the numbers that the pack brought.
import { html, render } from "../../../vendor/lit-html.js";
import { getPack } from "../sync.js";

export async function show(stage) {
  const words = document.querySelector('template[data-text="help"]').content.cloneNode(true);
  fill(words, (await getPack().catch(() => null))?.clinic); // the words come whatever the device keeps
  const heading = document.createElement("h1");
  heading.textContent = "When to get help";
  stage.replaceChildren(heading, words);
}

// Where the clinic's number is known, it stands instead of the sentence that is true everywhere.
function fill(words, clinic) {
  if (clinic?.emergency) {
    const { text, href } = clinic.emergency;
    put(words, "emergency", html`<a class="btn btn-danger btn-lg" href=${href}>Call ${text}</a>`);
  }
  const others = [
    [clinic?.advice, "Medical advice"],
    [clinic?.phone, clinic?.name],
  ].filter(([number]) => number);
  if (!others.length) return;
  const link = ([number, who]) => html`<a class="btn btn-quiet btn-lg" href=${number.href}>${who}: ${number.text}</a> `;
  put(words, "today", others.map(link));
}

function put(words, name, what) {
  const place = words.querySelector(`[data-number="${name}"]`);
  place.replaceChildren();
  render(what, place);
}
