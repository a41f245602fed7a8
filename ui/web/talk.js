// The talk: puts what Python sends into the page, and tells Python what was asked or clicked.
// Runs as the body of a function of Gradio's: element, trigger, props and watch are its arguments.
const find = (selector) => element.querySelector(selector);
const turns = find(".wj-turns");
const welcome = find(".wj-welcome");
const notice = find(".wj-notice");
const panel = createPanel(find(".wj-panel"));
const library = createLibrary(element, {
  texts: () => texts,
  say,
  view(document, opener) {
    panel.expect(opener);
    trigger("cite", { document });
  },
});
const records = []; // the turns as Markdown, for the export
let texts = {};
let pending = null; // the turn that waits for its answer
let noticeTimer = 0;
let patience = 0; // the timer that gives a question up, should the server not be there
const scope = createScope(element, {
  texts: () => texts,
  say,
  restrict(only) {
    trigger("restrict", { only });
  },
});
let linked = true; // the address may name a place to open once

const box = () => document.querySelector("#wj-box textarea");
const sendButton = () => document.querySelector("button#wj-send, #wj-send button");

function say(text) {
  notice.textContent = text;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => (notice.textContent = ""), 4000);
}

function updateTools() {
  find("#wj-new").hidden = turns.childElementCount === 0;
  find("#wj-export").hidden = records.length === 0;
  welcome.hidden = turns.childElementCount > 0;
}

// The start of a turn goes to the top of the window: a long answer is read from its beginning.
function place(turn) {
  turns.querySelector(".wj-last")?.classList.remove("wj-last");
  turn.classList.add("wj-last");
  turn.scrollIntoView({ block: "start", behavior: "instant" });
}

function startPending(question) {
  pending = document.createElement("article");
  pending.className = "wj-turn wj-pending";
  const heading = document.createElement("h2");
  heading.className = "wj-question";
  heading.textContent = question;
  const searching = document.createElement("p");
  searching.className = "wj-searching";
  searching.textContent = texts.searching;
  pending.append(heading, searching);
  pending.dataset.question = question;
  turns.append(pending);
  updateTools();
  place(pending);
  clearTimeout(patience);
  patience = setTimeout(failPending, 15000);
}

function failPending() {
  if (!pending) return;
  const problem = document.createElement("p");
  problem.className = "wj-message wj-failed";
  problem.textContent = texts.failed + " ";
  const retry = document.createElement("button");
  retry.type = "button";
  retry.className = "wj-retry wj-quiet";
  retry.textContent = texts.retry;
  problem.append(retry);
  pending.querySelector(".wj-searching").replaceWith(problem);
  pending = null;
}

function dropPending() {
  pending?.remove();
  pending = null;
  updateTools();
}

const deliver = {
  page(message) {
    texts = message.texts;
    document.documentElement.lang = texts.language;
    for (const item of element.querySelectorAll("[data-text]")) {
      item.textContent = texts[item.dataset.text];
    }
    for (const item of element.querySelectorAll("[data-label]")) {
      item.setAttribute("aria-label", texts[item.dataset.label]);
      item.title = texts[item.dataset.label];
    }
    welcome.innerHTML = message.html;
    turns.replaceChildren();
    turns.setAttribute("aria-label", texts.export_title);
    records.length = 0;
    pending = null;
    updateTools();
    library.start();
    scope.label();
    if (linked) openLinked();
    linked = false;
    window.scrollTo({ top: 0, behavior: "instant" });
    if (window.matchMedia("(pointer: fine)").matches) box()?.focus({ preventScroll: true });
  },
  turn(message) {
    const holder = document.createElement("div");
    holder.innerHTML = message.html;
    const turn = holder.firstElementChild;
    if (pending) pending.replaceWith(turn);
    else turns.append(turn);
    pending = null;
    records.push(message.markdown);
    updateTools();
    place(turn);
    // With the keyboard up, a phone shows little of the answer.
    if (!window.matchMedia("(pointer: fine)").matches) box()?.blur();
  },
  notice(message) {
    dropPending();
    say(message.text);
  },
  panel(message) {
    panel.show(message.html);
  },
};

// /d/<document>#<start>-<end> leads here as /?document=<document>#<start>-<end>.
function openLinked() {
  const named = new URLSearchParams(location.search);
  const document = named.get("document");
  if (document === null) return;
  const [, start, end] = /^#(\d+)-(\d+)$/.exec(location.hash) ?? [];
  const place = start === undefined ? {} : { start: Number(start), end: Number(end) };
  trigger("cite", { document, version: named.get("v") ?? "", ...place });
}

function receive() {
  const message = props.value;
  if (message && Object.hasOwn(deliver, message.kind)) deliver[message.kind](message);
}

function askGiven(question, alone) {
  if (pending) return;
  startPending(question);
  trigger("ask", { question, alone });
}

// Enter asks; Shift+Enter breaks the line; an Enter that ends an input method's composition
// does neither (Safari reports that one with keyCode 229 after the composition has ended).
function onEnter(event) {
  if (event.key !== "Enter" || event.target !== box()) return;
  event.stopPropagation();
  if (event.isComposing || event.keyCode === 229 || event.shiftKey) return;
  event.preventDefault();
  if (event.type === "keydown" && !event.repeat) sendButton().click();
}

function onSend(event) {
  if (!event.target.closest?.("#wj-send")) return;
  const question = box().value.trim();
  if (question && !pending) {
    startPending(question);
    return;
  }
  event.stopPropagation();
  event.preventDefault();
  if (!question) {
    say(texts.empty_question);
    box().focus();
  }
}

async function copy(button) {
  const link = button.dataset.link;
  const label = button.textContent;
  const wanted = link === undefined ? button.dataset.copy : location.origin + link;
  let done = true;
  try {
    await navigator.clipboard.writeText(wanted);
  } catch {
    done = copyBySelection(wanted); // no clipboard over plain HTTP, or not allowed
  }
  say(done ? texts.copied : texts.copy_failed);
  if (!done) return;
  button.textContent = texts.copied;
  button.classList.add("wj-done");
  setTimeout(() => {
    button.textContent = label;
    button.classList.remove("wj-done");
  }, 2000);
}

function copyBySelection(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "wj-sr";
  const focused = document.activeElement;
  element.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused?.focus({ preventScroll: true });
  return done;
}

function exportTalk() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}`;
  const text = [`# ${texts.export_title}\n\n${day} ${time}\n`, ...records].join("\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
  link.download = `${texts.export_name}-${day}.md`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const data = button.dataset;
  if (button.matches(".wj-cite")) {
    panel.expect(button);
    trigger("cite", {
      document: data.document,
      version: data.version,
      start: Number(data.start),
      end: Number(data.end),
      sentence_start: Number(data.sentenceStart),
      sentence_end: Number(data.sentenceEnd),
    });
  } else if (button.matches(".wj-example")) askGiven(data.question, false);
  else if (button.matches(".wj-alone")) askGiven(data.question, true);
  else if (button.matches(".wj-copy")) copy(button);
  else if (button.matches(".wj-retry")) {
    const failed = button.closest(".wj-turn");
    failed.remove();
    askGiven(failed.dataset.question, false);
  } else if (button.id === "wj-export") exportTalk();
  else if (button.matches(".wj-tab")) {
    panel.leave();
    library.show(data.tab === "library");
  } else if (button.id === "wj-new") {
    panel.leave();
    trigger("restart", {});
  }
});
document.addEventListener("keydown", onEnter, true);
document.addEventListener("keypress", onEnter, true);
document.addEventListener("click", onSend, true);
window.addEventListener("wenju-failed", failPending);
watch("value", receive);
receive();
