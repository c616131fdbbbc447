"use strict";
(function () {
  var exit = document.getElementById("exit");
  exit.addEventListener("click", function (event) {
    event.preventDefault();
    // First the cover: the target may answer late, or never.
    document.documentElement.className = "left";
    document.body.textContent = "";
    document.title = exit.hostname;
    // The visitor's history keeps the other site in place of this page.
    location.replace(exit.href);
  });
})();
