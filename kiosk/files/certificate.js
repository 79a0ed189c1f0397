document.addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("check"), line = document.getElementById("line");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const told = document.getElementById("checked");
      const text = line.textContent.replace(/,"hash":"[0-9a-f]{64}"(?=,"key":)(?!.*,"hash":"[0-9a-f]{64}","key":)/s, "");
      const hash = await sha256(new TextEncoder().encode(text));
      const good = hash === line.dataset.hash;
      told.className = good ? "good" : "bad";
      told.textContent = (good ? "✓ " + told.dataset.good : "✗ " + told.dataset.bad) + " " + hash;
    });
  }
  if (document.documentElement.dataset.kiosk) { // on the screen in the hall: back by itself, once the server answers
    let touched = Date.now();
    for (const name of ["pointerdown", "keydown", "scroll"]) addEventListener(name, () => { touched = Date.now(); }, {passive: true});
    setInterval(() => {
      if (Date.now() - touched < 120000) return;
      touched = Date.now() - 110000; // again in ten seconds if this fails
      if (typeof fetch !== "function") location.replace("/kiosk");
      else fetch("/kiosk/version", {cache: "no-store"}).then((answer) => { if (answer.ok) location.replace("/kiosk"); }).catch(() => {});
    }, 1000);
  }
});
