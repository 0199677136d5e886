"""The plan: record and diagnosis as a document of values, ready for paper, Word and screen."""

from forms.plan.build import build
from forms.plan.context import PlanContext
from forms.plan.effects import build_effects
from forms.plan.model import Plan
from forms.plan.paper import build_paper

__all__ = ["Plan", "PlanContext", "build", "build_effects", "build_paper"]
