// Templates: the form that moves a tag opens over the page; without this it is a page of its own.
const box = () => document.getElementById("move-box");

document.addEventListener("htmx:after:swap", ({ detail }) => {
  const dialog = box();
  if (!dialog || detail.ctx?.target?.id !== "move-box" || dialog.open) return;
  dialog.showModal();
});
document.addEventListener("click", (event) => {
  const dialog = box();
  if (!dialog?.open || !event.target.closest?.("[data-close-dialog]")) return;
  event.preventDefault();
  dialog.close();
});

// What is typed into a draft is in no version and in no draft before somebody saves it: the bar says so.
const form = document.querySelector("form[data-draft-form]");
form?.addEventListener("input", () => {
  const state = document.getElementById("draft-state");
  if (state) state.textContent = state.dataset.unsaved;
});
