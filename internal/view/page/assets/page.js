// The page follows the server and sends its forms without going away. Without
// this file it works just the same, only not by itself.
"use strict";

const drawn = document.getElementById("chart"); // not where the past is drawn
const chart = drawn && new SpeedChart(drawn);
const pastEvery = 60000;
const main = document.getElementById("main");
const live = document.getElementById("live");
const announce = document.getElementById("announce");
const small = matchMedia("(max-width: 46rem)"); // a phone, on which what is seldom looked at is folded
const comeAgain = 10000; // milliseconds
const glanceEvery = 30000;
let source = null;
let later = 0;

if (small.matches) for (const part of document.querySelectorAll("details.fold")) part.open = false;
localise(main);
if (drawn) document.getElementById("chart-zone").textContent = "times in " + zoneOf(new Date());
else setInterval(renewPast, pastEvery);
follow();
document.addEventListener("submit", send);
document.addEventListener("visibilitychange", () => document.hidden || follow());
addEventListener("pagehide", unfollow);
addEventListener("pageshow", (event) => event.persisted && follow());

function follow() {
  unfollow();
  source = new EventSource(document.body.dataset.events);
  source.addEventListener("points", (event) => chart?.add(JSON.parse(event.data)));
  source.addEventListener("regions", (event) => {
    show(JSON.parse(event.data));
    if (document.hidden) followLater(glanceEvery);
  });
  source.addEventListener("error", () => {
    say("not live: trying again", true);
    setStale(true);
    if (source.readyState === EventSource.CLOSED) followLater(comeAgain);
  });
}

// renewPast draws the past anew, of which the last step is under way.
async function renewPast() {
  const past = document.getElementById("r-past");
  if (document.hidden || past.querySelector("details[open]")) return;
  try {
    const answer = await fetch(location.href);
    const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("r-past");
    if (!fresh) return;
    past.replaceChildren(...fresh.childNodes);
    localise(past);
  } catch {
    // that the worker does not answer is said already
  }
}

// followLater lets go of the server for a while. A page that nobody sees only glances at it, for its
// title: browsers give a host six connections, for all pages that are open.
function followLater(wait) {
  unfollow();
  later = setTimeout(follow, wait);
}

function unfollow() {
  clearTimeout(later);
  source?.close();
}

function say(text, off) {
  live.hidden = false;
  live.textContent = text;
  live.classList.toggle("off", off);
}

function show(regions) {
  for (const [name, html] of Object.entries(regions)) {
    if (name === "title") {
      document.title = plain(html);
      continue;
    }
    const element = document.getElementById("r-" + name);
    if (element) morph(element, html);
  }
  localise(main);
  const away = document.querySelector("#r-trouble .banner") !== null;
  say(away ? "not live" : "live", away);
  setStale(away);
  const word = document.querySelector("#r-headline h1");
  if (regions.headline && word) announceState(word);
}

// setStale says that the figures are not those of now: then nothing is green, and no button can do
// what it says.
function setStale(stale) {
  main.classList.toggle("stale", stale);
  for (const part of document.querySelectorAll("fieldset.controls, .find button")) part.disabled = stale;
}

// announceState tells a screen reader of another state, not of another figure.
function announceState(word) {
  if (word.className !== announce.dataset.state) {
    if (announce.dataset.state !== undefined) announce.textContent = word.textContent;
    announce.dataset.state = word.className;
  }
}

function plain(html) {
  return new DOMParser().parseFromString(html, "text/html").body.textContent;
}

async function send(event) {
  const form = event.target;
  if (form.method !== "post") return;
  event.preventDefault();
  const button = event.submitter || form.querySelector("button");
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)) });
    const said = await answer.json();
    announce.textContent = said.error ? said.error + ". " + said.mend + "." : said.action + ": " + said.text;
    if (said.error) alertOf(said);
    else form.reset();
  } catch {
    alertOf({ error: "the worker does not answer", mend: "see whether it runs, and try again" });
  }
  button.removeAttribute("aria-busy");
}

// alertOf shows why a form's request was not done.
function alertOf(said) {
  const banner = document.createElement("p");
  banner.className = "banner need";
  banner.setAttribute("role", "alert");
  banner.textContent = said.error + ": " + said.mend + ".";
  document.getElementById("failed")?.remove();
  banner.id = "failed";
  main.querySelector(".top").after(banner);
  setTimeout(() => banner.remove(), 15000);
}
