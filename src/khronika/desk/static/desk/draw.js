// Boxes drawn on a frame become lines of a form, or its box; without this file they are typed.
"use strict";
(() => {
  const shown = document.querySelector("[data-draw]");
  const lines = document.querySelector("textarea[data-draw-lines]");
  document.querySelectorAll("[data-draw-note], [data-draw-with]").forEach((one) => { one.hidden = !shown; });
  if (!shown) return;
  const isFilm = shown.tagName === "VIDEO";
  const ground = shown.parentElement;
  // A film keeps its buttons: what is drawn on it begins above them, and may end over them.
  const pad = isFilm ? ground.appendChild(document.createElement("div")) : shown;
  if (isFilm) pad.className = "drawpad";
  let from = null;
  // A place in hundredths of the picture, kept inside of it.
  const place = (event) => {
    const box = shown.getBoundingClientRect();
    const inside = (at, low, size) => Math.min(100, Math.max(0, ((at - low) / size) * 100));
    return [inside(event.clientX, box.left, box.width), inside(event.clientY, box.top, box.height)];
  };
  const boxOf = (one, two) => [
    Math.min(one[0], two[0]), Math.min(one[1], two[1]), Math.abs(one[0] - two[0]), Math.abs(one[1] - two[1]),
  ];
  const frame = (box) => {
    const made = ground.appendChild(document.createElement("div"));
    made.className = "drawn";
    ["left", "top", "width", "height"].forEach((name, at) => { made.style[name] = `${box[at]}%`; });
    return made;
  };
  // A moment as it is typed, 62.5 or 1:02.5, in seconds.
  const seconds = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part.replace(",", ".")), 0);
  const now = () => (isFilm ? shown.currentTime : Number(shown.dataset.drawAt || 0));
  const isNow = (stretch) => {
    if (!stretch) return true;
    const [begin, end] = stretch.split("-").map(seconds);
    return begin <= now() && now() <= end;
  };
  // Every line of the form stands on the frame, as long as its stretch lasts.
  function boxes() {
    if (lines) {
      return lines.value.split("\n").map((line) => /^\s*\w+\s*(\S*-\S*)?\s*:\s*([\d.,\s]+)$/.exec(line))
        .filter((found) => found && isNow(found[1]))
        .map((found) => found[2].trim().split(/\s+/).map((one) => Number(one.replace(",", "."))));
    }
    const field = boxField();
    const [width, height] = size();
    const four = field ? field.value.trim().split(/[\s,]+/).map(Number) : [];
    return [four.map((one, at) => (one / (at % 2 ? height : width)) * 100)];
  }
  function draw() {
    ground.querySelectorAll(".drawn").forEach((one) => one.remove());
    boxes().filter((box) => box.length === 4 && box.every(Number.isFinite)).forEach(frame);
  }
  const size = () => (shown.dataset.drawSize || "100 100").split(" ").map(Number);
  // Where several forms ask for a box, the one that somebody opened last.
  let asked = null;
  const boxField = () => (asked && asked.isConnected ? asked : document.querySelector("details[open] [data-draw-box]"));
  function write(box) {
    if (!lines) {
      const field = boxField();
      if (field) field.value = box.map((one, at) => Math.round((one / 100) * size()[at % 2])).join(" ");
      return draw();
    }
    const value = (name) => (document.querySelector(name) || {}).value || "";
    const begin = value("[data-draw-from]").trim(), end = value("[data-draw-to]").trim();
    const stretch = begin && end ? ` ${begin}-${end}` : "";
    const numbers = box.map((one, at) => Math.min(at < 2 ? 99.99 : 100, one).toFixed(2)).join(" ");
    lines.value += `${lines.value && !lines.value.endsWith("\n") ? "\n" : ""}${value("[data-draw-what]")}${stretch}: ${numbers}\n`;
    draw();
  }
  shown.draggable = false;
  pad.addEventListener("pointerdown", (event) => {
    if (isFilm) shown.pause();
    from = place(event);
    pad.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!from) return;
    draw();
    frame(boxOf(from, place(event)));
  });
  pad.addEventListener("pointercancel", () => { from = null; draw(); });
  pad.addEventListener("pointerup", (event) => {
    if (!from) return;
    const box = boxOf(from, place(event));
    from = null;
    if (box[2] < 0.5 || box[3] < 0.5) return draw();
    write(box);
  });
  document.addEventListener("input", (event) => { if (event.target.matches("[data-draw-lines], [data-draw-box]")) draw(); });
  document.addEventListener("focusin", (event) => {
    const form = event.target.closest("form");
    const field = form && form.querySelector("[data-draw-box]");
    if (field && field !== asked) { asked = field; draw(); }
  });
  if (isFilm) {
    // The stretch begins where the film stands, unless somebody typed another moment.
    const begin = document.querySelector("[data-draw-from]");
    const follow = () => { if (begin) begin.value = (Math.round(shown.currentTime * 10) / 10).toString(); };
    ["pause", "seeked"].forEach((name) => shown.addEventListener(name, () => { follow(); draw(); }));
    shown.addEventListener("timeupdate", draw);
  }
  draw();
})();
