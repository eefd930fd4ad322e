// The cookies of this place: a page reads them at once, the worker has to ask for them first.
let read = () => document.cookie;

export const cookie = (name) =>
  read()
    .split("; ")
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? "";

// Before the worker sends, and again after the server has set one.
export async function readCookies() {
  if (globalThis.document) return;
  const all = await cookieStore.getAll();
  const text = all.map(({ name, value }) => `${name}=${value}`).join("; ");
  read = () => text;
}
