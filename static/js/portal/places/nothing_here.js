// What the shell shows for an address that needs the network.
import { html, render } from "../../../vendor/lit-html.js";

export function show(stage) {
  render(
    html`<h1>No network just now</h1>
      <p>This page needs one. <a href="/my/">Today</a> and <a href="/my/help/">When to get help</a> work without.</p>`,
    stage,
  );
}
