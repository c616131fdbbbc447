// Lighthouse over many pages in one Chromium. In: [{ url, categories }]; out: a line of JSON each.
import { readFileSync } from "node:fs";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const [executablePath, ...args] = process.argv.slice(2);
const asked = JSON.parse(readFileSync(0, "utf8"));

function told({ id, score, auditRefs }, audits) {
  const failed = auditRefs.filter(({ id, weight }) => weight && audits[id].score !== null && audits[id].score < 1);
  return { name: id, score: score === null ? null : Math.round(score * 100), failed: failed.map(({ id }) => id) };
}

const browser = await puppeteer.launch({ executablePath, args });
try {
  for (const { url, categories } of asked) {
    const page = await browser.newPage();
    // Lighthouse asks for robots.txt out of the page, which a strict policy forbids.
    await page.setBypassCSP(true);
    const flags = { logLevel: "silent", onlyCategories: categories, disableFullPageScreenshot: true };
    const { lhr } = await lighthouse(url, flags, undefined, page);
    const scores = Object.values(lhr.categories).map((category) => told(category, lhr.audits));
    console.log(JSON.stringify({ url, scores, error: lhr.runtimeError?.message ?? "" }));
    await page.close();
  }
} finally {
  await browser.close();
}
