// Fill the stage from one of the shell's templates, which the pages with a network show as well.
export function fill(stage, name) {
  stage.replaceChildren(document.querySelector(`template[data-place="${name}"]`).content.cloneNode(true));
  const heading = stage.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  document.title = heading.textContent;
  return stage;
}
