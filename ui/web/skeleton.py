"""The talk's fixed HTML. It holds no data, so Gradio's template engine has nothing to evaluate."""

TEMPLATE = """
<header class="wj-bar">
  <p class="wj-wordmark" lang="zh-Hans"><span class="wj-seal" aria-hidden="true">据</span>
    <span class="wj-name">问据</span></p>
  <nav class="wj-tabs">
    <button type="button" class="wj-tab" data-tab="ask" data-text="tab_ask"
      aria-current="page"></button>
    <button type="button" class="wj-tab" data-tab="library" data-text="tab_library"></button>
  </nav>
  <div class="wj-tools">
    <button type="button" class="wj-tool" id="wj-scope" data-text="scope"></button>
    <button type="button" class="wj-tool" id="wj-export" data-text="export" hidden></button>
    <button type="button" class="wj-tool" id="wj-new" data-text="new_talk" hidden></button>
  </div>
</header>
<main class="wj-main">
  <section class="wj-welcome"></section>
  <div class="wj-turns" role="log"></div>
</main>
<dialog class="wj-confirm wj-scope-dialog" aria-labelledby="wj-scope-title">
  <h2 class="wj-library-head" id="wj-scope-title" data-text="scope_title"></h2>
  <input type="search" class="wj-word wj-scope-filter" data-label="scope_filter">
  <ul class="wj-scope-list"></ul>
  <div class="wj-confirm-buttons">
    <button type="button" class="wj-scope-all wj-quiet" data-text="scope_all"></button>
    <button type="button" class="wj-scope-done wj-choose" data-text="scope_done"></button>
  </div>
</dialog>
<main class="wj-library" hidden>
  <h1 class="wj-library-title" data-text="tab_library"></h1>
  <p class="wj-library-about"></p>
  <section class="wj-drop" hidden>
    <p data-text="drop_here"></p>
    <button type="button" class="wj-choose" data-text="choose_files"></button>
    <input type="file" class="wj-files wj-sr" multiple tabindex="-1" aria-hidden="true">
    <p class="wj-formats" data-text="formats"></p>
  </section>
  <section class="wj-upload" role="status" hidden>
    <p class="wj-upload-now"></p>
    <progress class="wj-upload-bar" max="1" value="0"></progress>
    <ul class="wj-upload-refused"></ul>
  </section>
  <section>
    <h2 class="wj-library-head"><span data-text="documents"></span>
      <span class="wj-count"></span></h2>
    <ul class="wj-documents"></ul>
  </section>
  <section class="wj-words" hidden>
    <h2 class="wj-library-head" data-text="words"></h2>
    <p class="wj-library-note" data-text="words_note"></p>
    <form class="wj-word-form">
      <input type="text" class="wj-word" maxlength="40" data-label="word" autocomplete="off">
      <button type="submit" class="wj-choose" data-text="add_word"></button>
    </form>
    <ul class="wj-word-list"></ul>
    <label class="wj-try"><span data-text="try_cut"></span>
      <input type="text" class="wj-try-text" maxlength="500" autocomplete="off"></label>
    <dl class="wj-cuts" hidden>
      <dt data-text="cut_now"></dt><dd class="wj-cut-before"></dd>
      <dt data-text="cut_then"></dt><dd class="wj-cut-after"></dd>
    </dl>
  </section>
  <dialog class="wj-confirm" aria-labelledby="wj-confirm-text">
    <p id="wj-confirm-text"></p>
    <div class="wj-confirm-buttons">
      <button type="button" class="wj-no wj-quiet" data-text="keep"></button>
      <button type="button" class="wj-yes wj-choose" data-text="remove"></button>
    </div>
  </dialog>
</main>
<aside class="wj-panel" aria-labelledby="wj-panel-title" hidden>
  <button type="button" class="wj-close" data-label="close">
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path d="M5 5 19 19M19 5 5 19" stroke="currentColor" stroke-width="2"
        stroke-linecap="round"/>
    </svg>
  </button>
  <div class="wj-panel-body" tabindex="0"></div>
</aside>
<p class="wj-notice" role="status"></p>
"""
