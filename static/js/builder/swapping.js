// The menu of a row, asked for when it opens, and the keys for one step easier or harder.
(() => {
  if (!window.builder) return;
  const { send } = window.builder;

  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches(".row-menu") || !menu.open) return;
    const list = menu.querySelector(".menu-list");
    const address = menu.closest(".item").querySelector("form.line").getAttribute("action");
    htmx.ajax("GET", `${address}more/`, { source: menu, target: list, swap: "innerHTML" }).then(() => list.querySelector("input[name=heading]")?.focus());
  }, true);

  document.addEventListener("row_done", (event) => {
    const menu = document.querySelector(`#item-${event.detail.item} .row-menu[open]`);
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  document.addEventListener("keydown", (event) => {
    const row = event.target.closest(".item");
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!row || !step || !event.altKey || !event.shiftKey) return;
    event.preventDefault();
    send(`${row.querySelector("form.line").getAttribute("action")}swap/`, { step });
  });
})();
