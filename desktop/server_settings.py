"""Where records go: the server's configuration, kept in the encrypted store and nowhere else."""

import json
from dataclasses import asdict, fields

from sync.store import Store
from sync.values import ServerConfig

NAME = "server"


def read_server(store: Store) -> ServerConfig:
    """Return the configuration; one without an address where none was written."""
    text = store.setting(NAME)
    known = {one.name for one in fields(ServerConfig)}
    values = {name: value for name, value in json.loads(text or "{}").items() if name in known}
    return ServerConfig(**values)


def write_server(store: Store, config: ServerConfig) -> None:
    """Keep a configuration."""
    store.set_setting(NAME, json.dumps(asdict(config)))
