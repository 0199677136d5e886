"""A submission as an OData entry: Central's ``__system`` and the answers as nested objects."""

import xml.etree.ElementTree as ET
from typing import Any

from sqlalchemy.orm import Session

from sync.instance import local_name
from sync.platform import reviews
from sync.platform.salvage import document_of
from sync.platform.tables import SubmissionRow


def submission_entry(session: Session, row: SubmissionRow) -> dict[str, Any]:
    """Return ``__id`` (the root id), ``__system`` and the current version's answers."""
    version = reviews.current(session, row)
    files = reviews.files(session, version.id)
    answers = _object(document_of(version.xml)[0])
    return {
        "__id": row.instance_id,
        "__system": {
            "submissionDate": row.created_at.isoformat(),
            "updatedAt": row.updated_at.isoformat() if row.updated_at else None,
            "deletedAt": None, "submitterName": version.submitter,
            "attachmentsPresent": sum(there for _, there in files),
            "attachmentsExpected": len(files),
            "status": "notDecrypted" if row.fault == "encrypted" else None,
            "reviewState": row.review_state,
            "deviceId": row.device_id or None,
            "edits": len(reviews.versions(session, row)) - 1,
            "formVersion": reviews.form_of(session, version).version,
        },
        **(answers if isinstance(answers, dict) else {}),
    }


def _object(node: ET.Element) -> Any:
    """Return leaves as texts, groups as objects, repeated names as lists."""
    if not len(node):
        return (node.text or "").strip() or None
    found: dict[str, Any] = {}
    for child in node:
        name, value = local_name(child), _object(child)
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found
