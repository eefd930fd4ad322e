// Arrow keys go to the previous and the next page where links say which they are, unless somebody is writing.
(() => {
  const ways = { ArrowLeft: "prev", ArrowRight: "next" };
  document.addEventListener("keydown", (event) => {
    const way = ways[event.key];
    const isTaken = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented;
    if (!way || isTaken || event.target.closest("input, textarea, select, [contenteditable]")) return;
    document.querySelector(`main a[rel="${way}"]`)?.click();
  });
})();
