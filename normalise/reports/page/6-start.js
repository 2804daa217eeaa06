// Filters, keys, theme.
const CHOICES = ["rule", "certainty", "state", "sort"];

function choose(kind, value) {
  if (kind === "stage") {
    if (!wanted.stage.delete(value)) wanted.stage.add(value);
  } else wanted[kind] = wanted[kind] === value && kind !== "sort" ? "" : value;
  refresh();
}

function clearFilters() {
  wanted.stage.clear();
  for (const kind of ["rule", "encoding", "script", "state", "certainty", "query"]) wanted[kind] = "";
  $("query").value = "";
  refresh();
  if (opened >= 0) showInList(opened);
}

function refresh() {
  for (const kind of CHOICES) {
    $(kind).value = wanted[kind];
    $(kind).classList.toggle("on", kind !== "sort" && wanted[kind] !== "");
  }
  for (const button of document.querySelectorAll("[data-filter]")) {
    const { filter, value } = button.dataset;
    const isOn = filter === "stage" ? wanted.stage.has(value) : wanted[filter] === value;
    button.setAttribute("aria-pressed", String(isOn));
  }
  $("clear").hidden = !asksForAnything();
  $("list").scrollTop = 0;
  listFiles();
  if (view) {
    if (current >= 0 && !isPlaceWanted(places[current])) goToPlace(-1);
    markWanted();
  }
  if (chosen.length && !chosen.includes(opened)) openFile(chosen[0], 0, opened >= 0 && !isNarrow());
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("normalise-theme", theme);
  } catch {
    // A page opened from a file may have no storage; the choice then lasts as long as the page.
  }
}

function toggleTheme() {
  const isDark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  setTheme(isDark ? "light" : "dark");
}

function toggleSummary() {
  const isShown = $("summary").hidden;
  $("summary").hidden = !isShown;
  $("toggle-summary").setAttribute("aria-expanded", String(isShown));
  drawList();
}

const KEYS = {
  n: () => walk(1),
  j: () => walk(1),
  p: () => walk(-1),
  k: () => walk(-1),
  "]": () => walkFiles(1),
  "[": () => walkFiles(-1),
  u: () => choose("certainty", "uncertain"),
  a: toggleAll,
  s: toggleSummary,
  t: toggleTheme,
  "/": () => $("query").focus(),
  "?": () => $("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input, select");
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  if (event.key === "Escape") {
    if (isTyping) event.target.blur();
    else if (!$("tip").hidden) hideTip();
    else clearFilters();
  } else if (event.target === $("list") && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    walkFiles(event.key === "ArrowDown" ? 1 : -1);
  } else if (!isTyping && Object.hasOwn(KEYS, event.key)) {
    event.preventDefault();
    KEYS[event.key]();
  } else if (event.target === $("query") && event.key === "Enter") {
    event.preventDefault();
    if (chosen.length) openFile(chosen[0]);
  }
});
document.addEventListener("click", (event) => {
  const filter = event.target.closest("[data-filter]");
  if (filter) choose(filter.dataset.filter, filter.dataset.value);
});
for (const kind of CHOICES) {
  $(kind).addEventListener("change", (event) => {
    wanted[kind] = event.target.value;
    refresh();
  });
}
$("query").addEventListener("input", (event) => {
  wanted.query = event.target.value.toLowerCase();
  refresh();
});
$("filters").addEventListener("submit", (event) => event.preventDefault());
for (const id of ["clear", "show-all"]) $(id).addEventListener("click", clearFilters);
$("toggle-theme").addEventListener("click", toggleTheme);
$("toggle-summary").addEventListener("click", toggleSummary);
$("open-help").addEventListener("click", () => $("help").showModal());
$("list").addEventListener("scroll", drawList, { passive: true });
$("rows").addEventListener("click", (event) => {
  const row = event.target.closest(".file");
  if (row) openFile(Number(row.dataset.number));
});
addEventListener("resize", drawList);
for (const moved of ["wheel", "touchmove"]) $("view").addEventListener(moved, hideTip, { passive: true });
$("view").addEventListener("mouseover", (event) => {
  for (const mark of document.querySelectorAll(".mark.hot")) mark.classList.remove("hot");
  const mark = event.target.closest(".mark");
  if (!mark) {
    hideTip();
    return;
  }
  const place = Number(mark.dataset.place);
  for (const other of marks.get(place)) other.classList.add("hot");
  showTip(place, mark);
});
$("view").addEventListener("mouseleave", hideTip);
$("view").addEventListener("click", (event) => {
  const mark = event.target.closest(".mark");
  if (mark) goToPlace(Number(mark.dataset.place));
});

try {
  const theme = localStorage.getItem("normalise-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage: the system's choice holds.
}
if (files.length < 2) document.body.classList.add("single");
refresh();
document.documentElement.dataset.ready = "yes";
