// The page follows the draft: pieces that changed are merged into it, whoever changed them, and typed words stay.
(() => {
  if (!window.builder) return;
  const { page, say } = window.builder;
  const EVERY_MS = 2000;
  const AROUND_MS = 80;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel(`draft ${page.dataset.live}`) : null;
  let orphaned = false; // whether the last merge would have taken away typed words
  let cut = false; // whether the last question got no answer

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-Seen"] = page.dataset.seen;
  });

  // --- merging ----------------------------------------------------------------------------------
  const typedIn = (node) => node.nodeType === Node.ELEMENT_NODE && (node.matches("form[data-unsaved]") || node.querySelector("form[data-unsaved]"));
  let added = []; // what the last merge brought: htmx is told of it alone, for telling it again of a form that waits to save would end its wait
  const callbacks = {
    beforeNodeMorphed: (old, fresh) => {
      if (old.nodeType !== Node.ELEMENT_NODE) return true;
      if (old.matches("form[data-unsaved], form[data-held]")) return false; // saving it asks which of the two shall stay
      if (old.id === "many") return false; // its ticks are in the rows, and a half-typed dose stays
      if (old.matches(".row-menu[open] > .menu-list")) return false;
      if (fresh.matches?.("[data-kept]")) return false; // the row is the same, only its place is said
      if (fresh.matches?.("[data-later]")) return false; // hints at a row follow with what stands beside
      if (old.matches("details")) fresh.open = old.open;
      if (old.matches("[data-chosen]")) fresh.checked = old.checked;
      return true;
    },
    afterNodeAdded: (node) => added.push(node),
    beforeNodeRemoved: (node) => {
      if (!typedIn(node)) return true;
      orphaned = true;
      return false;
    },
  };

  const morph = (here, fresh) => Idiomorph.morph(here, fresh, { morphStyle: "outerHTML", callbacks });

  const fetchHome = (fresh) => {
    // A row that changed its session is carried over first, so that it stays the same row with the same words.
    for (const row of fresh.querySelectorAll("li.item")) {
      const here = document.getElementById(row.id);
      const list = document.getElementById(row.parentElement.id);
      if (!here && "kept" in row.dataset) row.remove(); // newer than the answer itself: the next one brings it
      if (here && list && here.parentElement !== list) list.append(here);
    }
  };

  const merge = (html) => {
    const held = document.activeElement;
    orphaned = false;
    added = [];
    const pieces = [...new DOMParser().parseFromString(html, "text/html").body.children];
    pieces.forEach(fetchHome);
    for (const fresh of pieces) {
      const here = document.getElementById(fresh.id);
      if (here) morph(here, fresh);
    }
    added.filter((node) => node.nodeType === Node.ELEMENT_NODE && node.isConnected).forEach((node) => htmx.process(node));
    if (held?.isConnected && held !== document.activeElement) held.focus({ preventScroll: true });
    document.dispatchEvent(new Event("merged"));
  };

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (!xhr.getResponseHeader("X-Pieces")) return;
    merge(xhr.responseText);
    Object.assign(event.detail, { serverResponse: "", swapOverride: "none", shouldSwap: true });
  });

  // --- what stands beside follows every edit, once for several quick ones --------------------------
  const asker = document.createElement("form");
  asker.hidden = true;
  asker.dataset.quiet = ""; // it asks again with the next edit
  page.append(asker);
  let soon = 0;
  const lookAround = () => {
    clearTimeout(soon);
    soon = setTimeout(() => htmx.ajax("GET", page.dataset.around, { source: asker, swap: "none" }), AROUND_MS);
  };

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.matches?.("li.item")) lookAround(); // "Take theirs" brings a row without its hints
  });

  // --- following --------------------------------------------------------------------------------
  const look = () => htmx.ajax("GET", page.dataset.live, { source: page, swap: "none" });

  document.addEventListener("draft", (event) => {
    const { number, count, others, pieces } = event.detail;
    if (number <= Number(page.dataset.seen)) return;
    if (!pieces && (count > 1 || others.length)) return look(); // somebody else's edits lie between
    page.dataset.seen = number;
    lookAround();
    tabs?.postMessage(number);
    if (orphaned) say("A colleague removed what you are typing in. Copy your words: this row is no longer part of the draft.", "trouble");
    else if (others.length) say(others.at(-1), "news");
  });
  tabs?.addEventListener("message", (event) => {
    if (event.data > Number(page.dataset.seen)) look();
  });
  setInterval(() => document.visibilityState === "visible" && look(), EVERY_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());

  document.addEventListener("htmx:sendError", (event) => {
    if (event.detail.elt === page) cut = true;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== page || !event.detail.xhr.status || !cut) return;
    cut = false;
    if (!document.querySelector("form[data-unsaved]")) say("Connected again", "saved");
  });

  // --- undo and redo ----------------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !["z", "y"].includes(key)) return;
    if (event.target.closest("form[data-unsaved], input[type=search]")) return; // the field's own undo
    event.preventDefault();
    const [undo, redo] = document.querySelectorAll("#history button");
    const button = key === "y" || event.shiftKey ? redo : undo;
    // Not a click: the button says what can be undone only a moment after the edit.
    window.builder.send(button.getAttribute("formaction"));
  });
})();
