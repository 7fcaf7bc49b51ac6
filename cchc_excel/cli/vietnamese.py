"""The command-line library's own words, in Vietnamese."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from cchc_excel.messages import cli as messages


class _Vietnamese:
    """What groups and commands have in common."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The whole of the help; only here is its library loaded, which takes as long as half of a command."""
        from typer import rich_utils  # noqa: PLC0415

        rich_utils.ARGUMENTS_PANEL_TITLE = messages.PANELS["arguments"]
        rich_utils.OPTIONS_PANEL_TITLE = messages.PANELS["options"]
        rich_utils.COMMANDS_PANEL_TITLE = messages.PANELS["commands"]
        rich_utils.ERRORS_PANEL_TITLE = messages.PANELS["errors"]
        rich_utils.DEFAULT_STRING = messages.DEFAULT
        rich_utils.REQUIRED_LONG_STRING = messages.REQUIRED
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def get_usage(self, ctx: Any) -> str:
        """The usage line."""
        usage: str = super().get_usage(ctx).replace("Usage:", messages.USAGE)  # type: ignore[misc]
        for word, ours in messages.USAGE_WORDS.items():
            usage = usage.replace(word, ours)
        return usage

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters; beside a flag, which takes nothing, and beside an argument no English kind is shown."""
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if getattr(param, "is_flag", False) and param.metavar is None:
                param.metavar = ""
            if param.param_type_name == "argument":
                param.display_type_rich = lambda **_: None
        return params

    def get_help_option(self, ctx: Any) -> Any:
        """The option ``--help``."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = messages.HELP_OPTION
        return option


class Command(_Vietnamese, TyperCommand):
    """A command that explains itself in Vietnamese."""


class Group(_Vietnamese, TyperGroup):
    """A group of such commands."""
