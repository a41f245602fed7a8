"""The chat page, built with Gradio: the only package that imports it.

Gradio reads its switches when it is imported, and its analytics look names up on the internet,
so they are set here, before any module of this package can import it.
"""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_RUN_HISTORY"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
