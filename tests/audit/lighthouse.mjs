// Lighthouse over many pages in one Chromium. In: [{ url, categories }]; out: a line of JSON each.
import { readFileSync } from "node:fs";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const [executablePath, ...args] = process.argv.slice(2);
const asked = JSON.parse(readFileSync(0, "utf8"));
const browser = await puppeteer.launch({ executablePath, args });

// Nothing of a page happens after it is shown: no need to wait a second at each turn.
const PAUSE_MS = 250;
const PAUSES = {
  pauseAfterFcpMs: PAUSE_MS, pauseAfterLoadMs: PAUSE_MS,
  networkQuietThresholdMs: PAUSE_MS, cpuQuietThresholdMs: PAUSE_MS,
};

async function run({ url, categories }) {
  const page = await browser.newPage();
  // Lighthouse asks for robots.txt out of the page, which a strict policy forbids.
  await page.setBypassCSP(true);
  const flags = { logLevel: "silent", onlyCategories: categories, disableFullPageScreenshot: true, ...PAUSES };
  const { lhr } = await lighthouse(url, flags, undefined, page);
  await page.close();
  return lhr;
}

const speed = (lhr) => lhr.categories.performance?.score ?? 0;

// How busy the machine is shows in the speed alone: then the median of three, as Lighthouse advises.
async function measured(wanted) {
  const runs = [await run(wanted)];
  if (speed(runs[0]) < 1) runs.push(await run(wanted), await run(wanted));
  runs.sort((one, other) => speed(one) - speed(other));
  return runs[runs.length >> 1];
}

function told({ id, score, auditRefs }, audits) {
  const failed = auditRefs.filter(({ id, weight }) => weight && audits[id].score !== null && audits[id].score < 1);
  return { name: id, score: score === null ? null : Math.round(score * 100), failed: failed.map(({ id }) => id) };
}

try {
  for (const wanted of asked) {
    const lhr = await measured(wanted);
    const scores = Object.values(lhr.categories).map((category) => told(category, lhr.audits));
    console.log(JSON.stringify({ url: wanted.url, scores, error: lhr.runtimeError?.message ?? "" }));
  }
} finally {
  await browser.close();
}
