// Progressive enhancement only: every page works without this file.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Errors: the server wrote the summary; we move the focus to it, and from a link to its field.
document.querySelector(".errors")?.focus();
for (const link of all(".errors a")) {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    (field.closest("fieldset") || field.labels?.[0] || field).scrollIntoView();
    field.focus({ preventScroll: true });
  });
}

// One submission a form; a page that comes back from the browser's memory may be sent again.
const forms = all("form[data-once]");
for (const form of forms) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formMethod === "dialog") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
addEventListener("pageshow", () => {
  for (const form of forms) delete form.dataset.sent;
});

// A question on the spot instead of the page that asks it.
for (const opener of all("[data-dialog]")) {
  const dialog = document.getElementById(opener.dataset.dialog);
  if (!dialog?.showModal) continue;
  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

// The office's menu on a phone closes by Escape and by a click beside it.
const menu = document.querySelector("details.menu");
const shut = () => {
  if (!menu.open) return;
  menu.open = false;
  if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
};
if (menu) {
  addEventListener("keydown", (event) => event.key === "Escape" && shut());
  addEventListener("click", (event) => menu.contains(event.target) || shut());
}

// Office list: select all, and say how many are selected.
const list = document.querySelector("form[data-list]");
if (list) {
  const boxes = all("tbody input[type=checkbox]", list);
  const every = list.querySelector("#all");
  const count = list.querySelector("output");
  const say = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    count.textContent = `${count.dataset.label} ${chosen}`;
    every.checked = chosen > 0 && chosen === boxes.length;
    every.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  every.addEventListener("change", () => {
    for (const box of boxes) box.checked = every.checked;
    say();
  });
  for (const box of boxes) box.addEventListener("change", say);
  say();
}
