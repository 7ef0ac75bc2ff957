"""What is wrong with a map, or would surprise its owners: where, why, and for whom."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """`rule` is a stable word for the kind of fault; `line` counts from one, 0 is the map as a whole."""

    line: int
    rule: str
    message: str
    stage: str = ""
    example: str = ""
    level: Level = "error"

    def as_dict(self) -> dict[str, str | int]:
        return {
            "rule": self.rule,
            "stage": self.stage,
            "line": self.line,
            "message": self.message,
            "example": self.example,
        }


@dataclass(frozen=True, slots=True)
class Findings:
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, findings: list[Finding]) -> "Findings":
        ordered = sorted(set(findings))
        return cls(
            errors=tuple(each for each in ordered if each.level == "error"),
            warnings=tuple(each for each in ordered if each.level == "warning"),
        )

    def as_dict(self) -> dict[str, list[dict[str, str | int]]]:
        return {
            "errors": [each.as_dict() for each in self.errors],
            "warnings": [each.as_dict() for each in self.warnings],
        }
