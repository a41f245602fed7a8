"""The talk's fixed HTML. It holds no data, so Gradio's template engine has nothing to evaluate."""

TEMPLATE = """
<header class="wj-bar">
  <p class="wj-wordmark" lang="zh-Hans"><span class="wj-seal" aria-hidden="true">据</span>问据</p>
  <div class="wj-tools">
    <button type="button" class="wj-tool" id="wj-export" data-text="export" hidden></button>
    <button type="button" class="wj-tool" id="wj-new" data-text="new_talk" hidden></button>
  </div>
</header>
<main class="wj-main">
  <section class="wj-welcome"></section>
  <div class="wj-turns" role="log"></div>
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
