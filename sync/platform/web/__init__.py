"""The platform's web pages: rendered here, in Chinese, without scripts or files from elsewhere."""

from sync.platform.web.routes import routes

__all__ = ["routes"]
