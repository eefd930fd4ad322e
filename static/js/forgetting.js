// On pages that are not a patient's: when a patient has left this device, nothing of theirs stays readable on it.
(() => {
  const isSomebodys = document.cookie.split("; ").some((pair) => pair.startsWith("loadwell_owner="));
  let isKept = false;
  try {
    isKept = localStorage.getItem("loadwell-owner") !== null;
  } catch {
    // Where the browser lets nobody keep anything, there is nothing to forget.
  }
  if (isKept && !isSomebodys) import("./portal/device.js").then(({ forget }) => forget());
})();
