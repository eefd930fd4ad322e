// Where the browser offers to install, one button does; where not, the words beside it stay.
(() => {
  const card = document.querySelector("[data-home-screen]");
  if (!card) return;
  const button = card.querySelector("[data-install]");
  let offer = null;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    button.hidden = false;
    card.querySelector("[data-by-hand]").hidden = true;
  });
  button.addEventListener("click", () => offer?.prompt());
  addEventListener("appinstalled", () => card.querySelector("form").requestSubmit());
})();
