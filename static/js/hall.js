// The pages of the hall's screen take turns. Each turn asks the server anew, so a page is never old.
(() => {
  const TURN_MS = 12000;
  const hall = document.getElementById("hall");
  let timer = null;

  function turn() {
    const next = hall.querySelector("[data-next]");
    if (!next) return;
    const rows = next.getAttribute("href").replace("/screen?", "/screen/rows?");
    hall.setAttribute("hx-get", rows);
    htmx.ajax("GET", rows, { target: hall, swap: "innerMorph" });
  }

  function start() {
    clearInterval(timer);
    timer = setInterval(turn, TURN_MS);
  }

  hall.addEventListener("click", (event) => {
    if (!event.target.closest("[data-next]")) return;
    event.preventDefault();
    turn();
    start();
  });
  start();
})();
