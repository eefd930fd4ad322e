// The order of rows: by drag, and by Alt and the arrows.
(() => {
  if (!window.builder) return;
  const { send } = window.builder;

  const placed = ({ item, from, to, oldIndex, newIndex }) => {
    if (from === to && oldIndex === newIndex) return;
    const position = [...to.querySelectorAll(".item")].indexOf(item) + 1;
    send(`${item.querySelector("form.line").getAttribute("action")}move/`, { session: to.dataset.session, position });
  };
  const drag = () =>
    document.querySelectorAll(".items").forEach((list) => {
      if (Sortable.get(list)) return;
      new Sortable(list, { group: "items", handle: ".grip", draggable: ".item", animation: 120, onEnd: placed });
    });
  drag();
  document.addEventListener("merged", drag);

  document.addEventListener("moved", (event) => {
    document.getElementById(`item-${event.detail.item}`)?.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("part", (event) => {
    const part = document.getElementById(event.detail.value);
    part?.scrollIntoView({ block: "start" });
    part?.querySelector("input[type=search], input[name=name]")?.focus({ preventScroll: true });
  });

  document.addEventListener("keydown", (event) => {
    const row = event.target.closest(".item");
    if (!row || !event.altKey || event.shiftKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    row.querySelector(`.tools [value="${event.key === "ArrowUp" ? -1 : 1}"]`).click();
  });
})();
