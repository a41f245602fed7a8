"""The command line, the web chat, the HTTP API: the only place that prints or serves."""
