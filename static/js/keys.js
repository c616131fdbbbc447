/* One key for what is needed in the middle of a conversation. It opens over the page, so that
   nothing that was typed is left behind. How it works and why: docs/cards-and-glossary.md. */
"use strict";

(() => {
  const OFF = "keys-off";
  const sheet = document.querySelector("[data-sheet]");
  const help = document.querySelector("[data-keys-help]");
  const links = [...document.querySelectorAll("[data-key]")];
  if (!sheet || !help) return;
  const body = sheet.querySelector("[data-sheet-body]");
  const filter = sheet.querySelector("[data-sheet-filter]");
  const toggle = help.querySelector("[data-keys-toggle]");
  let loaded = "";

  /** Whether a press of a key may mean one of ours: nobody types, nothing lies over the page. */
  function isFree(event) {
    const { target } = event;
    // A field of a dialog that was just closed has the focus until the page is drawn again.
    const isTyping = target.closest?.("input, textarea, select, [contenteditable]") &&
      !target.closest("dialog:not([open])");
    return !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey && !isOff();
  }

  function isCovered() {
    return Boolean(document.querySelector(".lock, dialog[open]"));
  }

  function isOff() {
    return localStorage.getItem(OFF) === "1";
  }

  /** Alt and the key work while somebody types; AltGr writes letters and is left alone. */
  function isAltKey(event, key) {
    const isAlt = event.altKey && !event.ctrlKey && !event.getModifierState("AltGraph");
    return isAlt && event.code === `Key${key.toUpperCase()}`;
  }

  async function open(link) {
    sheet.querySelector("[data-sheet-title]").textContent = link.textContent;
    for (const page of sheet.querySelectorAll("[data-sheet-page]")) page.href = link.href;
    filter.value = "";
    sheet.showModal();
    filter.focus();
    if (loaded !== link.href) await load(link.href);
    show();
  }

  /** As a document of its own, never as text: scripts of the portal may not make markup. */
  function fetched(url) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("GET", url);
      request.responseType = "document";
      request.timeout = 15_000;
      request.onloadend = () => resolve(request.status === 200 ? request.responseXML : null);
      request.send();
    });
  }

  async function load(url) {
    say("loading");
    const page = await fetched(url);
    const content = page?.querySelector("[data-sheet-content]");
    if (!content) {
      say("failed");
      return;
    }
    const copy = document.importNode(content, true);
    for (const part of copy.querySelectorAll("[data-page-only]")) part.remove();
    for (const part of copy.querySelectorAll("[id]")) part.id = `sheet-${part.id}`;
    for (const part of copy.querySelectorAll("[aria-labelledby]")) {
      part.setAttribute("aria-labelledby", `sheet-${part.getAttribute("aria-labelledby")}`);
    }
    body.replaceChildren(copy);
    loaded = url;
    say("");
  }

  function say(what) {
    for (const part of sheet.querySelectorAll("[data-sheet-when]")) {
      part.hidden = part.dataset.sheetWhen !== what;
    }
    body.hidden = what !== "";
  }

  /** Only the cards with all the words in the field, accents or not. */
  function show() {
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const words = plain(filter.value).split(/\s+/).filter(Boolean);
    const items = [...body.querySelectorAll("[data-sheet-item]")];
    for (const item of items) {
      const text = plain(item.textContent);
      item.hidden = !words.every((word) => text.includes(word));
    }
    for (const group of body.querySelectorAll("section")) {
      group.hidden = !group.querySelector("[data-sheet-item]:not([hidden])");
    }
    sheet.querySelector("[data-sheet-none]").hidden =
      body.hidden || !items.length || items.some((item) => !item.hidden);
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const link = links.find(({ dataset }) =>
      isAltKey(event, dataset.key) || (isFree(event) && event.key.toLowerCase() === dataset.key));
    const isHelp = isFree(event) && event.key === "?";
    if (isCovered() || !(link || isHelp)) return;
    event.preventDefault();
    if (link) open(link);
    else help.showModal();
  });
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || isCovered()) return;
      // Where nothing was typed nothing can be left behind: there it is an ordinary link.
      const fields = [...document.querySelectorAll("main textarea, main input")];
      if (!fields.some((field) => field.value !== field.defaultValue)) return;
      event.preventDefault();
      open(link);
    });
  }
  filter.addEventListener("input", show);
  toggle.checked = !isOff();
  toggle.addEventListener("change", () => {
    if (toggle.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
  for (const dialog of [sheet, help]) {
    dialog.querySelector("[data-dialog-close]").addEventListener("click", () => dialog.close());
  }
  // The lock takes the page away; what comes back is the page, without what lay over it.
  new MutationObserver(() => {
    if (!document.querySelector(".lock")) return;
    for (const dialog of [sheet, help]) if (dialog.open) dialog.close();
  }).observe(document.body, { childList: true });
})();
