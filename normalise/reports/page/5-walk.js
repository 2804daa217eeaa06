// From change to change, and what is said of each.
function isPlaceWanted(place) {
  return place.changes.size ? wantedChanges(place).length > 0 : !asksForChanges();
}

function wantedChanges(place) {
  return [...place.changes].filter((number) => {
    const [rule, , confidence] = view.changes[number];
    return isChangeWanted(rule, confidence, isToldAt(place, number));
  });
}

function isToldAt(place, number) {
  return isTold(number, view.pieces[place.pieces.find((piece) => view.pieces[piece][2].includes(number))]);
}

function markWanted() {
  for (const [number, found] of marks) {
    const isUnmatched = !isPlaceWanted(places[number]);
    for (const mark of found) mark.classList.toggle("unmatched", isUnmatched);
  }
  tellStatus();
}

// The place from there on, in the direction of step, that is asked for; -1 if there is none.
function lastWanted(from, step) {
  for (let number = from + step; number >= 0 && number < places.length; number += step) {
    if (isPlaceWanted(places[number])) return number;
  }
  return -1;
}

function goToPlace(number, shows = true, scrolls = true) {
  marks.get(current)?.forEach((mark) => mark.classList.remove("current"));
  current = number;
  const found = marks.get(number);
  hideTip();
  if (found) {
    found.forEach((mark) => mark.classList.add("current"));
    if (scrolls) {
      found[0].scrollIntoView({ block: "center" });
      bringIntoSight(found[0]);
    }
    if (shows) showTip(number, found[0]);
  }
  tellStatus();
}

// Rows that were never in sight have heights that are guessed; in the next frames they are known, and the place may
// have moved.
function bringIntoSight(mark, frames = 8) {
  if (!mark.isConnected || !mark.classList.contains("current")) return;
  if (!isInSight(mark)) {
    mark.scrollIntoView({ block: "center" });
    if (!$("tip").hidden) showTip(current, mark);
  }
  if (frames) requestAnimationFrame(() => bringIntoSight(mark, frames - 1));
}

function isInSight(mark) {
  const box = (mark.getClientRects()[0] || mark.getBoundingClientRect());
  const head = document.querySelector(".file-head").getBoundingClientRect();
  return box.top >= Math.max(head.bottom, 0) && box.bottom <= document.querySelector("footer").getBoundingClientRect().top;
}

async function walk(step) {
  const next = lastWanted(current < 0 && step < 0 ? places.length : current, step);
  if (next >= 0) {
    goToPlace(next);
    return;
  }
  const file = neighbour(step, true);
  if (file >= 0) await openFile(file, step > 0 ? 0 : -1);
  else $("status").textContent = step > 0 ? "That was the last change." : "That was the first change.";
}

async function walkFiles(step) {
  const file = neighbour(step, false);
  if (file >= 0) await openFile(file);
}

function tellStatus() {
  if (opened < 0) return;
  const asked = places.filter(isPlaceWanted);
  const parts = [];
  if (current >= 0) {
    const place = places[current];
    parts.push(`place ${(asked.indexOf(place) + 1).toLocaleString("en")} of ${asked.length.toLocaleString("en")}`);
    const [first] = wantedChanges(place);
    if (first !== undefined) {
      const [rule, line, confidence] = view.changes[first];
      parts.push(`line ${line}`, rule, isToldAt(place, first) ? "can’t be put right" : percent(confidence));
    }
  } else if (view) parts.push(asked.length ? count(asked.length, "place") : "no such change in this file");
  $("status").textContent = parts.join(" · ");
}

function showTip(number, mark) {
  const place = places[number];
  const steps = [...place.changes].slice(0, 6).map((change) => drawStep(place, view.changes[change], isToldAt(place, change)));
  if (place.changes.size > 6) steps.push(make("div", "step about", `and ${place.changes.size - 6} more`));
  if (!steps.length) steps.push(make("div", "step", "Changed; by which rule can’t be shown for this file."));
  const tip = $("tip");
  tip.replaceChildren(...steps);
  tip.hidden = false;
  // Below all of the mark, but of a long one below its first line.
  const whole = mark.getBoundingClientRect();
  const target = whole.height < innerHeight / 5 ? whole : mark.getClientRects()[0] || whole;
  const box = tip.getBoundingClientRect();
  const below = target.bottom + 8 + box.height < innerHeight;
  tip.style.top = `${Math.max(4, below ? target.bottom + 8 : target.top - box.height - 8)}px`;
  tip.style.left = `${Math.max(8, Math.min(target.left, innerWidth - box.width - 8))}px`;
}

function drawStep(place, [rule, line, confidence, before, after], told) {
  const isUncertain = !told && confidence < UNCERTAIN;
  const sure = told ? "can’t be put right" : `${percent(confidence)} sure`;
  const step = make(
    "div",
    `step ${stageClass(rule)}`,
    make("span", isUncertain ? "sure uncertain" : "sure", sure),
    make("span", "rule", rule),
    make("span", "about", `  line ${line}`),
  );
  if (index.about[rule]) step.append(make("div", "about", index.about[rule]));
  const pieces = place.pieces.map((number) => view.pieces[number]);
  const isBytes = stageOf(rule) === "decode";
  const what = make("div", "what");
  if (before === undefined) {
    before = pieces.map((piece) => piece[0]).join("");
    after = pieces.map((piece) => piece[1]).join("");
  }
  if (before && isBytes) putBytes(what, before);
  else if (before) putText(what, shorten(before));
  if (before !== after) {
    what.append(before ? " → " : "added: ");
    if (after) putText(what, shorten(after));
    else what.append(make("span", "about", "nothing"));
  }
  step.append(what);
  return step;
}

function shorten(text) {
  const characters = [...text.replace(/\r\n|\r|\n/g, "↵")];
  return characters.length > 80 ? `${characters.slice(0, 79).join("")}…` : characters.join("");
}

function hideTip() {
  $("tip").hidden = true;
}
