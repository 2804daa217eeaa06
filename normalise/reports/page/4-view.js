// The file at the right: before and after, side by side.
let view = null;
let places = [];
let marks = new Map(); // from a place to its marks
let current = -1;
let showsAll = false;
let opening = 0;

// Controls, format characters, private use: what doesn't show, or would turn the line round, gets a sign. A joiner
// within an emoji is left alone.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00a0\u00ad\u061c\u200b\u200c\u200e\u200f\u2028-\u202f\u205f-\u206f\u3164\ue000-\uf8ff\ufeff\ufff9-\ufffb]|\u200d(?!\p{Extended_Pictographic})/gu;
const SIGNS = { "\u00a0": "NBSP", "\u00ad": "SHY", "\u200b": "ZWSP", "\u200d": "ZWJ", "\u200c": "ZWNJ", "\ufeff": "BOM" };
const BYTES_SHOWN = 24;

function sign(text) {
  return make("span", "sign", text);
}

function putText(element, text) {
  let position = 0;
  for (const match of text.matchAll(HIDDEN)) {
    const code = match[0].charCodeAt(0).toString(16).toUpperCase();
    const named = SIGNS[match[0]] || (code.length > 2 ? `U+${code}` : code.padStart(2, "0"));
    element.append(text.slice(position, match.index), sign(named));
    position = match.index + 1;
  }
  element.append(text.slice(position));
}

// A name is one line, and has no newlines to break it.
function putName(element, name) {
  for (const part of name.split(/([\t\n])/u)) {
    if (part === "\t" || part === "\n") element.append(sign(part === "\t" ? "09" : "0A"));
    else putText(element, part);
  }
}

function putBlank(element, text) {
  for (const character of text) element.append(character === " " ? sign("space") : character === "\t" ? sign("tab") : character);
}

function putBytes(element, hex) {
  const pairs = hex.match(/../g) || [];
  const more = pairs.length > BYTES_SHOWN ? ` … ${pairs.length} bytes` : "";
  element.append(sign(pairs.slice(0, BYTES_SHOWN).join(" ") + more));
}

// Is the change no change, but told because it can't be put right? One that shares its pieces has them of its own.
function isTold(number, piece) {
  const change = view.changes[number];
  return change.length > 3 ? change[3] === change[4] : piece[0] === piece[1];
}

function drawMark(token, isBefore, place) {
  const [before, after, chain] = view.pieces[token.number];
  const isGone = isBefore && after === "";
  const change = chain.length ? view.changes[isGone || !isBefore ? chain.at(-1) : chain[0]] : null;
  const piece = view.pieces[token.number];
  const made = chain.filter((number) => !isTold(number, piece));
  const confidence = Math.min(1, ...made.map((number) => view.changes[number][2]));
  const told = made.length < chain.length;
  const mark = make("span", `mark ${change ? stageClass(change[0]) : ""}`);
  const isBytes = isBefore && chain.length && stageOf(view.changes[chain[0]][0]) === "decode";
  if (isGone) mark.classList.add("gone");
  if (told) mark.classList.add("told");
  else if (confidence < UNCERTAIN) mark.classList.add("uncertain");
  if (isBytes && token.text) putBytes(mark, token.text);
  else if (token.text && !token.text.trim()) putBlank(mark, token.text);
  else putText(mark, token.text);
  if (token.breaks) mark.append(sign("↵"));
  else if (!token.text) mark.classList.add("empty");
  mark.dataset.place = place;
  const found = marks.get(place) || [];
  found.push(mark);
  marks.set(place, found);
  return mark;
}

// The same characters have other forms in other places: the font goes by the language.
function languageOf(file, isBefore) {
  const conversion = Object.keys(file.rules).find((rule) => stageOf(rule) === "convert");
  if (conversion && !isBefore) return conversion.startsWith("convert/s2") ? "zh-Hant" : "zh-Hans";
  return { hant: "zh-Hant", ja: "ja", ko: "ko" }[file.script] || "zh-Hans";
}

function drawCell(tokens, isBefore, placeOf) {
  const cell = make("div", tokens ? "cell" : "cell none");
  cell.lang = languageOf(files[opened], isBefore);
  // Where a place has text, or a sign already, no sign says that some of its parts have none.
  const isSign = (token) => !token.plain && !token.text && !token.breaks;
  const drawn = new Set((tokens || []).filter((token) => !token.plain && !isSign(token)).map(({ number }) => placeOf.get(number)));
  for (const token of tokens || []) {
    const place = placeOf.get(token.number);
    if (token.plain) putText(cell, token.text);
    else if (!isSign(token) || !drawn.has(place)) {
      cell.append(drawMark(token, isBefore, place));
      drawn.add(place);
    }
  }
  return cell;
}

