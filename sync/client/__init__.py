"""HTTP lives here and nowhere else: the transports by the ``kind`` of a configuration."""

from collections.abc import Callable, Mapping

from sync.client.central import CentralRest
from sync.client.openrosa import OpenRosaTransport
from sync.errors import SyncError
from sync.transport import Transport
from sync.values import ServerConfig

TRANSPORTS: Mapping[str, Callable[[ServerConfig], Transport]] = {"openrosa": OpenRosaTransport}


def connect(config: ServerConfig) -> Transport:
    """Return the transport of a configuration; nothing is asked yet.

    Raises:
        SyncError: ``unknown-transport``.
    """
    if config.kind not in TRANSPORTS:
        raise SyncError("unknown-transport", kind=config.kind)
    return TRANSPORTS[config.kind](config)


__all__ = ["TRANSPORTS", "CentralRest", "connect"]
