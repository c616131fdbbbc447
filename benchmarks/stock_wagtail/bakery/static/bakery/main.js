document.querySelector(".toggle").addEventListener("click", () => {
  document.querySelector(".mobile").toggleAttribute("hidden");
});