function drawRow(row, placeOf) {
  if (row.skipped) return [make("div", "fold", `${count(row.skipped, "unchanged line")}, not kept in this report`)];
  return splitRow(row).map((part) =>
    make(
      "div",
      row.touched ? "row touched" : "row",
      make("span", "ln", String(part.leftNumber)),
      drawCell(part.left, true, placeOf),
      make("span", "ln", String(part.rightNumber)),
      drawCell(part.right, false, placeOf),
    ),
  );
}

function drawRows() {
  const placeOf = new Map();
  places.forEach((place, number) => place.pieces.forEach((piece) => placeOf.set(piece, number)));
  marks = new Map();
  const rows = layOut(view);
  const body = document.createDocumentFragment();
  let position = 0;
  for (const fold of showsAll ? [] : findFolds(rows)) {
    for (; position < fold.from; position += 1) body.append(...drawRow(rows[position], placeOf));
    const button = make("button", "fold", `↕ ${count(fold.to - fold.from, "unchanged line")}`);
    button.type = "button";
    button.addEventListener("click", () => {
      button.replaceWith(...rows.slice(fold.from, fold.to).flatMap((row) => drawRow(row, placeOf)));
    });
    body.append(button);
    position = fold.to;
  }
  for (; position < rows.length; position += 1) body.append(...drawRow(rows[position], placeOf));
  if (view.left_out) body.append(make("p", "nothing", `${count(view.left_out, "change")} further down are not kept in this report; --explain and a report as JSON have them all.`));
  return body;
}

function drawHead(file) {
  const facts = [];
  if (file.encoding) facts.push(file.encoding.startsWith("utf-8") ? file.encoding : `${file.encoding} → utf-8`);
  if (file.confidence < 0.9995 && file.encoding) facts.push(`read with ${percent(file.confidence)} certainty`);
  if (file.script) facts.push(index.scripts[file.script] || file.script);
  if (file.places) facts.push(count(file.places - file.told, "change"));
  if (file.uncertain) facts.push(`${file.uncertain.toLocaleString("en")} uncertain`);
  if (file.told) facts.push(`${file.told.toLocaleString("en")} can’t be put right`);
  const name = make("h2");
  putName(name, file.file);
  const line = make("div", "line", name, make("span", "facts", facts.join(" · ")));
  const head = make("div", "file-head", line);
  for (const message of file.messages) {
    const told = make("p", "message");
    putText(told, message);
    head.append(told);
  }
  if (view) {
    const all = make("button", "", showsAll ? "around changes" : "all lines");
    all.type = "button";
    all.addEventListener("click", toggleAll);
    line.append(all);
    head.append(make("div", "sides", make("span", "", "before"), make("span", "", "after")));
  }
  return head;
}

async function openFile(number, goTo = 0, scrolls = true) {
  const ticket = (opening += 1);
  const unpacked = await unpack(number).catch(() => undefined);
  if (ticket !== opening) return;
  opened = number;
  view = unpacked;
  places = view ? findPlaces(view) : [];
  marks = new Map();
  current = -1;
  drawView();
  if (unpacked === undefined) $("view").lastChild.textContent = "This browser can’t unfold the content of files: it is too old, or the report is damaged.";
  showInList(number);
  $("view").scrollTop = 0;
  // On a narrow screen the file stands below the list: go there, unless it is the page itself that opens.
  if (scrolls && isNarrow()) $("view").scrollIntoView();
  goToPlace(goTo < 0 ? lastWanted(places.length, -1) : lastWanted(goTo - 1, 1), false, scrolls);
}

const isNarrow = () => matchMedia("(max-width: 900px)").matches;

function drawView() {
  const file = files[opened];
  const parts = [drawHead(file)];
  if (view) parts.push(drawRows());
  else parts.push(make("p", "nothing", WITHOUT_VIEW[file.places ? "left out" : file.state] || "There is nothing to show."));
  $("view").replaceChildren(...parts);
  markWanted();
}

const WITHOUT_VIEW = {
  clean: "Clean: not a byte is different.",
  changed: "The text is the same; only its encoding is different.",
  failed: "It was left as it was.",
  "left out": "The report would have grown too large: the content of this file is not kept in it.",
};

function toggleAll() {
  if (!view) return;
  showsAll = !showsAll;
  const place = current;
  drawView();
  if (place >= 0) goToPlace(place);
}
