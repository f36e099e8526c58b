// A file may be dropped on the upload box; one that is too large is refused before it travels.

for (const box of document.querySelectorAll("[data-upload]")) {
  const input = box.querySelector('input[type="file"]');
  const check = () => {
    const file = input.files[0];
    input.setCustomValidity(file && file.size > Number(box.dataset.largest) ? box.dataset.tooLarge : "");
    input.reportValidity();
  };
  const over = (event, is) => {
    event.preventDefault();
    box.classList.toggle("upload--over", is);
  };
  input.addEventListener("change", check);
  box.addEventListener("dragover", (event) => over(event, true));
  box.addEventListener("dragleave", (event) => over(event, false));
  box.addEventListener("drop", (event) => {
    over(event, false);
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      check();
    }
  });
}
