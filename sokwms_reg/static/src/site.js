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
  every.parentElement.hidden = false;
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

// Drafts: what is typed stays in this tab until it is sent, as Back and a reload bring an empty form. Kept is only what
// differs from the form as the server made it: in an edit form an old draft leaves newer data beside it alone, a note
// says what happened, and the server still compares (made_from). A store may be shut: then nothing happens.
const drafts = (deed) => {
  try {
    return deed(sessionStorage);
  } catch {
    return null;
  }
};
const forget = (start) =>
  drafts((store) => {
    for (const key of Object.keys(store)) if (key.startsWith(`draft:${start}`)) store.removeItem(key);
  });
for (const mark of all("[data-draft-done]")) {
  const end = () => forget(mark.dataset.draftDone);
  if (mark.matches("form")) mark.addEventListener("submit", end);
  else end();
}
const ticked = (field) => /checkbox|radio/.test(field.type);
for (const form of all("form[data-draft]")) {
  const fields = [...form.elements].filter(
    (field) => field.name && !/hidden|submit|password|file/.test(field.type) && !field.closest(".unseen"),
  );
  const read = () => {
    const values = {};
    for (const field of fields) {
      values[field.name] ??= [];
      if (!ticked(field) || field.checked) values[field.name].push(field.value);
    }
    return values;
  };
  const key = `draft:${form.dataset.draft}`;
  const made = read();
  let draft = drafts((store) => JSON.parse(store.getItem(key))) ?? {};
  const keep = () => {
    for (const [name, now] of Object.entries(read())) if (draft[name] || `${now}` !== `${made[name]}`) draft[name] = now;
    drafts((store) => store.setItem(key, JSON.stringify(draft)));
  };
  form.addEventListener("input", keep);
  // A form given back holds what was typed, but a reload gives it back as it was sent: the draft is newer then.
  if (!("draftFresh" in form.dataset) && performance.getEntriesByType("navigation")[0].type === "navigate") {
    keep();
    continue;
  }
  for (const field of fields) {
    const [value] = draft[field.name] ?? [field.value];
    if (ticked(field)) field.checked = draft[field.name]?.includes(field.value) ?? field.checked;
    else if (!field.options || [...field.options].some((one) => one.value === value)) field.value = value;
  }
  if (JSON.stringify(read()) === JSON.stringify(made)) continue;
  for (const fold of all("details", form)) fold.open ||= fields.some((field) => fold.contains(field) && field.value);
  const words = form.querySelector("template");
  const region = words.parentNode;
  setTimeout(() => region.append(words.content), 100);
  region.addEventListener("click", (event) => {
    if (!event.target.matches("button")) return;
    form.reset();
    draft = {};
    forget(form.dataset.draft);
    region.remove();
    fields[0].focus();
  });
}
