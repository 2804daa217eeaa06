// The files at the left. Of ten thousand, only those in sight are in the page.
const HEIGHT = 54;
let chosen = [];
let opened = -1;

function listFiles() {
  chosen = chosenFiles();
  $("rows").style.height = `${chosen.length * HEIGHT}px`;
  $("count").textContent =
    chosen.length === files.length
      ? count(files.length, "file")
      : `${chosen.length.toLocaleString("en")} of ${count(files.length, "file")}${describeFilters()}`;
  $("no-match").hidden = chosen.length > 0 || !files.length;
  drawList();
}

// What the charts filter by may be out of sight.
function describeFilters() {
  const parts = [];
  if (wanted.encoding) parts.push(wanted.encoding);
  if (wanted.script) parts.push(index.scripts[wanted.script]);
  return parts.length ? ` · ${parts.join(", ")}` : "";
}

function drawList() {
  const list = $("list");
  const first = Math.max(0, Math.floor(list.scrollTop / HEIGHT) - 4);
  const last = Math.min(chosen.length, Math.ceil((list.scrollTop + list.clientHeight) / HEIGHT) + 4);
  $("rows").replaceChildren(...chosen.slice(first, last).map((number, place) => drawFile(number, first + place)));
}

function drawFile(number, place) {
  const file = files[number];
  const cut = file.file.lastIndexOf("/") + 1;
  const folder = make("span", "folder");
  putName(folder, file.file.slice(0, cut));
  const name = make("bdi", "", folder);
  putName(name, file.file.slice(cut));
  const facts = make("span", "facts");
  const tell = (text, className = "") => facts.append(make("span", className, text));
  if (file.state === "failed") tell("failed", "bad");
  else if (!file.places) tell(file.state === "clean" ? "clean" : "encoding only");
  else {
    facts.append(drawShares(file));
    tell(share(file.changed / Math.max(file.characters, 1)));
    const asked = asksForChanges() ? `${countWanted(file).toLocaleString("en")} of ` : "";
    tell(asked + count(file.places - file.told, "change"));
  }
  if (file.uncertain) tell(`${file.uncertain.toLocaleString("en")} uncertain`, "doubt");
  if (file.told) tell(`${file.told.toLocaleString("en")} lost`, "bad");
  const row = make("div", `file ${file.state}`, make("span", "name", name), facts);
  row.style.top = `${place * HEIGHT}px`;
  row.title = file.file;
  row.id = `file-${number}`;
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", String(number === opened));
  row.dataset.number = number;
  return row;
}

const share = (part) => (part < 0.01 ? "<1%" : `${Math.min(100, Math.round(part * 100))}%`);

function drawShares(file) {
  const image = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const total = Object.values(file.rules).reduce((sum, facts) => sum + facts.places, 0) || 1;
  let left = 0;
  for (const stage of index.stages) {
    const places = Object.entries(file.rules).reduce(
      (sum, [rule, facts]) => sum + (stageOf(rule) === stage ? facts.places : 0), 0);
    if (!places) continue;
    const part = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    part.setAttribute("class", `s-${stage}`);
    part.setAttribute("x", `${(100 * left) / total}%`);
    part.setAttribute("width", `${(100 * places) / total}%`);
    part.setAttribute("height", "6");
    image.append(part);
    left += places;
  }
  return image;
}

function showInList(number) {
  const place = chosen.indexOf(number);
  const list = $("list");
  list.setAttribute("aria-activedescendant", `file-${number}`);
  if (place >= 0) {
    const top = place * HEIGHT;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + HEIGHT > list.scrollTop + list.clientHeight) list.scrollTop = top + HEIGHT - list.clientHeight;
  }
  drawList();
}

// The next file in the list that has something to show, or the one before; -1 if there is none.
function neighbour(step, wantsChanges) {
  for (let place = chosen.indexOf(opened) + step; place >= 0 && place < chosen.length; place += step) {
    if (!wantsChanges || countWanted(files[chosen[place]]) > 0) return chosen[place];
  }
  return -1;
}
