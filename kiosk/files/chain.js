// A journal's lines checked as core/ledger/chain.py does: form, number, the hash before, its own hash, time.
const TEXT = '(?:[^"\\\\\\x00-\\x1f]|\\\\(?:["\\\\/bfnrt]|u[0-9a-f]{4}))*';
const FORM = new RegExp('^(\\{"at":"(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)","body":\\{.*\\},"format":(\\d+))'
  + ',"hash":"([0-9a-f]{64})"(,"key":"' + TEXT + '","kind":"[a-z_]+","number":([1-9]\\d*),"previous":"([0-9a-f]{64})"'
  + ',"reason":"' + TEXT + '","role":"[a-z]+"\\})$', "s");
const CHUNK = 1 << 20, LONGEST_LINE = 1 << 20;
const utf8 = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}), toBytes = new TextEncoder();

class Wrong extends Error {
  constructor(key, fields) { super(key); this.key = key; this.fields = fields; }
}

class Chain {
  // known: the format that this page knows; watch: the number of the entry whose hash is wanted.
  constructor(known, watch) {
    this.known = known; this.watch = watch; this.watched = "";
    this.number = 0; this.hash = "0".repeat(64); this.at = "";
  }

  // Lines (arrays of bytes, without their ends) that follow those before; throws Wrong at the first that is not right.
  async add(lines) {
    const read = [];
    for (const line of lines) {
      const found = parse(line);
      read.push(found);
      if (!found) break;
    }
    const hashes = await Promise.all(read.map((found) => found && sha256(toBytes.encode(found[1] + found[5]))));
    read.forEach((found, i) => this.link(found, hashes[i]));
  }

  link(found, reckoned) {
    const line = this.number + 1;
    if (!found) throw new Wrong("form", {line});
    const [, , at, format, hash, , number, previous] = found;
    if (format !== String(this.known)) throw new Wrong("format", {line, format, known: this.known});
    if (number !== String(line)) throw new Wrong("number", {line, number, needed: line});
    if (previous !== this.hash) throw new Wrong("previous", {line, number: line, before: line - 1});
    if (reckoned !== hash) throw new Wrong("hash", {line, number: line});
    if (at < this.at) throw new Wrong("clock", {line, number: line});
    this.number = line; this.hash = hash; this.at = at;
    if (line === this.watch) this.watched = hash;
  }
}

function parse(line) {
  if (line.length > LONGEST_LINE) return null;
  try {
    return FORM.exec(utf8.decode(line));
  } catch (_) { // no UTF-8, or a line made to exhaust the browser
    return null;
  }
}

// Read a file piece by piece and check it; progress: called with the share that is done.
async function checkFile(file, chain, progress) {
  let rest = new Uint8Array(0);
  for (let from = 0; from < file.size; from += CHUNK) {
    const piece = new Uint8Array(await file.slice(from, from + CHUNK).arrayBuffer());
    const bytes = new Uint8Array(rest.length + piece.length);
    bytes.set(rest);
    bytes.set(piece, rest.length);
    const lines = [];
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      lines.push(bytes.subarray(start, end));
      start = end + 1;
    }
    await chain.add(lines);
    rest = bytes.slice(start);
    if (rest.length > LONGEST_LINE) throw new Wrong("form", {line: chain.number + 1});
    progress(Math.min(1, (from + CHUNK) / file.size));
    await new Promise((done) => setTimeout(done));
  }
  if (rest.length) await chain.add([rest]);
}
