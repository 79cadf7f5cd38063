"""What a wheel carries beside the packages: the shipped plans, for an installed planengine to show itself.

In a checkout the plans stand at the top (`plans/`), where people look for them. A wheel has no top, so they
travel as `planengine/_plans`. An editable installation gets no copy: it would grow old beside its originals.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedPlans(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable":
            build_data["force_include"]["plans"] = "planengine/_plans"
