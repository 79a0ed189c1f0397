document.addEventListener("DOMContentLoaded", () => {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const [drop, input, bar, result] = ["drop", "file", "progress", "result"].map((id) => document.getElementById(id));
  let running = 0;

  const fill = (text, fields) => text.replace(/\{(\w+)\}/g, (whole, name) => name in fields ? fields[name] : whole);
  const say = (good, ...sentences) => {
    result.className = good ? "verdict" : "verdict bad";
    result.replaceChildren(...sentences.map((text, i) => {
      const one = document.createElement("p");
      one.textContent = (i ? "" : good ? "✓ " : "✗ ") + text;
      return one;
    }));
  };
  const compared = (chain) => {
    const fields = {number: chain.number, published: facts.number, hash: chain.hash};
    if (!facts.number) return [true, "no_head", fields];
    if (chain.number < facts.number) return [true, "earlier", fields];
    if (chain.watched !== facts.hash) return [false, "other", fields];
    return [true, chain.number === facts.number ? "same" : "later", fields];
  };

  async function run(file) {
    const mine = ++running, chain = new Chain(facts.format, facts.number), began = performance.now();
    bar.hidden = false;
    bar.value = 0;
    result.className = "";
    result.textContent = fill(facts.words.progress, {file: file.name});
    try {
      await checkFile(file, chain, (share) => { if (mine === running) bar.value = share; });
      if (mine !== running) return;
      if (!chain.number) say(false, fill(facts.words.empty, {file: file.name}));
      else {
        const [good, key, fields] = compared(chain);
        const seconds = ((performance.now() - began) / 1000).toFixed(1);
        const first = fill(facts.words.good, {file: file.name, count: chain.number, seconds, ...fields});
        if (good) say(true, first, fill(facts.words[key], fields));
        else say(false, fill(facts.words[key], fields), first);
      }
    } catch (wrong) {
      if (mine !== running) return;
      if (wrong instanceof Wrong) say(false, fill(facts.words[wrong.key], wrong.fields));
      else say(false, fill(facts.words.unreadable, {file: file.name}));
    }
    bar.hidden = true;
  }

  input.addEventListener("change", () => { if (input.files.length) run(input.files[0]); });
  input.addEventListener("click", () => { input.value = ""; }); // the same file again, after it was changed
  for (const name of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) run(event.dataTransfer.files[0]);
    });
  }
});
