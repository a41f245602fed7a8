// The 范围 dialog: which documents alone the next questions look in.
function createScope(root, page) {
  const find = (selector) => root.querySelector(selector);
  const dialog = find(".wj-scope-dialog");
  const list = find(".wj-scope-list");
  const filter = find(".wj-scope-filter");
  const opener = find("#wj-scope");
  let chosen = new Set();

  function label() {
    const count = chosen.size ? ` ${chosen.size}` : "";
    opener.textContent = (page.texts().scope ?? "") + count;
    opener.classList.toggle("wj-restricted", chosen.size > 0);
  }

  function item(document) {
    const node = root.ownerDocument.createElement("li");
    const name = root.ownerDocument.createElement("label");
    const box = root.ownerDocument.createElement("input");
    box.type = "checkbox";
    box.value = document.id;
    box.checked = chosen.has(document.id);
    name.append(box, ` ${document.title}`);
    name.title = document.id;
    node.append(name);
    return node;
  }

  async function open() {
    const response = await fetch("/api/documents").catch(() => null);
    if (!response?.ok) {
      page.say(page.texts().not_done);
      return;
    }
    const held = await response.json();
    const there = new Set(held.documents.map((one) => one.id));
    chosen = new Set([...chosen].filter((id) => there.has(id)));
    filter.value = "";
    list.replaceChildren(...held.documents.map(item));
    dialog.showModal();
  }

  function close(ids) {
    chosen = new Set(ids);
    dialog.close();
    label();
    page.restrict([...chosen]);
  }

  opener.addEventListener("click", open);
  filter.addEventListener("input", () => {
    for (const node of list.children) node.hidden = !node.textContent.includes(filter.value.trim());
  });
  find(".wj-scope-all").addEventListener("click", () => close([]));
  find(".wj-scope-done").addEventListener("click", () =>
    close([...list.querySelectorAll("input:checked")].map((box) => box.value)),
  );
  return { label };
}
