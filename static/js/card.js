/* The card to keep: printed from here where a browser can. */
"use strict";

(() => {
  const button = document.getElementById("print");
  if (typeof window.print !== "function") return;
  button.hidden = false;
  button.addEventListener("click", () => window.print());
})();
