"""``make conformance``: the peers' cases passed, failed and skipped, with the reason of each."""

import os
import sys
import time

from tests.oracles import cases, expression_cases, form_load_cases, scenario_cases
from tests.oracles.cases import Report


def reports() -> list[Report]:
    """Run all cases in the zone that they were recorded in."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = cases.ZONE
    time.tzset()
    try:
        return [expression_cases.run(), scenario_cases.run(), form_load_cases.run()]
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


def text_of(report: Report) -> str:
    """Return a report as lines: counts, then everything that did not pass with its reason."""
    agreed, dissent = report.counted(dissent=False), report.counted(dissent=True)
    skipped = [o for o in report.outcomes if o.skipped]
    lines = [f"{report.title}: {agreed[0]} of {agreed[1]} where the peers agree, "
             f"{dissent[0]} of {dissent[1]} others, {len(skipped)} skipped"]
    for outcome in report.outcomes:
        if outcome.skipped:
            lines.append(f"  skipped  {outcome.name}: {outcome.reason}")
        elif not outcome.passed:
            peers = "peers differ" if outcome.dissent else "peers agree"
            lines.append(f"  failed   {outcome.name} ({peers}): {outcome.reason or outcome.said}")
    return "\n".join(lines)


def main() -> int:
    """Print the report; 0 also where the cases are not there, said in a line."""
    out = sys.stdout
    if not cases.present():
        out.write("The peers' cases (../shared/conformance) are not here: nothing was compared.\n")
        return 0
    for report in reports():
        out.write(text_of(report) + "\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
