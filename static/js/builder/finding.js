// Finding and adding: the cursor goes from the search to the dose and back, and the keys do the rest.
(() => {
  if (!window.builder) return;

  document.addEventListener("added", (event) => {
    const { item, session } = event.detail;
    if (session) {
      const search = document.getElementById(`q-${session}`);
      search.value = "";
      document.getElementById(`found-${session}`).replaceChildren();
    }
    const dose = document.querySelector(`#item-${item} .dose`);
    dose?.focus();
    dose?.select();
  });

  const backToSearch = (form) => form.closest(".session").querySelector(".add input[type=search]").focus();
  document.addEventListener("kept", (event) => {
    const form = event.target;
    if (form.dataset.next && document.activeElement === form.elements.dose) backToSearch(form);
    delete form.dataset.next;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input.dose")) {
      event.preventDefault();
      const form = event.target.form;
      form.dataset.next = "search";
      if ("unsaved" in form.dataset) htmx.trigger(form, "submit");
      else backToSearch(form);
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
