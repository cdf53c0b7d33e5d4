// Times by the clock of whoever looks, each with its zone, as the chart has them. The server writes
// them in UTC: a time of day in an element that says the date, a date and a time anywhere.
"use strict";

const utcStamp = /(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?) UTC/g;

function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const date = new Date(time.dateTime);
    const text = clockOf(date, true) + " " + zoneOf(date);
    if (time.textContent !== text) time.textContent = text;
  }
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    if (texts.currentNode.parentElement.closest("textarea, pre, code")) continue; // what others wrote
    const text = localStamps(texts.currentNode.nodeValue);
    if (texts.currentNode.nodeValue !== text) texts.currentNode.nodeValue = text;
  }
  for (const element of root.querySelectorAll("[title]")) {
    const text = localStamps(element.title);
    if (element.title !== text) element.title = text;
  }
}

function localStamps(text) {
  return text.replace(utcStamp, (_, day, clock) => {
    const date = new Date(day + "T" + clock + "Z");
    return dayOf(date) + " " + clockOf(date, clock.length > 5) + " " + zoneOf(date);
  });
}

function dayOf(date) {
  return date.getFullYear() + "-" + two(date.getMonth() + 1) + "-" + two(date.getDate());
}

function clockOf(date, seconds) {
  return two(date.getHours()) + ":" + two(date.getMinutes()) + (seconds ? ":" + two(date.getSeconds()) : "");
}

function zoneOf(date) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" }).formatToParts(date);
  return parts.find((part) => part.type === "timeZoneName").value;
}

function two(n) {
  return String(n).padStart(2, "0");
}

// A page that follows nothing stays as it was written.
if (!document.body.dataset.events) localise(document.getElementById("main"));
