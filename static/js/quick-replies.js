// A quick reply starts the message: it is put where the cursor was, and nothing is sent.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reply]");
  if (!button) return;
  const box = document.getElementById(button.dataset.reply);
  const before = box.value && !box.value.endsWith("\n") ? " " : "";
  box.setRangeText(before + button.textContent, box.value.length, box.value.length, "end");
  box.focus();
});
