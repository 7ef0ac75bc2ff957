// Asking the server while somebody types or chooses: not at each key, and without a word when the network is away.

const WAIT = 350;
let waiting;

/** Does `act` once nothing happened for a moment. */
export function later(act) {
  clearTimeout(waiting);
  waiting = setTimeout(act, WAIT);
}

/** What the server answers, as an object; undefined when it does not. */
export async function question(url, query) {
  const response = await fetch(`${url}?${query}`, { headers: { Accept: "application/json" } }).catch(() => undefined);
  return response?.ok ? response.json() : undefined;
}
