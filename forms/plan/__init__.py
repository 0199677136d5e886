"""The plan: record and diagnosis as a document of values, ready for paper, Word and screen."""

from forms.plan.build import build
from forms.plan.context import Benchmark, PlanContext
from forms.plan.model import Plan

__all__ = ["Benchmark", "Plan", "PlanContext", "build"]
