// Keys of the inbox: J and K or the arrows go from patient to patient, Enter opens the one that is focused.
(() => {
  const names = [...document.querySelectorAll(".attention-row h2 a")];
  const row = () => document.activeElement?.closest(".attention-row");
  const go = (by) => {
    const now = row() ? names.findIndex((name) => row().contains(name)) : by > 0 ? -1 : names.length;
    const next = names[Math.min(Math.max(now + by, 0), names.length - 1)];
    next?.focus();
    next?.closest(".attention-row").scrollIntoView({ block: "nearest" });
  };
  const keys = {
    j: () => go(1),
    k: () => go(-1),
    a: () => row()?.querySelector(".attention-do > .btn").focus(),
    d: () => {
      const more = row()?.querySelector(".attention-do details");
      if (!more) return;
      more.open = true;
      more.querySelector("input:not([type=hidden])").focus();
    },
    "?": () => {
      const list = document.getElementById("keys");
      list.open = !list.open;
      list.querySelector("summary").focus();
    },
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing) {
      if (event.key === "Escape" && row()) row().querySelector("h2 a").focus();
      return;
    }
    const arrow = row() && { ArrowDown: "j", ArrowUp: "k" }[event.key]; // without a patient they scroll, as always
    const act = keys[arrow || event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
