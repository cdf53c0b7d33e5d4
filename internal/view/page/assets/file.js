// A file is shown as it is understood before a row of it is queued. Without this
// file the form answers with the same as JSON.
"use strict";

const fileForm = document.getElementById("file-form");
const fileInput = document.getElementById("file-input");
const fileColumn = document.getElementById("file-column");
const fileFound = document.getElementById("file-found");
const fileRegion = document.getElementById("file");

fileForm.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopPropagation(); // of the page's other forms
  look();
});
fileInput.addEventListener("change", () => {
  fileColumn.value = "";
  fileSays([]);
  if (fileInput.files.length > 0) look();
});
fileColumn.addEventListener("input", () => fileSays([])); // what was shown holds no more
for (const type of ["dragover", "dragleave", "drop"]) {
  fileRegion.addEventListener(type, (event) => {
    if (fileInput.disabled) return;
    event.preventDefault();
    fileRegion.classList.toggle("over", type === "dragover");
    if (type !== "drop" || event.dataTransfer.files.length === 0) return;
    fileInput.files = event.dataTransfer.files;
    fileInput.dispatchEvent(new Event("change"));
  });
}

let looks = 0;

// look shows how the file that is chosen is understood. Queued is that file, read in that way.
function look() {
  const file = fileInput.files[0];
  if (!file) return fileSays([line("p", "Choose a file first.")]);
  const query = new URLSearchParams({ account: fileForm.dataset.account, name: file.name });
  if (fileColumn.value.trim()) query.set("column", "number=" + fileColumn.value.trim());
  const mine = ++looks;
  sendFile(file, query + "&dry_run=1", (said) => mine === looks && fileSays(understood(said, () => sendFile(file, query, (said) => fileSays(queued(said))))));
}

async function sendFile(file, query, show) {
  fileForm.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch("/api/v1/files?" + query, { method: "POST", body: file, headers: { "Content-Type": "application/octet-stream" } });
    show(await answer.json());
  } catch {
    fileSays([line("p", "The worker does not answer, or the file was changed: choose it again.", "need")]);
  }
  fileForm.removeAttribute("aria-busy");
}

// understood says how a file is read, what is wrong, and what it costs.
function understood(said, queue) {
  const parts = [];
  if (said.error) parts.push(line("p", said.error + ". " + said.mend + ".", "banner need"));
  if (!said.columns) return parts;
  parts.push(list("Read as " + said.format, said.columns.map((c) => c.field + " ← “" + c.column + "” (column " + c.letter + ")").concat(said.about)));
  document.getElementById("file-headings").replaceChildren(...said.columns.map((c) => c.column).concat(said.unread_columns).map((heading) => {
    const option = document.createElement("option");
    option.value = heading;
    return option;
  }));
  if (said.unread_columns.length > 0) parts.push(line("p", "Not read: " + said.unread_columns.join(", "), "quiet"));
  parts.push(list("The first entries", said.first_entries.map((entry) => JSON.stringify(entry))));
  parts.push(list("Rows that are no entry", said.bad_rows.map((row) => "line " + row.line + ": " + row.reason)));
  if (said.invalid > said.bad_rows.length) parts.push(list("All of them by what is wrong", said.bad_kinds.map((kind) => kind.rows + " " + kind.what)));
  parts.push(list("17TRACK may ask for more", said.lacking.map((kind) => kind.rows + " " + kind.what)));
  parts.push(list("Cleaned, by rows", said.cleaned.map((kind) => kind.rows + " " + kind.what)));
  parts.push(line("p", said.rows + " rows: " + said.valid + " valid, " + said.invalid + " invalid; " + said.calls + (said.calls === 1 ? " call of " : " calls of ") + said.batch_size + "."));
  if (said.valid > 0) {
    const button = line("button", "Queue these " + said.valid, "main");
    button.type = "button";
    button.addEventListener("click", () => { button.disabled = true; queue(); });
    parts.push(button);
  }
  return parts;
}

// queued says what became of the rows.
function queued(said) {
  const text = said.enqueued === undefined ? "" : said.enqueued + " enqueued to " + said.account + "-" + said.queue + ", " + said.duplicate + " waiting already, " + (said.known ? said.known + " known, " : "") + said.invalid + " invalid.";
  if (said.error) return [line("p", said.error + ". " + said.mend + ".", "banner need"), line("p", text)];
  fileForm.reset();
  return [line("p", text, "done"), list("Rows that were no entry", said.bad_rows.map((row) => "line " + row.line + ": " + row.reason))];
}

function fileSays(parts) {
  fileFound.replaceChildren(...parts.filter(Boolean));
}

function line(tag, text, name) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (name) element.className = name;
  return element;
}

function list(title, texts) {
  if (texts.length === 0) return null;
  const all = document.createElement("div");
  const items = document.createElement("ul");
  items.append(...texts.map((text) => line("li", text)));
  all.append(line("h3", title), items);
  return all;
}
