"""The chat page, built with Gradio: the only package that imports it."""
