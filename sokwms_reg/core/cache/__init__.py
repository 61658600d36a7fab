"""Public pages as finished bytes, kept until the site changes."""

from sokwms_reg.core.cache.pages import cached, fresh_until, init_cache, kept_for_ever, page_cache
from sokwms_reg.core.cache.values import remembered, snapshot, unchanged
from sokwms_reg.core.cache.version import SiteVersion

__all__ = [
    "SiteVersion",
    "cached",
    "fresh_until",
    "init_cache",
    "kept_for_ever",
    "page_cache",
    "remembered",
    "snapshot",
    "unchanged",
]
