"""Where records go: the server's configuration, kept in the encrypted store and nowhere else."""

import json

from sync.store import Store
from sync.values import ServerConfig

NAME = "server"


def read_server(store: Store) -> ServerConfig:
    """Return the configuration; one without an address where none was written."""
    return ServerConfig.read(json.loads(store.setting(NAME) or "{}"))


def write_server(store: Store, config: ServerConfig) -> None:
    """Keep a configuration."""
    store.set_setting(NAME, json.dumps(config.given_out()))


def platform_address(store: Store) -> str:
    """Return the platform's address without key and project: where a plan's QR code leads."""
    return read_server(store).url.partition("/v1/")[0]
