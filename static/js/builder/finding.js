// Finding and adding: the cursor goes from the search to the dose and back, and the keys do the rest.
(() => {
  if (!window.builder) return;
  const { page, say, send } = window.builder;
  const search = document.getElementById("q");
  const found = document.getElementById("found");
  let target = ""; // the session new exercises go to
  let newest = null; // the row just added, while nothing has been typed in it

  const aim = (session) => {
    const to = document.getElementById("to");
    const option = [...to.options].find((each) => each.value.split(":")[0] === session) || to.options[0];
    if (!option) return;
    option.selected = true;
    [target] = option.value.split(":");
    document.querySelectorAll(".session").forEach((each) => each.classList.toggle("is-target", each.id === `session-${target}`));
  };
  aim("");
  document.addEventListener("merged", () => {
    for (const option of document.getElementById("to").options) {
      const [session] = option.value.split(":"); // and how many rows the page shows in it, so that a double tap adds one
      option.value = `${session}:${document.querySelectorAll(`#items-${session} > li.item`).length}`;
    }
    aim(target);
  });
  document.addEventListener("change", (event) => event.target.id === "to" && aim(event.target.value.split(":")[0]));
  document.addEventListener("focusin", (event) => {
    const session = event.target.closest(".session");
    if (session) aim(session.id.replace("session-", ""));
  });
  const toSearch = () => {
    search.focus();
    search.select();
  };
  document.addEventListener("click", (event) => {
    const here = event.target.closest("[data-add-to]");
    if (!here) return;
    aim(here.dataset.addTo);
    toSearch();
  });
  document.addEventListener("added", (event) => {
    const { item, session } = event.detail;
    if (session) {
      search.value = "";
      htmx.trigger(search, "look");
    }
    newest = document.querySelector(`#item-${item} form.line`);
    newest?.scrollIntoView({ block: "nearest" });
    newest?.elements.dose.focus();
    newest?.elements.dose.select();
  });

  // --- the dose: what is understood is said while it is typed, Enter goes on, Escape takes back ------
  let reading = 0;
  document.addEventListener("input", (event) => {
    if (!event.target.matches("input.dose")) return;
    newest = null;
    clearTimeout(reading);
    const field = event.target;
    reading = setTimeout(() => {
      const target = field.form.querySelector(".said");
      htmx.ajax("GET", page.dataset.dose, { source: field, target, swap: "innerHTML", values: { dose: field.value } });
    }, 150);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, target } = event.detail;
    const field = requestConfig.elt;
    if (!field.matches("input.dose")) return;
    const late = requestConfig.parameters.dose !== field.value || target.querySelector(".choice");
    if (late) event.detail.shouldSwap = false;
  });
  document.addEventListener("kept", (event) => {
    const form = event.target;
    for (const field of event.detail.typedSince ? [] : form.elements) {
      if ("defaultValue" in field && field.type !== "checkbox") field.defaultValue = field.value;
      if (field.type === "checkbox") field.defaultChecked = field.checked;
      if (field.options) [...field.options].forEach((each) => (each.defaultSelected = each.selected));
    }
    if (form.dataset.next && document.activeElement === form.elements.dose) toSearch();
    delete form.dataset.next;
  });
  const takeBack = (form) => {
    const revision = form.elements.revision.value;
    form.reset();
    form.elements.revision.value = revision;
    delete form.dataset.unsaved;
    form.elements.dose.removeAttribute("aria-invalid");
    htmx.ajax("GET", page.dataset.dose, { source: form.elements.dose, target: form.querySelector(".said"), swap: "innerHTML", values: { dose: form.elements.dose.value } });
    say("As it was", "saved");
  };

  // --- keys -------------------------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("form.line");
    if (event.key === "Enter" && event.target.matches("input.dose")) {
      event.preventDefault();
      form.dataset.next = "search";
      if ("unsaved" in form.dataset) htmx.trigger(form, "submit");
      else toSearch();
    } else if (event.key === "Escape" && form) {
      if ("unsaved" in form.dataset) return takeBack(form);
      if (form !== newest) return;
      newest = null;
      send(document.querySelector("#history button").getAttribute("formaction"));
      toSearch();
    } else if (event.target.closest("#add")) {
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
    const stops = [search, ...found.querySelectorAll("button")];
    const here = stops.indexOf(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && stops[here + step]) {
      event.preventDefault();
      stops[here + step].focus();
    } else if (event.key === "Escape") {
      search.value = "";
      search.focus();
      htmx.trigger(search, "look");
    }
  };
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
})();
