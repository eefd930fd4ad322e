// Choosing rows: by tick, by keys, a range with Shift; the bar says how many and what can be done with them.
(() => {
  if (!window.builder) return;
  const bar = () => document.getElementById("many");
  const boxes = (within = document) => [...within.querySelectorAll(".choose")];
  const chosen = () => boxes().filter((box) => box.checked);
  const typing = (target) => target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
  let last = null; // the row that was chosen last: a range begins there
  let shifted = false;
  let told = 0;

  // --- how many ---------------------------------------------------------------------------------
  const tell = () => {
    const count = chosen().length;
    document.getElementById("many-count").textContent = `${count} chosen`;
    bar().elements.do[1].textContent = count < 3 ? "Superset" : "Circuit";
    if (count !== told) document.getElementById("many-live").textContent = count ? `${count} chosen. Enter on a tick leads to what can be done with them.` : "Nothing chosen";
    told = count;
  };

  // --- choosing ---------------------------------------------------------------------------------
  const extend = (to) => {
    const all = boxes();
    const [from, until] = [all.indexOf(last), all.indexOf(to)].sort((a, b) => a - b);
    if (from < 0) return;
    all.slice(from, until + 1).forEach((box) => (box.checked = to.checked));
  };
  document.addEventListener("click", (event) => {
    if (event.detail) shifted = event.shiftKey; // 0 is a click made by a key
  }, true);
  document.addEventListener("change", (event) => {
    if (!event.target.matches(".choose")) return;
    if (shifted && last) extend(event.target);
    last = event.target;
    tell();
  });
  document.addEventListener("reset", (event) => {
    if (event.target === bar()) setTimeout(tell);
  });
  document.addEventListener("merged", tell);

  // --- keys -------------------------------------------------------------------------------------
  const step = (event) => {
    const all = boxes();
    const next = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    if (event.shiftKey) {
      event.target.checked = next.checked = true;
      last = next;
      tell();
    }
    next.focus();
  };
  const chooseAll = (session) => {
    const all = boxes(session);
    const some = all.some((box) => !box.checked);
    all.forEach((box) => (box.checked = some));
    tell();
  };
  const clear = () => {
    const inside = bar().contains(document.activeElement);
    bar().reset();
    if (inside) last?.focus();
  };
  const keys = document.getElementById("keys");

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    shifted = event.shiftKey;
    const box = target.closest(".item")?.querySelector(".choose");
    const free = !typing(target) && !event.ctrlKey && !event.metaKey && !event.altKey;
    const session = target.closest(".session");
    const on = (deed) => {
      event.preventDefault();
      deed();
    };
    if (box && event.altKey && event.code === "KeyX") on(() => box.click());
    else if (box && free && key.toLowerCase() === "x") on(() => box.click());
    else if (box && free && key === " " && target.matches(".row-of-item, a")) on(() => box.click());
    else if (target === box && free && ["ArrowUp", "ArrowDown"].includes(key)) on(() => step(event));
    else if (target === box && key === "Enter") on(() => chosen().length && document.getElementById("many-part").focus());
    else if (session && !typing(target) && (event.ctrlKey || event.metaKey) && key.toLowerCase() === "a") on(() => chooseAll(session));
    else if (key === "Escape" && chosen().length && (!typing(target) || bar().contains(target)) && !target.closest("details[open]")) on(clear);
    else if (key === "?" && free && keys) {
      on(() => {
        keys.open = !keys.open;
        keys.querySelector("summary").focus();
      });
    }
  });

  // --- what came of it --------------------------------------------------------------------------
  const wrong = (is) => {
    const field = document.getElementById("many-part");
    if (is) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  };
  document.addEventListener("many", () => {
    document.getElementById("many-part").value = "";
    document.getElementById("many-said").replaceChildren();
    wrong(false);
    if (chosen().length) return;
    const next = last?.isConnected ? last : boxes()[0];
    next?.focus();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== bar()) return;
    const field = event.detail.xhr.responseText.includes('data-wrong="part"');
    wrong(field);
    if (field) document.getElementById("many-part").focus();
  });
  tell();
})();
