// Wagtail-localize's editor gives its texts neither language nor direction: whoever writes Arabic
// would write from left to right, and a screen reader would read it as Slovene.
(function () {
  "use strict";

  function mark(element, lang, dir) {
    if (element && element.lang !== lang) {
      element.lang = lang;
      element.dir = dir;
    }
  }

  function markTexts(desk) {
    var editor = desk.querySelector(".js-translation-editor");
    var known = desk.dataset;
    var texts = editor.querySelectorAll("li.complete, li.incomplete, li.errored");
    texts.forEach(function (text) {
      Array.prototype.forEach.call(text.children, function (child) {
        if (child.tagName === "P") {
          mark(child, known.sourceLang, known.sourceDir);
        } else if (child.tagName === "DIV") {
          mark(child, known.targetLang, known.targetDir);
        }
      });
    });
  }

  // A heading that its makers wrote in English alone.
  function nameSection(desk) {
    var known = desk.dataset;
    desk.querySelectorAll(".js-translation-editor h3").forEach(function (heading) {
      var walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        if (walker.currentNode.data === known.englishHeading) {
          walker.currentNode.data = known.heading;
        }
      }
    });
  }

  function complete(desk) {
    markTexts(desk);
    nameSection(desk);
  }

  document.addEventListener("DOMContentLoaded", function () {
    var desk = document.querySelector("[data-translation-desk]");
    if (!desk) {
      return;
    }
    complete(desk);
    new MutationObserver(function () {
      complete(desk);
    }).observe(desk, { childList: true, subtree: true });
  });
})();
