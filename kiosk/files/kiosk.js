"use strict";
// One timer for everything, so that nothing piles up however long the screen runs.
document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {
  const S = 1000, POLL = 20 * S, LATE = 90 * S, TURN = 15 * S, REST = 60 * S, IDLE = 120 * S, NIGHT = 3, LONG = 6 * 3600 * S;
  const data = document.documentElement.dataset, $ = (id) => document.getElementById(id);
  const topics = [...document.querySelectorAll(".topic")], tabs = [...document.querySelectorAll("[data-tab]")];
  const ROUND = topics.filter((one) => one.id !== "find").map((one) => one.id);
  const wide = () => innerWidth >= 900;
  const loaded = Date.now();
  let touched = 0, turned = loaded, asked = loaded - POLL, heard = loaded, asking = false, paused = false, reset = true;

  function show(id) {
    if (!topics.some((one) => one.id === id)) id = topics[0].id;
    for (const one of topics) one.classList.toggle("on", one.id === id);
    for (const tab of tabs) {
      if (tab.dataset.tab === id) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    const lang = $("lang");
    lang.href = lang.getAttribute("href").split("#")[0] + "#/" + id;
    history.replaceState(null, "", "#/" + id); // not the id itself: the browser would scroll to it
    turned = Date.now();
    scrollTo(0, 0);
  }
  const shown = () => document.querySelector(".topic.on").id;

  // Whether the server answers; what it says is the edition that it serves.
  function ask() {
    const limit = new AbortController(), end = setTimeout(() => limit.abort(), 8 * S);
    return fetch("/kiosk/version?lang=" + data.lang, {cache: "no-store", signal: limit.signal})
      .then((answer) => { if (!answer.ok) throw new Error("no"); return answer.json(); })
      .finally(() => clearTimeout(end));
  }

  // Leave for another page only while the server answers: from an error page nobody comes back.
  function go(address) {
    if (typeof fetch !== "function") { location.assign(address); return; }
    ask().then(() => location.assign(address), () => {
      $("off").hidden = false;
      heard = Math.min(heard, Date.now() - LATE);
    });
  }

  function poll(now) {
    asked = now;
    asking = true;
    ask().then((found) => {
      heard = Date.now();
      $("off").hidden = true;
      $("asof").textContent = data.asof.replace("{time}", found.at);
      const old = found.page !== data.page;
      const night = Number(found.at.slice(11, 13)) === NIGHT && now - loaded > LONG;
      if ((old || night) && now - touched > 20 * S) location.reload();
    }).catch(() => {}).finally(() => { asking = false; });
  }

  function tick() {
    const now = Date.now(), rest = now - touched;
    $("stale").hidden = now - heard < LATE;
    if (!asking && now - asked >= POLL && typeof fetch === "function") poll(now);
    if (!wide()) return;
    if (!reset && rest > IDLE) { // as the next visitor should find it
      reset = true;
      paused = false;
      $("pause").textContent = data.pause;
      $("number").value = $("number").dataset.start;
      show(topics[0].id);
      if (data.lang !== "zh") { reset = false; touched = now - IDLE + 10 * S; go("/kiosk"); }
    }
    if (!paused && rest > REST && now - turned > TURN) show(ROUND[(ROUND.indexOf(shown()) + 1) % ROUND.length]);
  }

  function touch() { touched = Date.now(); reset = false; $("off").hidden = true; }
  for (const name of ["pointerdown", "keydown", "wheel"]) addEventListener(name, touch, {passive: true});
  for (const tab of tabs) tab.addEventListener("click", (event) => { event.preventDefault(); show(tab.dataset.tab); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='/']");
    if (link) { event.preventDefault(); go(link.getAttribute("href")); }
  });
  $("look").addEventListener("submit", (event) => {
    event.preventDefault();
    go("/verify?" + new URLSearchParams(new FormData($("look"))));
  });
  $("keys").hidden = false;
  $("keys").addEventListener("click", (event) => {
    const key = event.target.dataset.key, field = $("number");
    if (key === "back") field.value = field.value.slice(0, -1);
    else if (key && field.value.length < field.maxLength) field.value += key;
  });
  $("pause").hidden = !wide();
  $("pause").addEventListener("click", () => {
    paused = !paused;
    $("pause").setAttribute("aria-pressed", String(paused));
    $("pause").textContent = paused ? data.go : data.pause;
  });
  addEventListener("contextmenu", (event) => { if (wide() && matchMedia("(pointer: coarse)").matches) event.preventDefault(); });
  show(location.hash.replace(/^#\/?/, ""));
  if (data.lang !== "zh") touch(); // somebody chose it: it goes back after them
  setInterval(tick, S);
});
