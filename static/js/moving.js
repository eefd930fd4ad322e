// A drawn exercise that can be played and paused: fetched and put inline, because an <img> cannot be paused.
/** The moving drawing, at rest and hidden beside its still picture. */
export async function moving(still, address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`no moving picture: ${answer.status}`);
  const parsed = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
  const svg = document.importNode(parsed.documentElement, true);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", still.alt);
  svg.setAttribute("hidden", "");
  still.after(svg);
  svg.pauseAnimations();
  svg.setCurrentTime(0);
  return svg;
}

/** One of its key poses, counted round and round. */
export function showPose(svg, number) {
  const stops = svg.dataset.stops.split(" ").map(Number);
  svg.pauseAnimations();
  svg.setCurrentTime(stops[number % stops.length]);
}
