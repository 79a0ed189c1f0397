// How the county's mini-program reads the reserve and today's price.
//
// In a WeChat mini-program `wx.request` is there; under Node (18 or later) and in browsers fetch stands in for it, so
// that the same file runs as a check:  node docs/examples/mini_program.js http://localhost:8501 zh
// Register the server's name in the mini-program's console as a legal request domain (request 合法域名, HTTPS).

const kept = new Map(); // address and language -> {etag, body}: wx.setStorageSync keeps it over restarts

function request(options) {
  if (typeof wx !== "undefined") return wx.request(options);
  fetch(options.url, { method: options.method || "GET", headers: options.header })
    .then(async (answer) => {
      const text = await answer.text();
      options.success({
        statusCode: answer.status,
        header: Object.fromEntries(answer.headers),
        data: text ? JSON.parse(text) : "",
      });
    })
    .catch((error) => options.fail({ errMsg: String(error) }));
}

// The answer of a call. What has not changed since the last time costs a 304 without a body.
function read(server, path, lang) {
  const url = server + path;
  const name = lang + " " + url;
  const known = kept.get(name);
  const header = { "Accept-Language": lang };
  if (known) header["If-None-Match"] = known.etag;
  return new Promise((resolve, reject) => {
    request({
      url,
      header,
      success(answer) {
        const headers = {};
        for (const [key, value] of Object.entries(answer.header)) headers[key.toLowerCase()] = value;
        if (answer.statusCode === 304 && known) return resolve({ ...known.body, fromCache: true });
        if (answer.statusCode === 200) {
          if (headers.etag) kept.set(name, { etag: headers.etag, body: answer.data });
          return resolve(answer.data);
        }
        // Problem details: `detail` is a sentence for people, `problem` a name for programs.
        const said = answer.data && answer.data.detail;
        const error = new Error(said || "HTTP " + answer.statusCode);
        error.problem = answer.data && answer.data.problem;
        error.retryAfter = Number(headers["retry-after"] || 0);
        reject(error);
      },
      fail: (error) => reject(new Error(error.errMsg)),
    });
  });
}

const WORDS = {
  zh: { reserve: "可用储备", price: "今日价格", per: "元/吨", tonnes: "吨", demo: "（示例数据）" },
  en: { reserve: "Available", price: "Price today", per: "CNY/t", tonnes: "t", demo: " (illustrative)" },
};

// Two lines for the screen. Illustrative figures are marked, and a refusal is shown in its own words.
async function lines(server, lang) {
  const say = WORDS[lang];
  const reserve = await read(server, "/api/v1/reserve", lang);
  const mark = (one) => (one.demo ? say.demo : "");
  const out = [`${say.reserve} ${reserve.available_t.toFixed(3)} ${say.tonnes}${mark(reserve)}`];
  try {
    const price = await read(server, "/api/v1/price", lang);
    out.push(`${say.price} ${price.trading_price.toFixed(2)} ${say.per}${mark(price)} · ${price.source.publisher}`);
  } catch (error) {
    out.push(error.message); // for example: the county publishes no prices
  }
  return out;
}

if (typeof module !== "undefined") {
  module.exports = { read, lines };
  if (require.main === module) {
    const [server, lang = "zh"] = process.argv.slice(2);
    lines(server, lang)
      .then((found) => console.log(found.join("\n")))
      .catch((error) => {
        console.error(error.message);
        process.exitCode = 1;
      });
  }
}
