// In which order a session is done: set after set, each side in turn, supersets and circuits in rounds. Pure.
export const MOST_SETS = 20; // of one exercise, a set on each side being two; the server's own limit

/** The key of a step among an exercise's sets. */
export const keyOf = (step) => `${step.number}${step.side}`;

export const isSame = (one, other) =>
  Boolean(one && other) && one.item === other.item && one.number === other.number && one.side === other.side;

/** The exercises of this training: all, or the starred ones of the short version. */
export function itemsOf(session, isShort) {
  return isShort ? session.items.filter((item) => session.short.includes(item.id)) : session.items;
}

export const sidesOf = (item) => (item.sides?.length ? item.sides : [item.side ?? ""]);

/** How many sets of it there are to do: those asked for, and those added. */
export function setsOf(item, said) {
  return Math.min((item.sets || 1) + (said?.extra ?? 0), mostSets(item));
}

export const mostSets = (item) => Math.floor(MOST_SETS / sidesOf(item).length);

/** Neighbours with the same group number make a block; everything else is a block of its own. */
export function blocksOf(items) {
  const blocks = [];
  for (const item of items) {
    const last = blocks.at(-1);
    if (last && item.group != null && last[0].group === item.group) last.push(item);
    else blocks.push([item]);
  }
  return blocks;
}

/** Every step of the session in the order of work: {item, number, side}. */
export function stepsOf(items, said) {
  return blocksOf(items).flatMap((block) => stepsOfBlock(block, said));
}

function stepsOfBlock(block, said) {
  const rounds = Math.max(...block.map((item) => setsOf(item, said[item.id])));
  const steps = [];
  for (let number = 1; number <= rounds; number += 1) {
    for (const item of block) {
      if (number > setsOf(item, said[item.id])) continue;
      for (const side of sidesOf(item)) steps.push({ item: item.id, number, side });
    }
  }
  return steps;
}

/** What lies between a step that was just done and the next one: nothing, a change, or a rest of so many seconds. */
export function between(items, done, next, isTimed) {
  const from = items.find((item) => item.id === done.item);
  if (done.item === next.item && done.number === next.number) {
    return isTimed ? { what: "change", seconds: CHANGE_SECONDS, starts: true } : null;
  }
  const block = blocksOf(items).find((held) => held.includes(from));
  const isTurn = block.length > 1 && next.number === done.number && block.some((item) => item.id === next.item);
  if (isTurn && next.item !== done.item) return { what: "change", seconds: CHANGE_SECONDS, starts: false };
  const seconds = Math.max(...block.map((item) => item.rest_seconds ?? 0));
  return seconds > 0 ? { what: "rest", seconds, starts: false } : null;
}

export const CHANGE_SECONDS = 10;
