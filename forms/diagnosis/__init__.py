"""The method: its sheets compiled, and a record's answers turned into a diagnosis."""

from forms.diagnosis.diagnosing import diagnose, result_values, score
from forms.diagnosis.method import Method, compile_method

__all__ = ["Method", "compile_method", "diagnose", "result_values", "score"]
