// From pieces to rows: what stands beside what. A row has a line of each side, or null where there is none.
const NEWLINE = /\r\n|\r|\n/;
const KEPT = 2; // unchanged lines that stay in sight beside a change
const WORTH_FOLDING = 4;
const LONG = 48; // characters, from which on a paragraph goes on in a row of its own where a sentence ends
const VERY_LONG = 160; // … or a clause
const SENTENCE = /[。！？；!?;][”’」』）)]*/gu;
const CLAUSE = /[。！？；!?;，、：,:][”’」』）)]*/gu;

// Changed pieces without plain text between them that share a change are one place to go to.
function findPlaces(view) {
  const places = [];
  let neighbours = [];
  view.pieces.forEach((piece, number) => {
    if (!Array.isArray(piece)) {
      neighbours = [];
      return;
    }
    const chain = piece[2];
    let place = neighbours.find(({ changes }) => chain.some((change) => changes.has(change)));
    if (!place) {
      place = { pieces: [], changes: new Set() };
      neighbours.push(place);
      places.push(place);
    }
    place.pieces.push(number);
    chain.forEach((change) => place.changes.add(change));
  });
  return places;
}

// Of a line that is gone, nothing is on the other side but the places where its parts were.
const isEmpty = (line) => line.every((token) => token.text === "" && !token.breaks);

function layOut(view) {
  const rows = [];
  let left = [[]];
  let right = [[]];
  const numbers = { left: 1, right: 1 };

  function emit(leftLines, rightLines) {
    const high = Math.max(leftLines.length, rightLines.length);
    // A line that a change alone fills stands by itself, before the line that both sides have.
    const fewer = leftLines.length < rightLines.length ? leftLines : rightLines;
    const more = fewer === leftLines ? rightLines : leftLines;
    const atBottom = more.length > fewer.length && !more[0].some((token) => token.plain);
    const shift = atBottom ? high - fewer.length : 0;
    for (let place = 0; place < high; place += 1) {
      const ofLeft = leftLines[fewer === leftLines ? place - shift : place] ?? null;
      const ofRight = rightLines[fewer === rightLines ? place - shift : place] ?? null;
      rows.push({
        left: ofLeft,
        right: ofRight,
        leftNumber: ofLeft ? numbers.left++ : "",
        rightNumber: ofRight ? numbers.right++ : "",
        touched: [ofLeft, ofRight].some((line) => line && line.some((token) => !token.plain)) || !ofLeft || !ofRight,
      });
    }
  }
  function put(side, text, number) {
    text.split(NEWLINE).forEach((part, place, parts) => {
      const breaks = place < parts.length - 1;
      if (part || breaks || parts.length === 1) side.at(-1).push({ text: part, number, breaks });
      if (breaks) side.push([]);
    });
  }
  view.pieces.forEach((piece, number) => {
    if (typeof piece === "number") {
      emit(left.slice(0, -1), right.slice(0, -1));
      rows.push({ skipped: piece });
      numbers.left += piece;
      numbers.right += piece;
      left = [[]];
      right = [[]];
    } else if (typeof piece === "string") {
      piece.split(NEWLINE).forEach((part, place) => {
        if (place > 0) {
          emit(left, right);
          left = [[]];
          right = [[]];
        }
        if (part) {
          left.at(-1).push({ text: part, plain: true });
          right.at(-1).push({ text: part, plain: true });
        }
      });
    } else {
      put(left, piece[0], number);
      put(right, piece[1], number);
      if (isEmpty(left.at(-1)) && isEmpty(right.at(-1)) && left.length + right.length > 2) {
        emit(left.slice(0, -1), right.slice(0, -1));
        left = [[]];
        right = [[]];
      }
    }
  });
  // What follows the last newline is a line only if there is something in it.
  emit(...[left, right].map((side) => (isEmpty(side.at(-1)) ? side.slice(0, -1) : side)));
  return rows;
}

// The tokens of a line as [changed tokens, the plain one after them], and what is changed behind the last.
function chunk(line) {
  const chunks = [];
  let changed = [];
  for (const token of line) {
    if (!token.plain) changed.push(token);
    else {
      chunks.push([changed, token.text]);
      changed = [];
    }
  }
  return [chunks, changed];
}

// A long paragraph as rows of a sentence or two, so that what stands side by side is the same place; the plain text,
// which both sides have, says where. Only the first row keeps the lines' numbers.
function splitRow(row) {
  if (!row.touched || !row.left || !row.right) return [row];
  const [[left, leftEnd], [right, rightEnd]] = [chunk(row.left), chunk(row.right)];
  if (left.length !== right.length || left.some(([, text], place) => text !== right[place][1])) return [row];
  const rows = [];
  let part = { left: [], right: [] };
  let long = { left: 0, right: 0 };
  const length = () => Math.max(long.left, long.right);
  function put(side, tokens) {
    part[side].push(...tokens);
    for (const token of tokens) long[side] += token.text.length;
  }
  function finish() {
    const [leftNumber, rightNumber] = rows.length ? ["", ""] : [row.leftNumber, row.rightNumber];
    rows.push({ ...part, leftNumber, rightNumber, touched: true });
    part = { left: [], right: [] };
    long = { left: 0, right: 0 };
  }
  left.forEach(([changed, text], place) => {
    put("left", changed);
    put("right", right[place][0]);
    const isLast = place === left.length - 1;
    let position = 0;
    const take = (end) => {
      const token = { text: text.slice(position, end), plain: true };
      if (token.text) for (const side of ["left", "right"]) put(side, [token]);
      position = end;
    };
    for (const found of text.matchAll(length() + text.length > VERY_LONG ? CLAUSE : SENTENCE)) {
      const end = found.index + found[0].length;
      const ends = found[0].match(SENTENCE) ? LONG : VERY_LONG;
      if (length() + end - position < ends || (isLast && end === text.length)) continue;
      take(end);
      finish();
    }
    take(text.length);
  });
  put("left", leftEnd);
  put("right", rightEnd);
  if (part.left.length || part.right.length) finish();
  return rows;
}

// Runs of unchanged rows, as {from, to} of those that are put away.
function findFolds(rows) {
  const folds = [];
  let from = 0;
  for (let place = 0; place <= rows.length; place += 1) {
    if (place < rows.length && !rows[place].touched && !rows[place].skipped) continue;
    const start = from === 0 ? 0 : from + KEPT;
    const end = place === rows.length ? place : place - KEPT;
    if (end - start >= WORTH_FOLDING) folds.push({ from: start, to: end });
    from = place + 1;
  }
  return folds;
}
