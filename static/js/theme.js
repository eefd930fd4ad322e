// Light or dark follows the device. Runs before the first paint; without it the page is light.
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  root.classList.add("js");
  apply();
  dark.addEventListener("change", apply);
})();
