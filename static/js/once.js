/* A tired finger clicks twice: the second click would send a code that the first one used up. */
(() => {
  "use strict";
  const sent = new WeakSet();

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (sent.has(event.target)) {
      event.preventDefault();
      return;
    }
    sent.add(event.target);
    // An answer that never came, or one that is no page (a file), must not block the form.
    setTimeout(() => sent.delete(event.target), 3000);
  });
})();
