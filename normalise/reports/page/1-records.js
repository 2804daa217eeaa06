// What the page knows, and what the reader has asked to see. Documents are hostile: text only ever becomes a text
// node, and the page's policy refuses anything else.
const $ = (id) => document.getElementById(id);
const index = JSON.parse($("index").textContent);
const files = index.files;
const UNCERTAIN = index.uncertain;

const wanted = { stage: new Set(), rule: "", encoding: "", script: "", state: "", certainty: "", query: "", sort: "change" };

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

const stageOf = (rule) => rule.split("/", 1)[0];
const stageClass = (rule) => (index.stages.includes(stageOf(rule)) ? `s-${stageOf(rule)}` : "");
const count = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
// Only what is sure is shown as 100%.
const percent = (share) => `${share >= 0.9995 ? 100 : Math.floor(share * 1000) / 10}%`;

function isRuleWanted(rule) {
  return (!wanted.stage.size || wanted.stage.has(stageOf(rule))) && (!wanted.rule || wanted.rule === rule);
}

function isChangeWanted(rule, confidence, told) {
  if (!isRuleWanted(rule)) return false;
  if (wanted.certainty === "told") return told;
  if (wanted.certainty === "unsure") return !told && confidence < 0.99;
  if (wanted.certainty === "uncertain") return !told && confidence < UNCERTAIN;
  return true;
}

// How many of a file's changes are asked for, as far as its facts tell.
function countWanted(file) {
  let found = 0;
  for (const [rule, facts] of Object.entries(file.rules)) {
    if (!isRuleWanted(rule)) continue;
    if (wanted.certainty === "told") found += facts.told;
    else if (wanted.certainty === "uncertain") found += facts.uncertain;
    else if (wanted.certainty === "unsure") found += facts.lowest < 0.99 ? Math.max(facts.uncertain, 1) : 0;
    else found += facts.places;
  }
  return found;
}

const asksForChanges = () => wanted.stage.size > 0 || wanted.rule !== "" || wanted.certainty !== "";
const asksForAnything = () =>
  asksForChanges() || wanted.encoding !== "" || wanted.script !== "" || wanted.state !== "" || wanted.query !== "";

function isFileWanted(file) {
  return (
    (!wanted.state || file.state === wanted.state) &&
    (!wanted.encoding || (file.encoding || "unknown") === wanted.encoding) &&
    (!wanted.script || (file.script || "unknown") === wanted.script) &&
    (!wanted.query || file.file.toLowerCase().includes(wanted.query)) &&
    (!asksForChanges() || countWanted(file) > 0)
  );
}

const byName = (a, b) => (files[a].file < files[b].file ? -1 : 1);
const ORDERS = {
  name: byName,
  change: (a, b) => files[b].changed - files[a].changed || files[b].places - files[a].places || byName(a, b),
  doubt: (a, b) =>
    files[a].lowest - files[b].lowest || files[b].uncertain - files[a].uncertain || files[b].told - files[a].told || byName(a, b),
};

function chosenFiles() {
  return [...files.keys()].filter((number) => isFileWanted(files[number])).sort(ORDERS[wanted.sort]);
}

async function unpack(number) {
  const packed = $(`view-${number}`);
  if (!packed) return null;
  const bytes = Uint8Array.from(atob(packed.textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}
