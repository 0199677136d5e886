"""The record at rest: one encrypted database; ``Store`` is its contract."""

from sync.store.facade import Store

__all__ = ["Store"]
