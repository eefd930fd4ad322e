// The builder's script: order by drag and by keys, a quiet sign for what is saved, and nothing typed is ever lost.
// Without it every row is a plain form with its own Save button.
(() => {
  const page = document.getElementById("builder");
  const sign = document.getElementById("saved");
  const act = document.getElementById("act");
  if (!page || !sign || !act) return;

  const RETRY_MS = 5000;
  const unsaved = () => [...document.querySelectorAll("form[data-unsaved]")];
  const content = (form) => new URLSearchParams(new FormData(form)).toString();
  let leaving = null; // a form that waits until everything typed is saved

  const say = (words, state) => {
    sign.textContent = words;
    sign.dataset.state = state;
  };

  // A form that names no address of its own for htmx is sent where it would go without a script.
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.detail.elt;
    if (form.getAttribute("hx-post") === "") event.detail.path = form.getAttribute("action");
  });

  // --- saving -------------------------------------------------------------------------------
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-saves]");
    if (form) form.dataset.unsaved = "";
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt;
    if (!form.matches("form[data-saves]")) return;
    if (!("unsaved" in form.dataset)) return event.preventDefault(); // nothing has changed since
    form.dataset.sent = content(form);
    say("Saving…", "busy");
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr } = event.detail;
    const successful = xhr.status >= 200 && xhr.status < 300; // to htmx a 422 that is shown is a success
    if (elt.matches("form[data-saves]")) {
      if (successful && content(elt) === elt.dataset.sent) delete elt.dataset.unsaved;
      mark(elt, successful ? "" : xhr.responseText);
    }
    if (successful && elt.matches("form[data-saves]")) say("Saved", "saved");
    if (xhr.status === 422 && elt.matches("form[data-saves]")) say("Not saved: see the marked field.", "trouble");
    if (xhr.status === 409 && elt.matches("form[data-saves]")) say("Not saved: somebody else changed it.", "trouble");
    if (xhr.status === 404 || xhr.status >= 500) say("Not saved. What you typed is still here; open the page again to go on.", "trouble");
    if (leaving) go(successful);
  });

  document.addEventListener("htmx:sendError", (event) => {
    say("No connection. What you typed stays here and is sent when it is back.", "trouble");
    leaving = null;
    const form = event.detail.elt;
    if (form.matches("form[data-saves]")) setTimeout(() => htmx.trigger(form, "submit"), RETRY_MS);
  });

  // Say at the field itself whether it was understood; the answer names the fields that were not.
  const mark = (form, answer) => {
    const wrong = [...answer.matchAll(/data-wrong="(\w+)"/g)].map((found) => found[1]);
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "submit") continue;
      if (wrong.includes(field.name)) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  };

  // Publishing, adding a session and the like open the page anew: first everything typed is saved.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("hx-post") || form.method !== "post" || !unsaved().length) return;
    event.preventDefault();
    leaving = { form, submitter: event.submitter };
    unsaved().forEach((each) => htmx.trigger(each, "submit"));
  });
  const go = (successful) => {
    if (!successful) {
      leaving = null;
      document.querySelector("#builder [aria-invalid]")?.focus();
    } else if (!unsaved().length) {
      const { form, submitter } = leaving;
      leaving = null;
      form.requestSubmit(submitter);
    }
  };
  window.addEventListener("beforeunload", (event) => {
    if (unsaved().length) event.preventDefault();
  });

  // --- what the server says happened -----------------------------------------------------------
  document.addEventListener("saved", (event) => {
    const { item, revision, dose, side } = event.detail;
    const form = document.querySelector(`#item-${item} form.line`);
    if (!form) return;
    const typedSince = content(form) !== form.dataset.sent;
    form.elements.revision.value = revision;
    if (!typedSince) {
      form.elements.dose.value = dose;
      if (form.elements.side) form.elements.side.value = side;
      form.dataset.sent = content(form);
    }
    if (form.dataset.next && document.activeElement === form.elements.dose) {
      form.closest(".session").querySelector(".add input[type=search]").focus();
    }
    delete form.dataset.next;
  });

  document.addEventListener("added", (event) => {
    const { item, session, name } = event.detail;
    if (session) {
      const search = document.getElementById(`q-${session}`);
      search.value = "";
      document.getElementById(`found-${session}`).replaceChildren();
    }
    say(`${name} added`, "saved");
    const dose = document.querySelector(`#item-${item} .dose`);
    dose?.focus();
    dose?.select();
  });

  document.addEventListener("moved", (event) => {
    const { item, session, position, said } = event.detail;
    const row = document.getElementById(`item-${item}`);
    const list = document.getElementById(`items-${session}`);
    if (!row || !list) return;
    const held = row.contains(document.activeElement) ? document.activeElement : null;
    const others = [...list.querySelectorAll(".item")].filter((other) => other !== row);
    if (list.querySelectorAll(".item")[position - 1] !== row) list.insertBefore(row, others[position - 1] || null);
    held?.focus();
    row.scrollIntoView({ block: "nearest" });
    say(said, "saved");
  });

  document.addEventListener("removed", (event) => say(`${event.detail.name} removed`, "saved"));
  document.addEventListener("refused", (event) => say(event.detail.value, "trouble"));

  // --- order by drag ------------------------------------------------------------------------------
  const placed = ({ item, from, to, oldIndex, newIndex }) => {
    if (from === to && oldIndex === newIndex) return;
    const position = [...to.querySelectorAll(".item")].indexOf(item) + 1;
    const values = { session: to.dataset.session, position };
    htmx.ajax("POST", `${item.querySelector("form.line").getAttribute("action")}move/`, { source: act, swap: "none", values });
  };
  page.querySelectorAll(".items").forEach((list) => {
    new Sortable(list, { group: "items", handle: ".grip", draggable: ".item", animation: 120, onEnd: placed });
  });

  // --- keys ---------------------------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest(".item");
    if (row && event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      row.querySelector(`.tools [value="${event.key === "ArrowUp" ? -1 : 1}"]`).click();
    } else if (event.key === "Enter" && event.target.matches("input.dose")) {
      event.preventDefault();
      const form = event.target.form;
      form.dataset.next = "search";
      if ("unsaved" in form.dataset) htmx.trigger(form, "submit");
      else form.closest(".session").querySelector(".add input[type=search]").focus();
    } else if (event.target.closest(".add")) {
      amongFound(event);
    } else if (event.key === "Escape") {
      const menu = event.target.closest("details.menu[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
  });
  const amongFound = (event) => {
    const add = event.target.closest(".add");
    const stops = [add.querySelector("input[type=search]"), ...add.querySelectorAll(".found button")];
    const here = stops.indexOf(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && stops[here + step]) {
      event.preventDefault();
      stops[here + step].focus();
    } else if (event.key === "Escape") {
      stops[0].value = "";
      stops[0].focus();
      add.querySelector(".found").replaceChildren();
    }
  };
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
})();
