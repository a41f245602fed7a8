// The 原文 panel: beside the talk, or over it on a phone. Closing it leads back to where one was.
function createPanel(aside) {
  const body = aside.querySelector(".wj-panel-body");
  const close = aside.querySelector(".wj-close");
  const narrow = window.matchMedia("(max-width: 999px)");
  let opener = null; // the citation that was clicked
  let inHistory = false; // on a phone the Back button closes the panel

  // Narrowing the talk moves its lines: keep the citation where the reader's eyes are.
  function keepingPlace(change) {
    const before = opener?.getBoundingClientRect().top;
    change();
    if (opener?.isConnected && before !== undefined) {
      window.scrollBy({ top: opener.getBoundingClientRect().top - before, behavior: "instant" });
    }
  }

  function scrollToTarget() {
    const target = body.querySelector("#wj-target");
    if (!target) {
      body.scrollTop = 0;
      return;
    }
    const distance = target.getBoundingClientRect().top - body.getBoundingClientRect().top;
    body.scrollTop += distance - body.clientHeight * 0.25;
  }

  function hide() {
    if (aside.hidden) return;
    keepingPlace(() => {
      aside.hidden = true;
      document.documentElement.classList.remove("wj-reading");
    });
    body.replaceChildren();
    opener?.classList.remove("wj-open");
    if (opener?.isConnected) opener.focus({ preventScroll: true });
    opener = null;
  }

  function leave() {
    if (inHistory) history.back();
    else hide();
  }

  close.addEventListener("click", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !aside.hidden) leave();
    if (event.key === "Tab" && !aside.hidden && narrow.matches) keepFocusInside(event);
  });
  window.addEventListener("popstate", () => {
    inHistory = false;
    hide();
  });

  // On a phone the panel covers the page, so what is under it can't be reached.
  function keepFocusInside(event) {
    const order = [close, body];
    const next = order.indexOf(document.activeElement) + (event.shiftKey ? -1 : 1);
    event.preventDefault();
    order[(next + order.length) % order.length].focus();
  }

  return {
    // Remember who asked, before the text arrives.
    expect(citation) {
      opener?.classList.remove("wj-open");
      opener = citation;
      opener.classList.add("wj-open");
    },
    show(html) {
      body.innerHTML = html;
      keepingPlace(() => {
        aside.hidden = false;
        document.documentElement.classList.add("wj-reading");
      });
      if (narrow.matches) {
        aside.setAttribute("role", "dialog");
        aside.setAttribute("aria-modal", "true");
        if (!inHistory) {
          history.pushState({ ...history.state, wenjuPanel: true }, "");
          inHistory = true;
        }
      } else {
        aside.removeAttribute("role");
        aside.removeAttribute("aria-modal");
      }
      scrollToTarget();
      body.querySelector("#wj-panel-title").focus({ preventScroll: true });
    },
    leave,
  };
}
