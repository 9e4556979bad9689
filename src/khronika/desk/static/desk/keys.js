// Keys of the desk. Every key presses a button that is on the screen: without this file nothing is lost.
"use strict";
(() => {
  const typing = (node) => node && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName));
  const open = () => [...document.querySelectorAll("[data-open]")].filter((fact) => fact.offsetParent);
  let here = 0;

  function now() {
    return document.querySelector(".f.now") || null;
  }
  function go(fact, focus) {
    document.querySelectorAll(".f.now").forEach((one) => one.classList.remove("now"));
    if (!fact) return;
    const act = fact.closest("details.act");
    if (act) act.open = true;
    fact.classList.add("now");
    fact.scrollIntoView({ block: "center" });
    if (focus) fact.focus({ preventScroll: true });
  }
  function settle() {
    const facts = open();
    here = Math.min(here, Math.max(facts.length - 1, 0));
    if (location.hash.startsWith("#fact-")) {
      const asked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (asked) return go(asked, true);
    }
    go(facts[here] || null, false);
  }
  function step(by) {
    const rows = [...document.querySelectorAll("table.inbox th.what a")];
    if (rows.length) {
      here = Math.max(0, Math.min(rows.length - 1, rows.indexOf(document.activeElement) + by));
      rows[here].focus();
      return;
    }
    const facts = open();
    here = Math.max(0, Math.min(facts.length - 1, facts.indexOf(now()) + by));
    go(facts[here], true);
  }
  function press(key) {
    const fact = now();
    const places = [fact, fact && fact.closest("details.act"), document].filter(Boolean);
    for (const place of places) {
      const button = [...place.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && !one.disabled);
      if (!button) continue;
      if (button.tagName === "SUMMARY") {
        button.parentElement.open = true;
        const field = button.parentElement.querySelector("select, input:not([type=hidden])");
        if (field) field.focus();
      } else button.click();
      return true;
    }
    return false;
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(event.target)) return event.target.blur();
    if (typing(event.target)) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (/^[a-zA-Z]$/.test(event.key) && press(event.key)) event.preventDefault();
  });
  // Marking words in the source writes them into the form that is open.
  document.addEventListener("mouseup", () => {
    const chosen = String(document.getSelection()).trim();
    const place = document.getSelection().anchorNode;
    const source = document.querySelector("[data-source]");
    if (!chosen || !source || !place || !source.contains(place)) return;
    const field = document.querySelector("details.fix[open] [data-words]");
    if (field) field.value = chosen;
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-waits]")) return;
    event.target.querySelector("[data-waiting]").hidden = false;
    event.target.querySelector("button[type=submit]").disabled = true;
  });
  document.addEventListener("DOMContentLoaded", settle);
  document.addEventListener("htmx:afterSettle", settle);
})();
