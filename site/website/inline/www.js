"use strict";
(function () {
  var SECONDS_FOR_THREE = 5;
  var root = document.documentElement;
  // The site's setting: a tab keeps one history entry, however many pages are read.
  var oneEntry = document.currentScript.hasAttribute("data-one-entry");
  var resume;

  // What was sent to get this page would lie in the browser's list of open pages, on the disk.
  if (history.replaceState) history.replaceState(null, "", location.href);

  // --- Leaving: first the cover, since the target may answer late, or never ---

  function cover(exit) {
    root.className = "left";
    document.title = exit.hostname;
    resume = document.getElementById("continue") || resume;
    document.body.textContent = "";
  }

  function leave() {
    var exit = document.getElementById("exit");
    if (!exit) return;
    cover(exit);
    // The history keeps the other site in place of this page.
    location.replace(exit.href);
  }

  // --- Coming back: a neutral page that offers to go on, not what was read ---

  function offerToContinue() {
    var exit = document.getElementById("exit");
    if (exit) cover(exit);
    resume.hidden = false;
    document.body.appendChild(resume);
  }

  function cameBack() {
    var arrival = performance.getEntriesByType && performance.getEntriesByType("navigation")[0];
    return arrival ? arrival.type === "back_forward" : performance.navigation.type === 2;
  }

  var isCovered = oneEntry && cameBack();
  // Before the first paint.
  root.className = isCovered ? "left" : "script";

  document.addEventListener("DOMContentLoaded", function () {
    if (isCovered) return offerToContinue();
    document.getElementById("exit").setAttribute("aria-describedby", "keys");
  });
  // What the browser keeps of the page, to show it again at once, is the cover.
  window.addEventListener("pagehide", function () {
    if (oneEntry) root.className = "left";
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted && root.className === "left") offerToContinue();
  });

  // --- Links ---

  function isOurs(link) {
    return link.origin === location.origin && !link.target && !link.hasAttribute("download");
  }

  function isPlain(event) {
    return !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest("a");
    if (!link || event.defaultPrevented) return;
    if (link.id === "exit") {
      event.preventDefault();
      leave();
    } else if (oneEntry && isOurs(link) && isPlain(event)) {
      event.preventDefault();
      location.replace(link.href);
    }
  });

  // --- Shift, three times, on a keyboard with keys ---

  var presses = [];
  var isAlone = false;
  var forgetting;

  function say(text) {
    var status = document.getElementById("presses");
    if (status) status.textContent = text;
  }

  function forget() {
    presses = [];
    say("");
  }

  function isTypedInto(element) {
    var buttons = /^(button|checkbox|image|radio|reset|submit)$/;
    if (element.tagName === "INPUT") return !buttons.test(element.type);
    return element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName);
  }

  // Keyboards on a screen do not say which of the two keys it was.
  function isShift(event) {
    return /^Shift(Left|Right)$/.test(event.code) && event.key === "Shift" &&
      !event.isComposing && !isTypedInto(event.target);
  }

  document.addEventListener("keydown", function (event) {
    isAlone = isShift(event) && !(event.ctrlKey || event.metaKey || event.altKey);
    if (!isAlone && presses.length) forget();
  });

  document.addEventListener("keyup", function (event) {
    if (!isAlone || !isShift(event)) return;
    var now = Date.now();
    presses = presses.filter(function (press) { return now - press < SECONDS_FOR_THREE * 1000; });
    presses.push(now);
    if (presses.length === 3) return leave();
    say(document.getElementById("presses").getAttribute("data-" + presses.length));
    clearTimeout(forgetting);
    forgetting = setTimeout(forget, SECONDS_FOR_THREE * 1000);
  });
})();
