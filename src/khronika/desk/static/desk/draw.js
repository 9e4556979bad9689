// Boxes drawn on a frame become lines of the form; without this file they are typed.
"use strict";
(() => {
  const image = document.querySelector("img[data-draw]");
  const lines = document.querySelector("textarea[data-draw-lines]");
  if (!lines) return;
  document.querySelectorAll("[data-draw-note], [data-draw-with]").forEach((one) => { one.hidden = !image; });
  if (!image) return;
  const frame = document.createElement("div");
  frame.className = "drawn";
  frame.hidden = true;
  image.parentElement.append(frame);
  let from = null;
  // A place in hundredths of the picture, kept inside of it.
  const place = (event) => {
    const box = image.getBoundingClientRect();
    const inside = (at, low, size) => Math.min(100, Math.max(0, ((at - low) / size) * 100));
    return [inside(event.clientX, box.left, box.width), inside(event.clientY, box.top, box.height)];
  };
  const boxOf = (one, two) => [
    Math.min(one[0], two[0]), Math.min(one[1], two[1]), Math.abs(one[0] - two[0]), Math.abs(one[1] - two[1]),
  ];
  const show = (box) => {
    ["left", "top", "width", "height"].forEach((name, at) => { frame.style[name] = `${box[at]}%`; });
    frame.hidden = false;
  };
  image.draggable = false;
  image.addEventListener("pointerdown", (event) => {
    from = place(event);
    image.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  image.addEventListener("pointermove", (event) => { if (from) show(boxOf(from, place(event))); });
  image.addEventListener("pointerup", (event) => {
    if (!from) return;
    const box = boxOf(from, place(event));
    from = null;
    if (box[2] < 0.5 || box[3] < 0.5) { frame.hidden = true; return; }
    const what = document.querySelector("[data-draw-what]").value;
    const value = (name) => (document.querySelector(name) || {}).value || "";
    const begin = value("[data-draw-from]").trim(), end = value("[data-draw-to]").trim();
    const stretch = begin && end ? ` ${begin}-${end}` : "";
    const numbers = box.map((one, at) => Math.min(at < 2 ? 99.99 : 100, one).toFixed(2)).join(" ");
    lines.value += `${lines.value && !lines.value.endsWith("\n") ? "\n" : ""}${what}${stretch}: ${numbers}\n`;
  });
})();
