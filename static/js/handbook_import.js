// The progress of an import goes on by itself; without script its button does the same.
"use strict";

(() => {
  const form = document.querySelector("form[data-goes-on]");
  if (form) {
    window.addEventListener("load", () => form.requestSubmit(), { once: true });
  }
})();
