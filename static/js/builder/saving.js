// The builder's sign and its forms: what is typed is saved as it happens, and never lost.
// Without a script every row is a plain form with its own Save button.
(() => {
  const page = document.getElementById("builder");
  const sign = document.getElementById("saved");
  if (!page || !sign) return;

  const RETRY_MS = 5000;
  const unsaved = () => [...document.querySelectorAll("form[data-unsaved]")];
  const content = (form) => new URLSearchParams(new FormData(form)).toString();
  let leaving = null; // a form that waits until everything typed is saved

  const say = (words, state) => {
    sign.textContent = words;
    sign.dataset.state = state;
  };

  // htmx sends what a form asks to the address of the button pressed last in it, so what no button asked has its own.
  const errand = document.createElement("form");
  errand.hidden = true;
  errand.setAttribute("hx-sync", "#act:queue all");
  page.append(errand);

  // What the other scripts of the builder share.
  window.builder = {
    page,
    say,
    act: document.getElementById("act"),
    send: (url, values = {}) => htmx.ajax("POST", url, { source: errand, swap: "none", values }),
  };

  // A form that names no address of its own for htmx is sent where it would go without a script.
  // Which button was pressed the browser knows: htmx remembers only the last one, and not yet one that is new here.
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt: form, formData, triggeringEvent } = event.detail;
    if (form.getAttribute("hx-post") === "" && form.id !== "act") event.detail.path = form.getAttribute("action");
    const button = triggeringEvent?.submitter;
    if (!button) return;
    if (button.hasAttribute("formaction")) event.detail.path = button.getAttribute("formaction");
    if (form.id === "act") [...formData.keys()].filter((name) => name !== "csrfmiddlewaretoken").forEach((name) => formData.delete(name));
    if (button.name) formData.set(button.name, button.value);
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
    if (xhr.status >= 500 && elt.matches("form[data-saves]")) keepTrying(elt, "The server is not well. What you typed stays here and is sent again in a moment.");
    else if (xhr.status === 404 || (xhr.status >= 500 && elt !== page && !elt.matches("[data-quiet]"))) say("Not saved. What you typed is still here; open the page again to go on.", "trouble");
    if (leaving) go(successful);
  });

  document.addEventListener("htmx:sendError", (event) => {
    leaving = null;
    const form = event.detail.elt;
    if (form === page || form.matches("[data-quiet], input.dose, input[type=search]")) return; // they ask again by themselves
    if (form.matches("form[data-saves]")) keepTrying(form, "No connection. What you typed stays here and is sent when it is back.");
    else say("No connection. That was not done: try it again when the connection is back.", "trouble");
  });
  const keepTrying = (form, words) => {
    say(words, "trouble");
    setTimeout(() => htmx.trigger(form, "submit"), RETRY_MS);
  };

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

  // What the server made of a row: its fields follow, unless more was typed since.
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
    form.dispatchEvent(new CustomEvent("kept", { bubbles: true, detail: { typedSince } }));
  });
  document.addEventListener("said", (event) => say(event.detail.value, "saved"));
  document.addEventListener("refused", (event) => say(event.detail.value, "trouble"));
})();
