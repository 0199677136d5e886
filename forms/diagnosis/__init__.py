"""The method: its sheets compiled, and a record's answers turned into a diagnosis."""

from forms.diagnosis.comparison import benchmark, compare
from forms.diagnosis.diagnosing import diagnose, result_values, score
from forms.diagnosis.explain import as_json
from forms.diagnosis.method import Method, compile_method
from forms.diagnosis.trials import what_if

__all__ = [
    "Method", "as_json", "benchmark", "compare", "compile_method", "diagnose", "result_values",
    "score", "what_if",
]
