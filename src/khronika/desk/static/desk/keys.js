// Keys of the desk. Every key presses a button that is on the screen: without this file nothing is lost.
"use strict";
(() => {
  const isOff = () => document.body.classList.contains("keys-off");
  // What somebody chose: the key pressed to the usual one that a button names.
  const usual = (key) => {
    const chosen = document.body.dataset.keymap;
    return chosen ? JSON.parse(chosen)[key] || "" : key;
  };
  const typing = (node) => node && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName));
  const rows = () => [...document.querySelectorAll("[data-walk]")].filter((row) => !row.hidden);
  const now = () => document.querySelector("[data-walk].now, .f.now");
  let last = "";
  // While a whole page is on its way, keys wait for it: they are meant for what comes.
  const waiting = [];
  const busy = (is) => document.body.toggleAttribute("data-busy", is);
  const isBusy = () => document.body.hasAttribute("data-busy");

  // Rows of closed acts count too: going to one opens its act.
  function go(row, focus) {
    document.querySelectorAll(".now[data-walk], .f.now").forEach((one) => one.classList.remove("now"));
    document.querySelectorAll(".source mark.now").forEach((one) => one.classList.remove("now"));
    if (!row) return;
    const act = row.closest("details.act");
    if (act && !act.open) {
      document.querySelectorAll("details.act[open]").forEach((one) => { one.open = one === act; });
      act.open = true;
    }
    last = row.id;
    if (row.matches(".stub")) {
      // A closed act comes when one gets to it; keys wait for its first fact.
      busy(true);
      return row.querySelector("a").click();
    }
    row.classList.add("now");
    if (row.tagName === "TR") row.querySelector("a").focus();
    else if (focus && !typing(document.activeElement)) row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    const marks = cited(row);
    marks.forEach((mark) => mark.classList.add("now"));
    const pane = document.querySelector(".pane.hold");
    if (marks[0] && pane && pane.scrollHeight > pane.clientHeight) {
      pane.scrollTop = Math.max(0, marks[0].offsetTop - pane.clientHeight / 3);
    }
  }
  // The words that a row rests on, in the source.
  function cited(row) {
    const spans = (row.dataset.cites || "").trim().split(" ").filter(Boolean).map((span) => span.split("-").map(Number));
    return [...document.querySelectorAll(".source mark[data-at]")].filter((mark) => {
      const at = Number(mark.dataset.at);
      return spans.some(([start, end]) => start <= at && at < end);
    });
  }
  function settle() {
    if (now()) return;
    const all = rows();
    if (!all.length || !document.querySelector("details.act, .inbox, .cand, .missrow")) return;
    const hash = decodeURIComponent(location.hash.slice(1));
    const asked = (hash && document.getElementById(hash)) || (last && document.getElementById(last));
    // The row itself, one inside it, else the next one after it.
    const next = asked && all.find((row) => row === asked || asked.compareDocumentPosition(row) & 4);
    go(next || all[0], Boolean(hash));
  }
  function step(by) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(now());
    go(all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))], true);
  }
  function find(key) {
    const row = now();
    const places = [row, row && row.closest("details.act"), document].filter(Boolean);
    for (const place of places) {
      if (place.dataset && place.dataset.key === key && !place.disabled) return [place, place];
      const button = [...place.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && !one.disabled);
      // A key of a row never presses the button of another row.
      if (button && (place !== document || !button.closest("[data-walk]") || button.matches("[data-walk]"))) return [button, place];
    }
    return [null, null];
  }
  function press(key) {
    const [button, place] = find(key);
    if (!button) return false;
    if (button.tagName === "SUMMARY") {
      button.parentElement.open = true;
      const field = button.parentElement.querySelector("input:not([type=hidden]), select");
      if (field) field.focus();
      return true;
    }
    button.click();
    // The next row at once: whoever knows what they want does not wait for the answer.
    if (place === now() && button.type === "submit" && place.matches(".f")) {
      const all = rows();
      const next = all[all.indexOf(place) + 1];
      place.removeAttribute("data-walk");
      if (next) go(next, true);
    }
    return true;
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(event.target)) return leave(event.target);
    const list = document.getElementById("keyhelp");
    if (typing(event.target) || isOff() || (list && list.open)) return;
    if (event.key === "?") return void (press("?") && event.preventDefault());
    const key = usual(keyOf(event));
    if (!key) return;
    // A key that is held down walks, and decides nothing: each decision is a press of its own.
    if (event.repeat && key !== "j" && key !== "k") return;
    if (isBusy()) return void waiting.push(key);
    if (answer(key)) event.preventDefault();
  });
  // Out of a field, to the row that it stands in: Tab goes on from there.
  function leave(field) {
    field.blur();
    const row = field.closest("[data-walk], .f");
    if (row) row.focus({ preventScroll: true });
  }
  // A Russian, Kazakh or Arabic keyboard has no Latin letters: there the place of the key decides.
  function keyOf(event) {
    if (/^[a-zA-Z0-9]$/.test(event.key)) return event.key;
    if (event.key.length > 2 || /^[\x00-\x7f]/.test(event.key)) return "";
    const place = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(event.code || "");
    if (!place) return "";
    return place[2] || (event.shiftKey ? place[1] : place[1].toLowerCase());
  }
  function answer(key) {
    if (key === "j" || key === "k") return step(key === "j" ? 1 : -1), true;
    return press(key);
  }
  function replay() {
    busy(false);
    while (waiting.length && !isBusy()) answer(waiting.shift());
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) return void document.getElementById("keyhelp").close();
    const row = event.target.closest("[data-walk].f, .f");
    if (row && row !== now()) go(row, false);
  });
  // Marking words in the source writes them, and where they stand, into the form that is open.
  document.addEventListener("mouseup", () => {
    const chosen = document.getSelection();
    const words = String(chosen).trim();
    const source = document.querySelector("[data-source]");
    if (!words || !source || !chosen.rangeCount || !source.contains(chosen.anchorNode)) return;
    const start = chosen.getRangeAt(0);
    const piece = start.startContainer.parentElement.closest("[data-at]");
    const form = document.querySelector(".fixplace form, details.add[open] form [data-words]");
    const field = form && (form.matches("form") ? form.querySelector("[data-words]") : form);
    if (!field) return;
    field.value = words;
    const near = field.form.querySelector("[data-near]");
    if (near && piece) near.value = Number(piece.dataset.at) + start.startOffset;
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-once]")) event.target.querySelector("button[type=submit]").disabled = true;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const row = event.detail.elt;
    if (row.id === "keyhelp" && !row.open) row.showModal();
    if (row.matches && row.matches(".f") && !row.matches(".open")) cited(row).forEach((mark) => mark.classList.add("ok"));
    if (row.matches && row.matches(".fixplace")) {
      const field = row.querySelector("input:not([type=hidden]), select");
      if (field) field.focus();
    }
  });
  // The browser's own button for files speaks the browser's language: one in the desk's stands for it.
  function dress() {
    document.querySelectorAll("input[type=file]:not(.vh)").forEach((field) => {
      const row = document.createElement("span"), button = document.createElement("span"), said = document.createElement("bdi");
      const say = () => { said.textContent = [...field.files].map((file) => file.name).join(", ") || document.body.dataset.nofile; };
      row.className = "filerow";
      row.setAttribute("aria-hidden", "true");
      button.className = "btn";
      button.textContent = document.body.dataset.choose;
      row.append(button, said);
      field.classList.add("vh");
      field.after(row);
      say();
      field.addEventListener("change", say);
      row.addEventListener("click", (event) => { event.preventDefault(); field.click(); });
      row.addEventListener("dragover", (event) => event.preventDefault());
      row.addEventListener("drop", (event) => { event.preventDefault(); field.files = event.dataTransfer.files; say(); });
    });
  }
  document.addEventListener("DOMContentLoaded", settle);
  document.addEventListener("DOMContentLoaded", dress);
  document.addEventListener("htmx:afterSettle", dress);
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.target === document.body) busy(true); });
  document.addEventListener("htmx:afterSettle", (event) => { settle(); if (event.detail.target === document.body || event.detail.elt.matches("details.act")) replay(); });
  // A page that says why something was refused is shown like any other.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { boosted, xhr } = event.detail;
    if (!boosted || xhr.status < 400 || !/html/.test(xhr.getResponseHeader("Content-Type") || "")) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  // Where nothing can be shown, it is said that nobody knows what was recorded.
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => {
      waiting.length = 0;
      busy(false);
      const said = document.getElementById("said");
      if (!said || said.querySelector("[data-unsaid]")) return;
      const line = document.createElement("p");
      line.className = "errors";
      line.dataset.unsaid = "";
      line.textContent = document.body.dataset.unanswered;
      said.append(line);
      said.scrollIntoView({ block: "nearest" });
    });
  }
})();
