/* What makes the forms feel like Slack. Without this file everything still works, with one press more. */

/** While a modal is open, the page behind it is out of reach, and the first field has the focus. */
let modalBefore;
function noticeModal() {
  const modal = document.querySelector(".modal");
  for (const part of document.querySelectorAll(".workspace, .act-as")) part.inert = modal !== null;
  const id = modal?.querySelector("[name=view_id]")?.value;
  if (modal && id !== modalBefore) {
    const first = modal.querySelector("[aria-invalid=true], .modal-body :is(input, textarea, select)");
    (first ?? modal.querySelector(".modal-foot button")).focus();
  }
  modalBefore = id;
}
noticeModal();
document.addEventListener("refreshed", noticeModal);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open], :popover-open")) return;
  document.querySelector(".modal button.close")?.click();
});

/** A choice is sent when it is made; the button beside it is for pages without scripts. */
document.documentElement.classList.add("scripted");
document.addEventListener("change", ({ target }) => {
  const send = target.closest(".choice, .dispatches")?.querySelector(".choose");
  if (send && target.matches("select, input[type=radio], input[type=checkbox], input[type=date]")) send.click();
});

/** A button with an address opens it and tells the app, too. */
document.addEventListener("click", ({ target }) => {
  const link = target.closest("[data-tells]");
  const form = link?.closest("form");
  if (!form) return;
  const body = new URLSearchParams(new FormData(form));
  body.set("which", link.dataset.tells);
  fetch(form.action, { method: "POST", body, redirect: "manual" });
});

/** Where the browser does not know `command` yet. */
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button[commandfor]");
    const dialog = button && document.getElementById(button.getAttribute("commandfor"));
    if (dialog) button.getAttribute("command") === "close" ? dialog.close() : dialog.showModal();
  });
}
