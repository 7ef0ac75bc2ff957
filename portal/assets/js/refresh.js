// A part of a page that is still at work says where it can be read again and how often: the `live` macro.

const selector = "turbo-frame[data-refresh-from]";
let timer;

function next() {
  clearTimeout(timer);
  const frame = document.querySelector(selector);
  if (frame) timer = setTimeout(() => read(frame), Number(frame.dataset.refreshEvery) * 1000);
}

async function read(frame) {
  if (document.hidden) return next();
  try {
    const answer = await fetch(frame.dataset.refreshFrom, { headers: { "Turbo-Frame": frame.id, Accept: "text/html" } });
    if (answer.redirected) return location.replace(answer.url); // it goes on elsewhere
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = answer.ok && page.getElementById(frame.id);
    if (fresh && frame.isConnected) frame.replaceWith(document.adoptNode(fresh));
  } catch {
    // the network is away; the next round asks again
  }
  next();
}

document.addEventListener("turbo:load", next);
