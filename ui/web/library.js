// The 资料库 tab: what there is, adding by dropping files, replacing, removing, and user words.
// All of it goes through /api/documents and /api/words, as any program's requests do.
function createLibrary(root, page) {
  const main = root.querySelector(".wj-library");
  const find = (selector) => main.querySelector(selector);
  const drop = find(".wj-drop");
  const input = find(".wj-files");
  const list = find(".wj-documents");
  const dialog = find(".wj-confirm");
  const word = find(".wj-word");
  const sample = find(".wj-try-text");
  const text = (name, values = {}) =>
    (page.texts()[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  let writable = false;
  let replacing = null; // the document that the next chosen file takes the place of
  let uploading = false;
  let confirmed = null; // what to do once the reader has said yes
  let previewTimer = 0;

  async function call(method, path, body) {
    const headers = body ? { "Content-Type": "application/json" } : {};
    const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.detail ?? text("not_done"));
    return answer;
  }

  async function attempt(work) {
    try {
      return await work();
    } catch (error) {
      page.say(error instanceof TypeError ? text("not_done") : error.message);
      return null;
    }
  }

  function make(tag, className, content) {
    const node = document.createElement(tag);
    node.className = className;
    if (content !== undefined) node.textContent = content;
    return node;
  }

  function button(className, label, act) {
    const node = make("button", className, label);
    node.type = "button";
    node.addEventListener("click", () => act(node));
    return node;
  }

  function size(bytes) {
    for (const [unit, one] of [["GB", 2 ** 30], ["MB", 2 ** 20], ["KB", 2 ** 10]]) {
      if (bytes >= one) return `${(bytes / one).toFixed(1)} ${unit}`;
    }
    return `${bytes} B`;
  }

  function row(item) {
    const node = make("li", "wj-document");
    const title = button("wj-document-title", item.title, (self) => page.view(item.id, self));
    const facts = [
      item.source.split("/").pop(),
      item.size ? size(item.size) : "",
      text("characters", { count: item.characters.toLocaleString() }),
      text("passages", { count: item.passages.toLocaleString() }),
      item.pages ? text("pages", { count: item.pages.toLocaleString() }) : "",
      item.encoding ?? "",
      item.added ? text("added_on", { date: item.added.slice(0, 10) }) : "",
    ];
    const told = make("p", "wj-document-facts");
    for (const fact of facts.filter(Boolean)) told.append(make("span", "", fact), " ");
    told.firstElementChild.title = item.source;
    node.append(title, told);
    for (const note of item.notes ?? []) node.append(make("p", "wj-document-note", note));
    if (writable) {
      const actions = make("div", "wj-document-actions");
      actions.append(
        button("wj-quiet", text("replace"), () => {
          replacing = item.id;
          input.multiple = false;
          input.click();
        }),
        button("wj-quiet", text("remove"), () =>
          ask(text("remove_question", { title: item.title }), () => remove(item)),
        ),
      );
      node.append(actions);
    }
    return node;
  }

  function wordItem(one) {
    const node = make("li", "wj-word-item", one);
    const gone = button("wj-word-remove", "×", () =>
      ask(text("remove_word_question", { word: one }), () => changeWord("DELETE", one)),
    );
    gone.setAttribute("aria-label", text("remove_word", { word: one }));
    node.append(gone);
    return node;
  }

  async function load() {
    const held = await attempt(() => call("GET", "/api/documents"));
    if (!held) return;
    writable = held.writable;
    drop.hidden = find(".wj-words").hidden = !writable;
    find(".wj-library-about").textContent = text(writable ? "library_about" : "library_fixed");
    find(".wj-count").textContent = held.documents.length.toLocaleString();
    list.replaceChildren(...held.documents.map(row));
    find(".wj-word-list").replaceChildren(...(held.words ?? []).map(wordItem));
  }

  function ask(question, act) {
    find("#wj-confirm-text").textContent = question;
    confirmed = act;
    dialog.showModal();
  }

  async function remove(item) {
    const done = await attempt(() =>
      call("DELETE", `/api/documents/${encodeURIComponent(item.id)}`),
    );
    if (done) page.say(text("removed", { title: item.title }));
    await load();
  }

  async function changeWord(method, one) {
    const path = method === "DELETE" ? `/api/words/${encodeURIComponent(one)}` : "/api/words";
    const body = method === "DELETE" ? undefined : { word: one };
    const done = await attempt(() => call(method, path, body));
    if (!done) return;
    page.say(text("recut", { count: done.segmented }));
    word.value = "";
    await load();
    preview();
  }

  function cut(target, words, others) {
    target.replaceChildren(
      ...words.map((one) => make("span", others.includes(one) ? "" : "wj-cut-new", one)),
    );
  }

  async function preview() {
    const given = sample.value.trim() || word.value.trim();
    find(".wj-cuts").hidden = !given;
    if (!given) return;
    const body = { text: given, add: word.value.trim() ? [word.value.trim()] : [] };
    const cuts = await attempt(() => call("POST", "/api/words/preview", body));
    if (!cuts) return;
    cut(find(".wj-cut-before"), cuts.before, cuts.after);
    cut(find(".wj-cut-after"), cuts.after, cuts.before);
  }

  function send(file, instead, progress) {
    return new Promise((resolve, reject) => {
      const form = new FormData();
      form.append("files", file, file.webkitRelativePath || file.name);
      const request = new XMLHttpRequest();
      const query = instead === null ? "" : `?replace=${encodeURIComponent(instead)}`;
      request.open("POST", `/api/documents${query}`);
      request.responseType = "json";
      request.upload.onprogress = (event) => progress(event.loaded / (event.total || 1));
      request.onload = () => resolve({ status: request.status, answer: request.response ?? {} });
      request.onerror = () => reject(new TypeError());
      request.send(form);
    });
  }

  async function upload(files, instead) {
    if (uploading || files.length === 0) return;
    uploading = true;
    const shown = find(".wj-upload");
    const bar = find(".wj-upload-bar");
    const now = find(".wj-upload-now");
    const refused = find(".wj-upload-refused");
    shown.hidden = bar.hidden = false;
    refused.replaceChildren();
    let added = 0;
    let unchanged = 0;
    for (const [number, file] of files.entries()) {
      const values = { name: file.name, number: number + 1, count: files.length };
      now.textContent = text("adding", values);
      let reason = null;
      try {
        const { status, answer } = await send(file, instead, (part) => {
          bar.value = (number + part * 0.5) / files.length;
        });
        added += (answer.added?.length ?? 0) + (answer.replaced?.length ?? 0);
        unchanged += answer.unchanged ?? 0;
        if (status >= 400) reason = answer.detail ?? text("not_done");
      } catch {
        reason = text("not_done");
      }
      if (reason !== null) {
        const item = make("li", "");
        const told = reason.startsWith(`${file.name}：`) ? reason.slice(file.name.length + 1) : reason;
        item.append(make("b", "", file.name), make("span", "", told));
        refused.append(item);
      }
      bar.value = (number + 1) / files.length;
    }
    bar.hidden = true;
    now.textContent = text("upload_done", { added, unchanged, refused: refused.childElementCount });
    uploading = false;
    await load();
  }

  function show(wanted) {
    document.documentElement.classList.toggle("wj-at-library", wanted);
    main.hidden = !wanted;
    root.querySelector(".wj-main").hidden = wanted;
    for (const tab of root.querySelectorAll(".wj-tab")) {
      if ((tab.dataset.tab === "library") === wanted) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    if (wanted) load();
    window.scrollTo({ top: 0, behavior: "instant" });
  }

  find(".wj-drop .wj-choose").addEventListener("click", () => {
    replacing = null;
    input.multiple = true;
    input.click();
  });
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = "";
    upload(files, replacing);
    replacing = null;
  });
  main.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("wj-over");
  });
  main.addEventListener("dragleave", () => drop.classList.remove("wj-over"));
  main.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("wj-over");
    if (writable) upload([...event.dataTransfer.files], null);
  });
  find(".wj-word-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (word.value.trim()) changeWord("POST", word.value.trim());
  });
  for (const box of [word, sample]) {
    box.addEventListener("input", () => {
      clearTimeout(previewTimer);
      previewTimer = setTimeout(preview, 200);
    });
  }
  find(".wj-no").addEventListener("click", () => dialog.close());
  find(".wj-yes").addEventListener("click", () => {
    dialog.close();
    confirmed?.();
  });

  return {
    show,
    // The texts have come, or another talk begins.
    start() {
      if (!main.hidden) load();
    },
  };
}
