// What is half typed at a hint stays, and the keyboard goes on where the hint was.
(() => {
  if (!window.builder) return;
  let at = null; // the panel, or the row, whose button was pressed

  document.addEventListener("input", (event) => {
    const form = event.target.closest(".put-aside form");
    if (form) form.dataset.held = ""; // a reason half typed stays when a colleague's edit arrives
  });

  document.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    at = pressed?.closest(".row-advice") ? pressed.closest("li.item").id : pressed?.closest("#hints") ? "hints" : null;
  });

  // What was pressed is gone with its hint: go on at the row's dose, or at the heading of the hints.
  document.addEventListener("merged", () => {
    if (!at || (document.activeElement && document.activeElement !== document.body)) return;
    const row = at === "hints" ? null : document.getElementById(at);
    (row?.querySelector("[name=dose]") ?? document.getElementById("hints-title"))?.focus({ preventScroll: true });
    at = null;
  });
})();
